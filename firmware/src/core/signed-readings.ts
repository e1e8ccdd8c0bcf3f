import type { NewOcmfReading, NewOcmfRecord } from '@colok/shared/ocmf'
import { type VendorMessage, vendorRequest } from '@colok/shared/vendor'
import type { Ending, OutboxEntry, Session, StopReason } from './durable.ts'
import type { CallCompleted, Event } from './events.ts'
import { type Now, type Stamp, stampToIso } from './now.ts'
import { dequeue, enqueue } from './outbox-queue.ts'
import { mayReport } from './registration.ts'
import { currentProfile } from './security-standing.ts'
import type { ChargerState } from './state.ts'
import { emit, isTimerSet, log, patch, patchStation, record, setTimer, type Turn } from './turn.ts'

export type SignedEntry = Extract<OutboxEntry, { kind: 'signed' }>
type StoredReading = SignedEntry['readings'][number]

/** How long the central system may leave a key unanswered before it is told again. */
const tellAgainMs = 60_000

/** The register at which a session began is to be signed; its record follows the StartTransaction. */
export function signBegin(turn: Turn, session: Session): void {
  signLater(turn, session, [beginOf(session)])
}

/**
 * The registers at which a session began and ended are to be signed, in one record that stands for itself. It goes ahead of
 * the StopTransaction, so that whoever bills has it. `substitute`: the meter gave no reading at the end.
 */
export function signEnd(
  turn: Turn,
  session: Session,
  end: {
    readonly ending: Ending
    readonly at: Stamp
    readonly importWh: number
    readonly substitute: boolean
  },
): void {
  const { ending, at, importWh, substitute } = end
  signLater(turn, session, [
    beginOf(session),
    { at, importWh, reason: ocmfReasonOf(ending.reason), substitute },
  ])
}

function beginOf({ startedAt, meterStartWh }: Session): StoredReading {
  return { at: startedAt, importWh: meterStartWh, reason: 'B', substitute: false }
}

function signLater(turn: Turn, session: Session, readings: StoredReading[]): void {
  const { localId, connectorId, idTag, origin } = session
  if (modeOf(turn.state, connectorId) === 'none') return
  const { counters, outbox } = turn.state
  patch(turn, {
    counters: { ...counters, nextPage: counters.nextPage + 1 },
    outbox: { ...outbox, unsigned: [...outbox.unsigned, outbox.nextId] },
  })
  enqueue(turn, {
    kind: 'signed',
    localId,
    connectorId,
    page: counters.nextPage,
    idTag,
    origin,
    readings,
    signed: null,
  })
}

const reasons: Readonly<Partial<Record<StopReason, StoredReading['reason']>>> = {
  EmergencyStop: 'A',
  EVDisconnected: 'L',
  Local: 'L',
  PowerLoss: 'P',
  Remote: 'R',
  UnlockCommand: 'L',
}

function ocmfReasonOf(reason: StopReason): StoredReading['reason'] {
  return reasons[reason] ?? 'E'
}

/**
 * Hands what is to be signed to whoever signs. The charger's own key waits for the calendar, so that times are right; a
 * meter vouches for its register of now, so it is asked at once.
 */
export function pumpSignatures(turn: Turn): void {
  for (const id of turn.state.outbox.unsigned) {
    const entry = turn.state.outbox.entries.find((each) => each.id === id)
    if (entry?.kind !== 'signed') {
      forget(turn, id)
      continue
    }
    if (modeOf(turn.state, entry.connectorId) === 'none') {
      dequeue(turn, id, { why: 'nobody signs for this connector any more' })
      forget(turn, id)
      continue
    }
    if (turn.now.wall === 'unsynced' && modeOf(turn.state, entry.connectorId) === 'whenDated') continue
    forget(turn, id)
    emit(turn, { kind: 'sign', entryId: id, connectorId: entry.connectorId, record: recordOf(turn, entry) })
  }
}

function forget(turn: Turn, id: number): void {
  const { outbox } = turn.state
  patch(turn, { outbox: { ...outbox, unsigned: outbox.unsigned.filter((each) => each !== id) } })
}

/** What is signed is written down before it is told, so that it is told the same however often. */
export function readingSigned(
  turn: Turn,
  { entryId, outcome }: Extract<Event, { kind: 'readingSigned' }>,
): void {
  const { outbox } = turn.state
  const entry = outbox.entries.find((each) => each.id === entryId)
  if (entry?.kind !== 'signed' || entry.signed !== null) return
  if (outcome.kind === 'failed') {
    log(turn, 'error', `A reading of connector ${entry.connectorId} was not signed: ${outcome.problem}`, {
      localId: entry.localId,
    })
    dequeue(turn, entryId, { why: outcome.problem })
    return
  }
  const { keyId, record: text } = outcome
  const signed = { ...entry, signed: { keyId, record: text } }
  record(turn, { kind: 'outboxSigned', entry: signed })
  patch(turn, {
    outbox: { ...outbox, entries: outbox.entries.map((each) => (each === entry ? signed : each)) },
  })
}

function recordOf({ state, now }: Turn, entry: SignedEntry): NewOcmfRecord {
  const { settings } = state
  const isRemote = entry.origin === 'remote'
  const secured = currentProfile(state) >= 2 ? '_TLS' : ''
  return {
    gateway: {
      identification: `${settings.vendor} ${settings.model}`,
      serial: settings.serialNumber ?? settings.chargePointId,
      version: settings.firmwareVersion,
    },
    page: entry.page,
    meter: { vendor: '', model: '', serial: settings.meterSerials[entry.connectorId - 1] ?? '' },
    user: {
      level: isRemote ? 'TRUSTED' : 'HEARSAY',
      flags: [isRemote ? `OCPP_RS${secured}` : 'RFID_PLAIN'],
      type: isRemote ? 'CENTRAL_1' : cardTypeOf(entry.idTag),
      data: entry.idTag,
    },
    chargePointId: settings.chargePointId,
    connectorId: entry.connectorId,
    readings: entry.readings.map((each) => readingOf(each, now)),
  }
}

function readingOf({ at, importWh, reason, substitute }: StoredReading, now: Now): NewOcmfReading {
  const isKnown = at.wallMs !== null || (at.bootId === now.bootId && now.wall !== 'unsynced')
  return {
    at: at.wallMs ?? Date.parse(stampToIso(at, now)),
    timeState: isKnown && at.estimated !== true ? 'S' : 'U',
    reason,
    energyWh: importWh,
    substitute,
  }
}

/** The unique number of a card by its length: 4 or 7 bytes of ISO 14443, 8 of ISO 15693. */
function cardTypeOf(idTag: string): string {
  if (/^(?:[\dA-F]{8}|[\dA-F]{14})$/i.test(idTag)) return 'ISO14443'
  return /^[\dA-F]{16}$/i.test(idTag) ? 'ISO15693' : 'UNDEFINED'
}

function modeOf({ settings }: ChargerState, connectorId: number) {
  return settings.signing[connectorId - 1] ?? 'none'
}

/** Tells the next public key that the central system has not heard of since this boot. */
export function pumpMeterKeys(turn: Turn): void {
  const { settings, station } = turn.state
  const { told, telling, refused } = station.meterKeys
  const key = settings.meterKeys[told]
  if (key === undefined || telling || refused || !mayReport(turn) || isTimerSet(turn.state, 'meterKey'))
    return
  patchStation(turn, { meterKeys: { told, telling: true, refused } })
  emit(turn, {
    kind: 'call',
    purpose: 'meterKey',
    ref: told,
    action: 'DataTransfer',
    request: vendorRequest('MeterKey', key),
  })
}

/** A central system that has no use for keys gets no signatures either. */
export function meterKeyCompleted(
  turn: Turn,
  { ref, result }: Extract<CallCompleted, { purpose: 'meterKey' }>,
): void {
  const isAccepted = result.kind === 'confirmed' && result.confirmation.status === 'Accepted'
  const isRefused = !isAccepted && ['confirmed', 'error', 'invalid'].includes(result.kind)
  const { told, refused } = turn.state.station.meterKeys
  patchStation(turn, {
    meterKeys: { told: isAccepted ? ref + 1 : told, telling: false, refused: refused || isRefused },
  })
  if (isRefused) log(turn, 'info', 'The central system has no use for signed readings')
  if (result.kind === 'timeout' || result.kind === 'full') setTimer(turn, 'meterKey', tellAgainMs)
}

/** What to do with a record at the head of the outbox; `wait` until it is signed, and its key told. */
export function standingOf(state: ChargerState, entry: SignedEntry): 'wait' | 'unwanted' | 'send' {
  const { refused, telling } = state.station.meterKeys
  if (refused) return 'unwanted'
  return entry.signed === null || telling ? 'wait' : 'send'
}

/** Throws for an entry that nobody has signed: a bug, since the outbox waits. */
export function signatureOf(entry: SignedEntry, transactionId: number): VendorMessage<'MeterSignature'> {
  if (entry.signed === null) throw new Error(`outbox entry ${entry.id} is not signed`)
  return { connectorId: entry.connectorId, transactionId, ...entry.signed }
}
