import { energyPriceHalfUp } from '@colok/shared/money'
import type { Session } from './durable.ts'

/** What the central system last said that a session costs, and the price from there on. */
export interface Reckoned {
  readonly amountIdr: number
  readonly energyWh: number
  readonly priceIdrPerKwh: number | null
}

/**
 * What so much energy costs in this session, in rupiah; `null` without a price. Where the central system has reckoned
 * (a tariff by time of day), its amount counts and only what came after is added.
 */
export function costIdr(session: Session, reckoned: Reckoned | null, energyWh: number): number | null {
  const priceIdrPerKwh = reckoned?.priceIdrPerKwh ?? session.priceIdrPerKwh
  const restWh = Math.max(0, energyWh - (reckoned?.energyWh ?? 0))
  if (priceIdrPerKwh === null) return reckoned?.amountIdr ?? null
  return (reckoned?.amountIdr ?? 0) + energyPriceHalfUp(restWh, priceIdrPerKwh)
}
