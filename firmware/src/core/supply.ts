import { clearFault, raiseFault } from './faults.ts'
import { connectorOf, log, patchConnector, type Turn } from './turn.ts'

/**
 * The mains as the meters see them (reference/hardware.md S17): 230 V + 5 % / − 10 % is as it should be, beyond that it is
 * told, and outside 180 to 260 V nothing is delivered.
 */
const goodMv = { lowest: 207_000, highest: 241_500 }
export const usableMv = { lowest: 180_000, highest: 260_000 }
/** Shorter is a dip, which vehicles' chargers ride through. */
const worseLastsMs = 5_000
/** A supply that is back too soon goes again. */
const betterLastsMs = 60_000
const nominalMv = 230_000

const verdicts = ['good', 'poor', 'unusable'] as const
type SupplyVerdict = (typeof verdicts)[number]

export interface Supply {
  readonly verdict: SupplyVerdict
  /** Since when readings say that it is worse or better than that. */
  readonly changingSinceMs: number | null
  readonly changingTo: 'worse' | 'better' | null
}
export const goodSupply: Supply = { verdict: 'good', changingSinceMs: null, changingTo: null }

/** A reading's voltage. While the supply is `unusable` the sessions of this socket wait. */
export function superviseMains(turn: Turn, connectorId: number, voltageMv: number): void {
  const { supply } = connectorOf(turn.state, connectorId)
  const next = judge(supply, verdictOf(voltageMv), turn.now.monotonicMs)
  if (next === supply) return
  patchConnector(turn, connectorId, { supply: next })
  if (next.verdict === supply.verdict) return
  const volts = Math.round(voltageMv / 1_000)
  log(
    turn,
    next.verdict === 'good' ? 'info' : 'warn',
    `The mains at socket ${connectorId} are ${next.verdict}`,
    {
      connector: connectorId,
      volts,
    },
  )
  if (next.verdict === 'good') clearFault(turn, connectorId, 'supply')
  else
    raiseFault(turn, connectorId, {
      source: 'supply',
      errorCode: voltageMv < nominalMv ? 'UnderVoltage' : 'OverVoltage',
      info: `Mains of ${volts} V`,
      blocks: false,
    })
}

function verdictOf(voltageMv: number): SupplyVerdict {
  if (voltageMv < usableMv.lowest || voltageMv > usableMv.highest) return 'unusable'
  return voltageMv < goodMv.lowest || voltageMv > goodMv.highest ? 'poor' : 'good'
}

function judge(supply: Supply, seen: SupplyVerdict, nowMs: number): Supply {
  if (seen === supply.verdict)
    return supply.changingSinceMs === null ? supply : { ...supply, changingSinceMs: null, changingTo: null }
  const changingTo = verdicts.indexOf(seen) > verdicts.indexOf(supply.verdict) ? 'worse' : 'better'
  if (supply.changingSinceMs === null || changingTo !== supply.changingTo)
    return { ...supply, changingSinceMs: nowMs, changingTo }
  const lastedMs = nowMs - supply.changingSinceMs
  if (lastedMs < (changingTo === 'worse' ? worseLastsMs : betterLastsMs)) return supply
  return { verdict: seen, changingSinceMs: null, changingTo: null }
}
