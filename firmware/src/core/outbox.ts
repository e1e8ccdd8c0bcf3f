import type { Request } from '@colok/shared/ocpp/registry'
import { vendorRequest } from '@colok/shared/vendor'
import { integerOf } from './configuration.ts'
import type { OutboxEntry, Sample } from './durable.ts'
import { estimateHeard, owesEstimate, tellEstimate } from './estimated-start.ts'
import type { CallCompleted } from './events.ts'
import { remember, toStored } from './identifiers.ts'
import { jitter } from './jitter.ts'
import { type Now, stampToIso } from './now.ts'
import { dequeue, transactionIdOf } from './outbox-queue.ts'
import { mayReport } from './registration.ts'
import { sessionRefused } from './session.ts'
import { signatureOf, standingOf } from './signed-readings.ts'
import type { ChargerState } from './state.ts'
import { clearTimer, emit, isTimerSet, log, patch, setActivity, setTimer, type Turn } from './turn.ts'

/** Retries wait longer each time, but not for more than an hour. */
const longestWaitMs = 3_600_000

/** The interval is the least that a retry waits; so much of it comes on top, by chance. */
const jitterShare = 0.1

/** Sends the head of the queue when nothing is in flight: strictly in order, one at a time. */
export function pumpOutbox(turn: Turn): void {
  const { state } = turn
  const { inFlight, entries } = state.outbox
  const head = entries[0]
  if (head === undefined || inFlight !== null || !mayReport(turn) || isTimerSet(state, 'outbox')) return
  // Told before it is recorded, it would be told otherwise after a power cut.
  if (state.outbox.unrecorded.includes(head.id)) return
  if (isOrphan(state, head)) {
    buryHead(turn, head, 'its StartTransaction was never accepted, so it has no transactionId')
    pumpOutbox(turn)
    return
  }
  if (head.kind === 'signed') {
    const standing = standingOf(state, head)
    if (standing === 'wait') return
    if (standing === 'unwanted') {
      dequeue(turn, head.id, 'delivered')
      pumpOutbox(turn)
      return
    }
  }
  patch(turn, { outbox: { ...state.outbox, inFlight: head.id } })
  if (owesEstimate(state, head)) tellEstimate(turn, head)
  else send(turn, head)
}

/** A message about a transaction that the central system has no number for. */
function isOrphan(state: ChargerState, entry: OutboxEntry): boolean {
  if (entry.kind === 'started' || entry.localId === null) return false
  return transactionIdOf(state, entry.localId) === undefined
}

function send(turn: Turn, entry: OutboxEntry): void {
  const ref = entry.id
  switch (entry.kind) {
    case 'started': {
      const { connectorId, idTag, meterStartWh: meterStart, reservationId } = entry
      const timestamp = stampToIso(entry.at, turn.now)
      const reserved = reservationId === null ? {} : { reservationId }
      const request = {
        connectorId,
        idTag,
        meterStart,
        timestamp,
        ...reserved,
      }
      emit(turn, {
        kind: 'call',
        purpose: 'started',
        ref,
        action: 'StartTransaction',
        request,
      })
      return
    }
    case 'metered': {
      const transactionId = entry.localId === null ? undefined : transactionIdOf(turn.state, entry.localId)
      const request = {
        connectorId: entry.connectorId,
        ...(transactionId === undefined ? {} : { transactionId }),
        meterValue: entry.samples.map((sample) => toMeterValue(sample, turn.now)),
      }
      emit(turn, {
        kind: 'call',
        purpose: 'metered',
        ref,
        action: 'MeterValues',
        request,
      })
      return
    }
    case 'stopped': {
      const transactionData = entry.samples.map((sample) => toMeterValue(sample, turn.now))
      const request = {
        transactionId: transactionIdOf(turn.state, entry.localId) ?? 0,
        meterStop: entry.meterStopWh,
        timestamp: stampToIso(entry.at, turn.now),
        reason: entry.reason,
        ...(entry.idTag === null ? {} : { idTag: entry.idTag }),
        ...(transactionData.length === 0 ? {} : { transactionData }),
      }
      emit(turn, {
        kind: 'call',
        purpose: 'stopped',
        ref,
        action: 'StopTransaction',
        request,
      })
      return
    }
    case 'signed': {
      const signature = signatureOf(entry, transactionIdOf(turn.state, entry.localId) ?? 0)
      const request = vendorRequest('MeterSignature', signature)
      emit(turn, { kind: 'call', purpose: 'signed', ref, action: 'DataTransfer', request })
      return
    }
  }
}

type SampledValue = Request<'MeterValues'>['meterValue'][number]['sampledValue'][number]

/** A sample as OCPP's MeterValue. */
export function toMeterValue(sample: Sample, now: Now) {
  return {
    timestamp: stampToIso(sample.at, now),
    sampledValue: sample.values.map(
      ({ measurand, value, unit }) =>
        ({
          value,
          context: sample.context,
          format: 'Raw',
          measurand,
          location: 'Outlet',
          ...(unit === null ? {} : { unit }),
        }) as SampledValue,
    ),
  }
}

type Result = Extract<CallCompleted, { purpose: 'started' | 'metered' | 'stopped' | 'signed' }>

/** The outcome of a transaction message: delivered, refused for now, refused for good, or unanswered. */
export function outboxCompleted(turn: Turn, event: Result): void {
  const { outbox } = turn.state
  const entry = outbox.entries.find((each) => each.id === event.ref)
  if (entry === undefined || outbox.inFlight !== event.ref) return
  patch(turn, { outbox: { ...outbox, inFlight: null } })
  switch (event.result.kind) {
    case 'confirmed':
      delivered(turn, entry, event)
      dequeue(turn, entry.id, 'delivered')
      break
    case 'error':
    case 'invalid':
      // Nobody bills by a signature alone, so what comes behind it does not wait for tries that are likely in vain.
      if (entry.kind === 'signed') buryHead(turn, entry, describe(event.result))
      else refused(turn, entry, describe(event.result))
      break
    case 'timeout':
      unanswered(turn, entry)
      break
    case 'full':
      retryLater(turn)
      break
    case 'closed':
      return
  }
}

/** What goes ahead of a start was heard, or is told again. */
export function estimateCompleted(turn: Turn, event: Extract<CallCompleted, { purpose: 'estimate' }>): void {
  if (!estimateHeard(turn, event)) retryLater(turn)
}

function delivered(turn: Turn, entry: OutboxEntry, event: Result): void {
  if (event.purpose === 'started' && entry.kind === 'started' && event.result.kind === 'confirmed') {
    const { transactionId, idTagInfo } = event.result.confirmation
    patch(turn, {
      transactionIds: {
        ...turn.state.transactionIds,
        [String(entry.localId)]: transactionId,
      },
    })
    const info = toStored(idTagInfo)
    remember(turn, entry.idTag, info)
    transactionAnswered(turn, entry.localId, info)
  }
  if (event.purpose === 'stopped' && entry.kind === 'stopped' && event.result.kind === 'confirmed') {
    const { idTagInfo } = event.result.confirmation
    if (idTagInfo !== undefined && entry.idTag !== null) remember(turn, entry.idTag, toStored(idTagInfo))
  }
}

/** StartTransaction's answer may name the card's group, or refuse the card after all. */
function transactionAnswered(turn: Turn, localId: number, info: ReturnType<typeof toStored>): void {
  const connector = turn.state.connectors.find(
    ({ activity }) => activity.kind === 'charging' && activity.session.localId === localId,
  )
  if (connector?.activity.kind !== 'charging') return
  const parentIdTag = info.parentIdTag ?? connector.activity.session.parentIdTag
  const session = { ...connector.activity.session, parentIdTag }
  if (parentIdTag !== connector.activity.session.parentIdTag)
    setActivity(turn, connector.id, { ...connector.activity, session })
  if (info.status !== 'Accepted') sessionRefused(turn, connector.id)
}

/** The central system failed to process it: again after a while, and in the end buried (OCPP 1.6 §3.7.1). */
function refused(turn: Turn, entry: OutboxEntry, why: string): void {
  log(turn, 'warn', `${entry.kind} message refused: ${why}`, { id: entry.id })
  fail(turn, entry, why)
}

/**
 * Silence of a central system that answers nothing at all is an outage, and outlasted. One that answers everything but
 * this message will never answer it: then silence counts as a refusal, or all that waits behind would wait for ever.
 */
function unanswered(turn: Turn, entry: OutboxEntry): void {
  if (!turn.state.outbox.othersAnswered) {
    retryLater(turn)
    return
  }
  patch(turn, { outbox: { ...turn.state.outbox, othersAnswered: false } })
  fail(turn, entry, 'never answered, while other messages were')
}

/** The central system has answered something else than a transaction message. */
export function noteAnswer(turn: Turn): void {
  const { outbox } = turn.state
  if (outbox.attempts > 0 && !outbox.othersAnswered)
    patch(turn, { outbox: { ...outbox, othersAnswered: true } })
}

function fail(turn: Turn, entry: OutboxEntry, why: string): void {
  const failures = turn.state.outbox.failures + 1
  patch(turn, { outbox: { ...turn.state.outbox, failures } })
  if (failures >= integerOf(turn.state, 'TransactionMessageAttempts')) buryHead(turn, entry, why)
  else retryLater(turn)
}

function retryLater(turn: Turn): void {
  const attempts = turn.state.outbox.attempts + 1
  patch(turn, { outbox: { ...turn.state.outbox, attempts } })
  const intervalMs = Math.max(1, integerOf(turn.state, 'TransactionMessageRetryInterval')) * 1000
  const waitMs = Math.min(intervalMs * attempts, longestWaitMs)
  const share = jitterShare * jitter(turn.now.bootId, turn.state.outbox.entries[0]?.id ?? 0, attempts)
  setTimer(turn, 'outbox', Math.round(waitMs * (1 + share)))
}

function buryHead(turn: Turn, entry: OutboxEntry, why: string): void {
  dequeue(turn, entry.id, { why })
  log(turn, 'error', `${entry.kind} message given up: ${why}`, {
    id: entry.id,
    localId: entry.localId,
  })
}

function describe(
  result: { kind: 'error'; code: string; description: string } | { kind: 'invalid'; problem: string },
) {
  return result.kind === 'error' ? `${result.code} ${result.description}`.trim() : result.problem
}

/** The network went away: what was in flight is sent again after it is back. */
export function releaseOutbox(turn: Turn): void {
  clearTimer(turn, 'outbox')
  if (turn.state.outbox.inFlight !== null) patch(turn, { outbox: { ...turn.state.outbox, inFlight: null } })
}
