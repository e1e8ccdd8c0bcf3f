import { energyForAmountFloor } from '@colok/shared/money'
import type { Session } from './durable.ts'
import type { Progress } from './state.ts'

/** What a charger still draws when its battery is as good as full. */
const standbyW = 20

/**
 * How long a session will still take, in ms, by whichever comes first: what was paid for, or the battery. A battery
 * says nothing of how full it is until its current falls; from then on the fall is close to exponential, and its
 * pace tells the end. `undefined` while nothing can be known.
 */
export function timeLeftMs(session: Session, progress: Progress, nowMs: number): number | undefined {
  const estimates = [
    leftOfEnergyMs(session.limits.energyWh, progress),
    leftOfEnergyMs(paidEnergyWh(session), progress),
    leftOfDurationMs(session.limits.durationS, progress, nowMs),
    leftOfTaperMs(progress, nowMs),
  ].filter((each) => each !== undefined)
  return estimates.length === 0 ? undefined : Math.max(0, Math.min(...estimates))
}

/**
 * The longest that a pack of the usual size can still take at the present power, in ms: it was empty at the start and
 * none of the energy was lost. `undefined` when there is no power, or the pack is bigger than that.
 */
export function fullAtMostMs(packWh: number, { energyWh }: Progress, powerW: number): number | undefined {
  if (powerW < standbyW || energyWh >= packWh) return undefined
  return ((packWh - energyWh) * 3_600_000) / powerW
}

function paidEnergyWh({ limits, priceIdrPerKwh }: Session): number | null {
  if (limits.amountIdr === null || priceIdrPerKwh === null || priceIdrPerKwh === 0) return null
  return energyForAmountFloor(limits.amountIdr, priceIdrPerKwh)
}

function leftOfEnergyMs(limitWh: number | null, { energyWh, powerW }: Progress): number | undefined {
  if (limitWh === null || powerW < standbyW) return undefined
  return ((limitWh - energyWh) * 3_600_000) / powerW
}

function leftOfDurationMs(
  durationS: number | null,
  { startedMs }: Progress,
  nowMs: number,
): number | undefined {
  return durationS === null ? undefined : durationS * 1000 - (nowMs - startedMs)
}

function leftOfTaperMs({ taper, powerW }: Progress, nowMs: number): number | undefined {
  if (taper === null || powerW <= standbyW || powerW > taper.powerW * 0.95) return undefined
  const timeConstantMs = (nowMs - taper.sinceMs) / Math.log(taper.powerW / powerW)
  return timeConstantMs * Math.log(powerW / standbyW)
}
