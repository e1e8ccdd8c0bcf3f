import { costIdr } from './cost.ts'
import type { Resumption, Session, SessionLimits } from './durable.ts'
import { isSameTag } from './identifiers.ts'
import type { Stamp } from './now.ts'
import type { Connector } from './state.ts'
import { usableMv } from './supply.ts'
import { clearTimer, connectorOf, isTimerSet, patchConnector, setTimer, type Turn } from './turn.ts'

/**
 * After a dip the paid remainder goes on (reference/hardware.md S24): the session was closed with PowerLoss, and a
 * linked one starts once the supply has been stable for a minute, if the outage was short and the plug has not left.
 */
const stableMs = 60_000
/** Sockets come back one after another: a site's supply that has just failed is weak. */
const staggerMs = 10_000

/** What was paid for and not delivered when the power was cut; `null` when nothing is left, or nothing was paid ahead. */
export function resumptionOf(
  session: Session,
  cut: { at: Stamp; energyWh: number; durationMs: number },
): Resumption | null {
  const { limits, localId, idTag, parentIdTag, origin, priceIdrPerKwh } = session
  const spentIdr = costIdr(session, null, cut.energyWh)
  const left: SessionLimits = {
    energyWh: limits.energyWh === null ? null : limits.energyWh - cut.energyWh,
    amountIdr: limits.amountIdr === null || spentIdr === null ? null : limits.amountIdr - spentIdr,
    durationS: limits.durationS === null ? null : limits.durationS - Math.ceil(cut.durationMs / 1000),
  }
  const remainders = Object.values(left).filter((each) => each !== null)
  if (session.refusedAllowanceWh !== null || remainders.length === 0 || remainders.some((each) => each <= 0))
    return null
  return { localId, idTag, parentIdTag, origin, priceIdrPerKwh, limits: left, cutAt: cut.at }
}

/** At boot: what the last outage has left undone is looked at in a minute. */
export function armResumptions(turn: Turn): void {
  for (const { id, resumption } of turn.state.connectors)
    if (resumption !== null) setTimer(turn, `resume:${id}`, stableMs + staggerMs * (id - 1))
}

/** A reading of the supply: while it is not stable, the minute has not begun. */
export function superviseSupply(turn: Turn, connectorId: number, voltageMv: number): void {
  if (!isTimerSet(turn.state, `resume:${connectorId}`)) return
  if (voltageMv < usableMv.lowest || voltageMv > usableMv.highest)
    setTimer(turn, `resume:${connectorId}`, stableMs)
}

/** The plug has left, or it is too late. */
export function forgetResumption(turn: Turn, connectorId: number): void {
  clearTimer(turn, `resume:${connectorId}`)
  if (connectorOf(turn.state, connectorId).resumption !== null)
    patchConnector(turn, connectorId, { resumption: null })
}

/** Whether a socket waits for the one who was cut off, and so for nobody else. */
export function isKeptFrom({ resumption }: Connector, idTag: string): boolean {
  return resumption !== null && !isSameTag(resumption.idTag, idTag)
}
