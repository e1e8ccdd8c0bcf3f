import { withSpent } from './allowances.ts'
import { flagOf, integerOf } from './configuration.ts'
import { costIdr, type Reckoned } from './cost.ts'
import type { Allowance, Ending, Session, SessionLimits, StopReason } from './durable.ts'
import { isSameTag } from './identifiers.ts'
import { type Stamp, stampOf } from './now.ts'
import { enqueue, transactionIdOf } from './outbox-queue.ts'
import { forgetResumption, resumptionOf } from './resumption.ts'
import { armSampling, keepForStop, takeSample } from './sampling.ts'
import { signBegin, signEnd } from './signed-readings.ts'
import { dropTransactionProfiles, installWithTransaction } from './smart-charging.ts'
import type { Connector, Grant, LastKnown, Progress, Receipt } from './state.ts'
import { tagKey } from './tag-key.ts'
import {
  clearTimer,
  connectorOf,
  log,
  patch,
  patchConnector,
  record,
  setActivity,
  setTimer,
  type Turn,
} from './turn.ts'

/** How long the last reading may take after the relay is asked to open: two readings of a meter, and some. */
const finalReadingMs = 2_500
/** A board that is silent opens its contacts by its dead-man, within 2 s; what flowed until then stands in the reading after. */
const silentBoardReadingMs = 4_000

/** How long the receipt stays after the plug has left. */
const receiptMs = 8_000

/** Opens a transaction: recorded in this turn, so before the relay closes. */
export function startSession(turn: Turn, connectorId: number, grant: Grant): void {
  const connector = connectorOf(turn.state, connectorId)
  const session = newSession(turn, connector, grant)
  const { [paidLimitKey(connectorId, grant.idTag)]: _, ...paidLimits } = turn.state.paidLimits
  patch(turn, {
    counters: { ...turn.state.counters, nextLocalId: session.localId + 1 },
    ...(grant.allowance !== null && {
      allowances: withSpent(turn.state.allowances, {
        id: grant.allowance.id,
        connectorId,
        meterStartWh: session.meterStartWh,
      }),
    }),
    paidLimits: session.limits === noLimits ? turn.state.paidLimits : paidLimits,
    reservations: turn.state.reservations.filter((each) => each.reservationId !== grant.reservationId),
  })
  setActivity(turn, connectorId, {
    kind: 'charging',
    session,
    progress: newProgress(turn),
  })
  if (grant.chargingProfile !== null) installWithTransaction(turn, connectorId, grant.chargingProfile)
  forgetResumption(turn, connectorId)
  rebaseMeter(turn, connectorId)
  clearTimer(turn, `connection:${connectorId}`)
  enqueue(turn, {
    kind: 'started',
    localId: session.localId,
    connectorId,
    idTag: session.idTag,
    meterStartWh: session.meterStartWh,
    at: session.startedAt,
    reservationId: session.reservationId,
  })
  signBegin(turn, session)
  keepForStop(
    turn,
    connectorId,
    takeSample(turn, {
      connectorId,
      key: 'StopTxnSampledData',
      context: 'Transaction.Begin',
    }),
  )
  armSampling(turn, connectorId)
  armDurationLimit(turn, connectorId, session)
  log(turn, 'info', `Session started on connector ${connectorId}`, {
    localId: session.localId,
    meterStartWh: session.meterStartWh,
  })
}

/** A paid limit that waits for its session is kept under the socket and the idTag that it was bought for. */
export function paidLimitKey(connectorId: number, idTag: string): string {
  return `${connectorId} ${tagKey(idTag)}`
}

const noLimits: SessionLimits = {
  energyWh: null,
  amountIdr: null,
  durationS: null,
}

function newSession(turn: Turn, connector: Connector, grant: Grant): Session {
  const { state } = turn
  const resumed =
    connector.resumption !== null && isSameTag(connector.resumption.idTag, grant.idTag)
      ? connector.resumption
      : null
  return {
    localId: state.counters.nextLocalId,
    connectorId: connector.id,
    idTag: grant.idTag,
    parentIdTag: grant.parentIdTag,
    origin: grant.origin,
    startedAt: stampOf(turn.now),
    meterStartWh: connector.meter.importWh,
    reservationId: grant.reservationId,
    resumesLocalId: resumed?.localId ?? null,
    priceIdrPerKwh: resumed?.priceIdrPerKwh ?? state.prices.idrPerKwh ?? state.settings.priceIdrPerKwh,
    limits:
      resumed?.limits ??
      limitsOf(grant.allowance) ??
      state.paidLimits[paidLimitKey(connector.id, grant.idTag)] ??
      noLimits,
    refusedAllowanceWh: null,
    ending: null,
  }
}

function limitsOf(allowance: Allowance | null): SessionLimits | undefined {
  if (allowance === null) return undefined
  const { energyWh, durationS } = allowance
  return { energyWh, amountIdr: null, durationS }
}

function newProgress(turn: Turn): Progress {
  return {
    startedMs: turn.now.monotonicMs,
    energyWh: 0,
    journalledWh: 0,
    loadSeen: false,
    lowPowerSinceMs: null,
    full: false,
    unregisteredWms: 0,
    peakPowerW: 0,
    powerW: 0,
    taper: null,
    reckoned: null,
    samples: [],
    lastSampleWh: 0,
  }
}

/** A paid time limit, from the start of the session. */
export function armDurationLimit(turn: Turn, connectorId: number, session: Session): void {
  const { activity } = connectorOf(turn.state, connectorId)
  const { durationS } = session.limits
  if (durationS === null || activity.kind !== 'charging') {
    clearTimer(turn, `limit:${connectorId}`)
    return
  }
  const elapsedMs = turn.now.monotonicMs - activity.progress.startedMs
  setTimer(turn, `limit:${connectorId}`, Math.max(0, durationS * 1000 - elapsedMs))
}

/** Asks a running session to end: the relay opens in this turn, the books are closed with the meter's last reading. */
export function beginStop(
  turn: Turn,
  connectorId: number,
  why: { reason: StopReason; idTag?: string },
): void {
  const { activity, meter, relay } = connectorOf(turn.state, connectorId)
  if (activity.kind !== 'charging') return
  const ending: Ending = {
    reason: why.reason,
    idTag: why.idTag ?? null,
    at: stampOf(turn.now),
  }
  setActivity(turn, connectorId, {
    ...activity,
    kind: 'stopping',
    session: { ...activity.session, ending },
  })
  clearTimer(turn, `sample:${connectorId}`)
  clearTimer(turn, `limit:${connectorId}`)
  dropTransactionProfiles(turn, connectorId)
  log(turn, 'info', `Session on connector ${connectorId} ends: ${why.reason}`, {
    localId: activity.session.localId,
  })
  // A contact that the emergency stop opened just now was closed at the last reading: the next one has the rest.
  const wasOpen = relay.asked === 'open' && relay.contact === 'open'
  if (meter.reading === null || wasOpen) finishStop(turn, connectorId)
  else setTimer(turn, `final:${connectorId}`, isBoardSilent(turn) ? silentBoardReadingMs : finalReadingMs)
}

function isBoardSilent({ state }: Turn): boolean {
  return state.station.faults.some(({ source }) => source === 'board')
}

/** Closes the transaction with what the meter says now. */
export function finishStop(turn: Turn, connectorId: number): void {
  const connector = connectorOf(turn.state, connectorId)
  const { activity } = connector
  if (activity.kind !== 'stopping') return
  const { session } = activity
  const ending = session.ending ?? {
    reason: 'Other',
    idTag: null,
    at: stampOf(turn.now),
  }
  keepForStop(
    turn,
    connectorId,
    takeSample(turn, {
      connectorId,
      key: 'StopTxnSampledData',
      context: 'Transaction.End',
    }),
  )
  const samples = progressOf(connectorOf(turn.state, connectorId))?.samples ?? []
  closeSession(turn, session, {
    ending,
    meterStopWh: connector.meter.importWh,
    samples,
    ...lastReading(turn, connector, ending),
  })
  const durationMs = turn.now.monotonicMs - activity.progress.startedMs
  if (ending.reason === 'PowerLoss')
    keepForResumption(turn, session, { at: ending.at, meterStopWh: connector.meter.importWh, durationMs })
  setActivity(turn, connectorId, {
    kind: 'finishing',
    receipt: receiptOf(turn, session, {
      ending,
      meterStopWh: connector.meter.importWh,
      durationMs,
      reckoned: activity.progress.reckoned,
    }),
  })
  clearTimer(turn, `final:${connectorId}`)
  rebaseMeter(turn, connectorId)
  afterTransaction(turn, connectorId)
}

/** When the last reading was taken: now, or, where the meter has fallen silent, some time before the end. */
function lastReading(
  turn: Turn,
  { meter }: Connector,
  ending: Ending,
): { readAt: Stamp; substitute: boolean } {
  return meter.reading === null
    ? { readAt: ending.at, substitute: true }
    : { readAt: stampOf(turn.now), substitute: false }
}

/** The power was cut in the middle of a session: it ends at the last reading that was written down. */
export function closeInterrupted(turn: Turn, session: Session, last: LastKnown): void {
  const ending = session.ending ?? {
    reason: 'PowerLoss',
    idTag: null,
    at: last.at,
  }
  closeSession(turn, session, {
    ending,
    meterStopWh: last.importWh,
    samples: last.samples,
    readAt: last.at,
    substitute: true,
  })
  const durationMs = durationBetween(session.startedAt, last.at)
  if (ending.reason === 'PowerLoss')
    keepForResumption(turn, session, { at: last.at, meterStopWh: last.importWh, durationMs })
  const at = { ending, meterStopWh: last.importWh, durationMs, reckoned: null }
  setActivity(turn, session.connectorId, {
    kind: 'finishing',
    receipt: receiptOf(turn, session, at),
  })
  afterTransaction(turn, session.connectorId)
}

/** What was paid for goes on after the outage, if it was short. */
function keepForResumption(
  turn: Turn,
  session: Session,
  cut: { at: Stamp; meterStopWh: number; durationMs: number },
): void {
  const energyWh = cut.meterStopWh - session.meterStartWh
  const resumption = resumptionOf(session, { at: cut.at, energyWh, durationMs: cut.durationMs })
  patchConnector(turn, session.connectorId, { resumption })
}

function closeSession(
  turn: Turn,
  session: Session,
  at: {
    ending: Ending
    meterStopWh: number
    samples: Progress['samples']
    /** When the register was read, and whether that was before the end. */
    readAt: Stamp
    substitute: boolean
  },
): void {
  const { localId, connectorId } = session
  const { ending, readAt, substitute } = at
  signEnd(turn, session, { ending, at: readAt, importWh: at.meterStopWh, substitute })
  enqueue(turn, {
    kind: 'stopped',
    localId,
    connectorId,
    idTag: at.ending.idTag,
    meterStopWh: at.meterStopWh,
    at: at.ending.at,
    reason: at.ending.reason,
    samples: [...at.samples],
  })
  record(turn, { kind: 'sessionClosed', connectorId, localId })
}

/** A change of availability that waited for the transaction is due. */
function afterTransaction(turn: Turn, connectorId: number): void {
  const { availability } = connectorOf(turn.state, connectorId)
  if (availability.scheduled !== null)
    patchConnector(turn, connectorId, {
      availability: { operative: availability.scheduled, scheduled: null },
    })
  applyScheduledStation(turn)
}

/** The plug has left: the socket is for the next one, and the receipt stays on the display for a moment. */
export function freeConnector(turn: Turn, connectorId: number): void {
  const { activity } = connectorOf(turn.state, connectorId)
  setActivity(turn, connectorId, { kind: 'idle' })
  if (activity.kind !== 'finishing') return
  const notice = {
    kind: 'finished',
    connectorId,
    receipt: activity.receipt,
  } as const
  patch(turn, { screen: { ...turn.state.screen, notice } })
  setTimer(turn, 'notice', receiptMs)
}

function applyScheduledStation(turn: Turn): void {
  const { availability, connectors } = turn.state
  const running = connectors.some(
    ({ activity }) => activity.kind === 'charging' || activity.kind === 'stopping',
  )
  if (availability.scheduled !== null && !running)
    patch(turn, {
      availability: { operative: availability.scheduled, scheduled: null },
    })
}

function receiptOf(
  turn: Turn,
  session: Session,
  at: { ending: Ending; meterStopWh: number; durationMs: number; reckoned: Reckoned | null },
): Receipt {
  const energyWh = at.meterStopWh - session.meterStartWh
  return {
    idTag: session.idTag,
    reason: at.ending.reason,
    energyWh,
    amountIdr: costIdr(session, at.reckoned, energyWh),
    durationMs: at.durationMs,
    endedMs: turn.now.monotonicMs,
    transactionId: transactionIdOf(turn.state, session.localId) ?? null,
    refundIdr: null,
  }
}

/** Writes the register beside the session's bounds, so that a roll-over while the power is off is noticed. */
function rebaseMeter(turn: Turn, connectorId: number): void {
  const { meter } = connectorOf(turn.state, connectorId)
  if (meter.base === null) return
  const base = {
    ...meter.base,
    registerWh: meter.importWh - meter.base.offsetWh,
  }
  patchConnector(turn, connectorId, { meter: { ...meter, base } })
}

function durationBetween(from: Stamp, to: Stamp): number {
  if (from.bootId === to.bootId) return Math.max(0, to.monotonicMs - from.monotonicMs)
  if (from.wallMs !== null && to.wallMs !== null) return Math.max(0, to.wallMs - from.wallMs)
  return 0
}

function progressOf({ activity }: Connector): Progress | undefined {
  return activity.kind === 'charging' || activity.kind === 'stopping' ? activity.progress : undefined
}

/**
 * The central system has refused the card of a running session (OCPP 1.6 §4.8): StopTransactionOnInvalidId ends it;
 * else it stays open and takes no more than MaxEnergyOnInvalidId.
 */
export function sessionRefused(turn: Turn, connectorId: number): void {
  const { activity } = connectorOf(turn.state, connectorId)
  if (activity.kind !== 'charging' || activity.session.refusedAllowanceWh !== null) return
  if (flagOf(turn.state, 'StopTransactionOnInvalidId')) {
    beginStop(turn, connectorId, { reason: 'DeAuthorized' })
    return
  }
  const refusedAllowanceWh = activity.progress.energyWh + integerOf(turn.state, 'MaxEnergyOnInvalidId')
  setActivity(turn, connectorId, {
    ...activity,
    session: { ...activity.session, refusedAllowanceWh },
  })
}
