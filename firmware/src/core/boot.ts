import { z } from 'zod'
import { noDeliveries } from './delivery.ts'
import { type ConnectorSlices, connectorSlices, type StationSlices, stationSlices } from './durable.ts'
import { atRest } from './protection.ts'
import { restoreLockout } from './relay.ts'
import { armReservations } from './reservations.ts'
import { armResumptions } from './resumption.ts'
import { armClockAligned } from './sampling.ts'
import { raiseSecurityEvent } from './security-log.ts'
import { closeInterrupted } from './session.ts'
import type { Activity, ChargerState, Connector, LastKnown, MeterState, Settings, Stored } from './state.ts'
import { goodSupply } from './supply.ts'
import { noTimers } from './timers.ts'
import { emit, log, patch, patchStation, setTimer, type Turn } from './turn.ts'

/** A meter may take so long to speak after a boot before it is called silent. */
const firstReadingMs = 15_000

/** The state before the first event: what the store kept, and relays not yet known to be open. */
export function restore(settings: Settings, stored: Stored): ChargerState {
  const station = parseSlices(stationSlices, freshStation, stored.slices, '')
  const connectors = Array.from({ length: settings.connectors }, (_, index) =>
    restoreConnector(index + 1, stored),
  )
  const nextId = 1 + stored.outbox.reduce((highest, { id }) => Math.max(highest, id), 0)
  return {
    ...station,
    settings,
    station: {
      link: 'down',
      registration: 'unknown',
      faults: [],
      reset: null,
      bootedMs: 0,
      leakageTest: null,
      door: { seen: 'unknown', letGo: null, heldBy: null },
      leakageTestedMs: null,
      credentials: null,
      failedDials: 0,
      lastDialEvent: null,
      reconnecting: false,
      pastDated: false,
      answered: false,
      triesKeyBefore: false,
      tellingSecurityEvent: false,
      reports: [],
      reporting: null,
      meterKeys: { told: 0, telling: false, refused: false },
      uploading: null,
      update: null,
      installing: false,
      noted: {},
      statusReported: null,
    },
    connectors,
    authorisations: [],
    transactionProfiles: [],
    deliveries: noDeliveries,
    dataBudget: null,
    outbox: {
      entries: stored.outbox,
      nextId,
      inFlight: null,
      attempts: 0,
      failures: 0,
      othersAnswered: false,
      volatile: [],
      unrecorded: [],
      unsigned: stored.outbox.flatMap((each) =>
        each.kind === 'signed' && each.signed === null ? [each.id] : [],
      ),
      estimateTold: null,
    },
    screen: { notice: null, lines: [], lights: [] },
    timers: noTimers(connectors.length),
    nextRequestId: 1,
  }
}

const freshStation: StationSlices = {
  configuration: {},
  availability: { operative: true, scheduled: null },
  localList: { version: 0, entries: {} },
  cache: {},
  transactionIds: {},
  counters: { nextLocalId: 1, nextPage: 1 },
  reservations: [],
  prices: { idrPerKwh: null, text: null },
  postCode: null,
  chargingProfiles: [],
  security: null,
  credentialTrial: { certificate: false, keyBefore: null },
  securityQueue: [],
  allowances: { version: 0, cards: {}, spent: [] },
  paidLimits: {},
}
const freshConnector: ConnectorSlices = {
  session: null,
  resumption: null,
  lockout: null,
  trips: {},
  availability: { operative: true, scheduled: null },
  meter: null,
}

const stationSliceNames = Object.keys(stationSlices) as (keyof StationSlices)[]

/**
 * What differs between two states of what the store keeps, by the name of its slice; looked at after each step, so it costs
 * nothing where nothing changed.
 */
export function changedSlices(before: ChargerState, after: ChargerState): Readonly<Record<string, unknown>> {
  const slices: Record<string, unknown> = {}
  for (const name of stationSliceNames) if (before[name] !== after[name]) slices[name] = after[name]
  for (let index = 0; index < after.connectors.length; index += 1) {
    const known = before.connectors[index]
    const connector = after.connectors[index]!
    if (known === connector) continue
    const { id } = connector
    const session = openSession(connector.activity)
    if (known === undefined || openSession(known.activity) !== session) slices[`session/${id}`] = session
    if (known?.resumption !== connector.resumption) slices[`resumption/${id}`] = connector.resumption
    if (known?.lockout !== connector.lockout) slices[`lockout/${id}`] = connector.lockout
    if (known?.trips !== connector.trips) slices[`trips/${id}`] = connector.trips
    if (known?.availability !== connector.availability) slices[`availability/${id}`] = connector.availability
    if (known?.meter.base !== connector.meter.base) slices[`meter/${id}`] = connector.meter.base
  }
  return slices
}

function openSession(activity: Activity) {
  return activity.kind === 'charging' || activity.kind === 'stopping' || activity.kind === 'interrupted'
    ? activity.session
    : null
}

function restoreConnector(id: number, stored: Stored): Connector {
  const { session, resumption, lockout, trips, availability, meter } = parseSlices(
    connectorSlices,
    freshConnector,
    stored.slices,
    `/${id}`,
  )
  const reading = stored.readings.filter((each) => each.connectorId === id).at(-1)
  const importWh = Math.max(meter === null ? 0 : meter.offsetWh + meter.registerWh, reading?.importWh ?? 0)
  const restored: MeterState = {
    base: meter,
    reading: null,
    importWh,
    implausible: 0,
  }
  return {
    id,
    plug: 'unknown',
    relay: { asked: 'open', contact: 'unknown' },
    faults: [],
    availability,
    meter: restored,
    activity:
      session === null
        ? { kind: 'idle' }
        : { kind: 'interrupted', session, last: lastKnown(session, stored) },
    resumption,
    lockout,
    temperatureDeciC: null,
    tooHot: false,
    protection: atRest,
    trips,
    supply: goodSupply,
    statusReported: null,
    statusPending: null,
    pendingUnlock: null,
  }
}

function lastKnown(session: NonNullable<ConnectorSlices['session']>, stored: Stored): LastKnown {
  const reading = stored.readings.filter((each) => each.localId === session.localId).at(-1)
  const samples = stored.samples
    .filter((each) => each.localId === session.localId)
    .map(({ sample }) => sample)
  return reading === undefined
    ? { importWh: session.meterStartWh, at: session.startedAt, samples }
    : {
        importWh: Math.max(session.meterStartWh, reading.importWh),
        at: reading.at,
        samples,
      }
}

/** Throws a StoredStateError for slices that cannot be this charger's state. */
export function checkSlices(slices: Readonly<Record<string, unknown>>): void {
  parseSlices(stationSlices, freshStation, slices, '')
  const ids = new Set(Object.keys(slices).map((name) => name.split('/')[1]))
  for (const id of ids) if (id !== undefined) parseSlices(connectorSlices, freshConnector, slices, `/${id}`)
}

/** A slice that was never written is fresh; one that does not fit its schema is an error of the store. */
function parseSlices<T extends object>(
  schemas: { [K in keyof T]: z.ZodType<T[K]> },
  fresh: T,
  slices: Readonly<Record<string, unknown>>,
  suffix: string,
): T {
  const parsed: Partial<T> = {}
  for (const name of Object.keys(schemas) as (keyof T & string)[]) {
    const value = slices[`${name}${suffix}`]
    if (value === undefined) {
      parsed[name] = fresh[name]
      continue
    }
    const result = schemas[name].safeParse(value)
    if (!result.success) throw new StoredStateError(`${name}${suffix}`, z.prettifyError(result.error))
    parsed[name] = result.data
  }
  return parsed as T
}

/** What the store gave back cannot be this charger's state: damaged, or written by a newer version. */
class StoredStateError extends Error {
  override readonly name = 'StoredStateError'
  readonly slice: string
  constructor(slice: string, problem: string) {
    super(`Stored state "${slice}" cannot be read: ${problem}`)
    this.slice = slice
  }
}

/** The first event: every relay is asked to open, and what the power cut is closed with PowerLoss. */
export function boot(turn: Turn): void {
  for (const { id, activity, lockout } of turn.state.connectors) {
    restoreLockout(turn, id, lockout)
    emit(turn, { kind: 'openRelay', connectorId: id })
    setTimer(turn, `meter:${id}`, firstReadingMs)
    if (activity.kind !== 'interrupted') continue
    log(turn, 'warn', `The power was cut in a session on connector ${id}`, {
      localId: activity.session.localId,
    })
    closeInterrupted(turn, activity.session, activity.last)
  }
  patchStation(turn, { bootedMs: turn.now.monotonicMs })
  raiseSecurityEvent(turn, 'StartupOfTheDevice')
  armResumptions(turn)
  armClockAligned(turn)
  armReservations(turn)
  // Ids of OCPP that no message waits for any longer.
  const waiting = new Set(turn.state.outbox.entries.map(({ localId }) => String(localId)))
  const transactionIds = Object.fromEntries(
    Object.entries(turn.state.transactionIds).filter(([id]) => waiting.has(id)),
  )
  if (Object.keys(transactionIds).length < Object.keys(turn.state.transactionIds).length)
    patch(turn, { transactionIds })
}
