import { clearFault, raiseFault } from './faults.ts'
import { connectorOf, log, patchConnector, type Turn } from './turn.ts'

/**
 * What a socket trips on, and what a trip means for the plug that is in it (reference/hardware.md S2, S3, S7 and S13). A
 * short circuit is the breaker's, a leakage the board's: here they are counted.
 */

/** A trip so soon after closing is the vehicle's or the cable's own: that plug is not served again (S3). */
const hardWithinMs = 2_000
/** So many trips of one plug, and it is not served again either (S2). */
const mostTripsOfAPlug = 6
/** A counter that is full stays full (S13). */
const mostTrips = 255
/** A draw above the socket's current may last so long: cheap chargers warm up, and low mains draw more (S7). */
const overLastsMs = 30_000
/** Above a quarter more it may last so long; an inrush is over after 50 ms, and one reading alone is no proof. */
const farOverLastsMs = 1_000
const farOver = 1.25
/** An open socket draws nothing; below this its meter is only imprecise. */
const nothingMa = 500

export interface Protection {
  /** When the relay was asked to close; `null` while it is asked to be open. */
  readonly closedAtMs: number | null
  /** Since when more is drawn than the socket is for, and than a quarter above it. */
  readonly overSinceMs: number | null
  readonly farOverSinceMs: number | null
  /** Since the plug went in. */
  readonly tripsOfPlug: number
  /** This plug is not served again: it has to come out first. */
  readonly mustUnplug: boolean
}
export const atRest: Protection = {
  closedAtMs: null,
  overSinceMs: null,
  farOverSinceMs: null,
  tripsOfPlug: 0,
  mustUnplug: false,
}

/** The relay is asked to close, or to open. */
export function noteRelay(turn: Turn, connectorId: number, asked: 'open' | 'closed'): void {
  protect(turn, connectorId, { closedAtMs: asked === 'closed' ? turn.now.monotonicMs : null })
}

/** Something tripped that concerns this socket. It counts where the socket was to deliver. */
export function noteTrip(turn: Turn, connectorId: number, errorCode: string): void {
  const { protection, trips } = connectorOf(turn.state, connectorId)
  if (protection.closedAtMs === null) return
  const tripsOfPlug = protection.tripsOfPlug + 1
  const isSoon = turn.now.monotonicMs - protection.closedAtMs <= hardWithinMs
  const mustUnplug = protection.mustUnplug || isSoon || tripsOfPlug >= mostTripsOfAPlug
  protect(turn, connectorId, { tripsOfPlug, mustUnplug })
  patchConnector(turn, connectorId, {
    trips: { ...trips, [errorCode]: Math.min(mostTrips, (trips[errorCode] ?? 0) + 1) },
  })
  if (!mustUnplug || protection.mustUnplug) return
  const why = isSoon ? `within ${hardWithinMs} ms of closing` : `${tripsOfPlug} times`
  log(turn, 'warn', `Socket ${connectorId} has tripped ${why}: not served again before the plug is out`, {
    connector: connectorId,
    errorCode,
  })
}

/** The plug is out: whoever comes next is not to blame. */
export function forgetTrips(turn: Turn, connectorId: number): void {
  protect(turn, connectorId, { tripsOfPlug: 0, mustUnplug: false })
}

/** A reading's current, against what the socket is for: by current, since a poor power factor hides it from the watts. */
export function superviseCurrent(turn: Turn, connectorId: number, currentMa: number): void {
  const { maxCurrentMa } = turn.state.settings
  const { protection, relay } = connectorOf(turn.state, connectorId)
  if (currentMa < nothingMa && relay.asked === 'open') clearFault(turn, connectorId, 'overCurrent')
  const nowMs = turn.now.monotonicMs
  const overSinceMs = currentMa > maxCurrentMa ? (protection.overSinceMs ?? nowMs) : null
  const farOverSinceMs = currentMa > maxCurrentMa * farOver ? (protection.farOverSinceMs ?? nowMs) : null
  protect(turn, connectorId, { overSinceMs, farOverSinceMs })
  const lasts = (sinceMs: number | null, atMostMs: number) => sinceMs !== null && nowMs - sinceMs >= atMostMs
  if (!lasts(overSinceMs, overLastsMs) && !lasts(farOverSinceMs, farOverLastsMs)) return
  noteTrip(turn, connectorId, 'OverCurrentFailure')
  // The same vehicle would draw it again.
  protect(turn, connectorId, { overSinceMs: null, farOverSinceMs: null, mustUnplug: true })
  raiseFault(turn, connectorId, {
    source: 'overCurrent',
    errorCode: 'OverCurrentFailure',
    info: `Socket ${connectorId} draws ${(currentMa / 1_000).toFixed(1)} A`,
    blocks: true,
  })
}

function protect(turn: Turn, connectorId: number, change: Partial<Protection>): void {
  const { protection } = connectorOf(turn.state, connectorId)
  for (const name in change)
    if (protection[name as keyof Protection] !== change[name as keyof Protection]) {
      patchConnector(turn, connectorId, { protection: { ...protection, ...change } })
      return
    }
}
