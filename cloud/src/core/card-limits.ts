import { limitLeft, type PaidLimit } from './prepaid.ts'
import type { SessionPrice } from './tariff.ts'

/** The most that a card may take: in one session, on one business day, in one month; in whole rupiah or Wh. */
export interface CardLimit {
  readonly per: 'session' | 'day' | 'month'
  readonly unit: 'idr' | 'wh'
  readonly amount: number
}

/** What a card has taken; a session under way counts with all that it may take. */
export interface CardUse {
  readonly dayIdr: number
  readonly dayWh: number
  readonly monthIdr: number
  readonly monthWh: number
}

/** What the next session of a card may take; a limit that is not set is not there. */
export interface CardAllowance {
  readonly idr?: number
  readonly wh?: number
}

/** What is left of a card's limits: the tightest of each unit. Undefined when one of them is used up. */
export function allowanceOf(limits: readonly CardLimit[], use: CardUse): CardAllowance | undefined {
  const left = (unit: CardLimit['unit']): number | undefined => {
    const ofUnit = limits
      .filter((limit) => limit.unit === unit)
      .map((limit) => limit.amount - usedOf(limit, use))
    return ofUnit.length === 0 ? undefined : Math.min(...ofUnit)
  }
  const idr = left('idr')
  const wh = left('wh')
  if ((idr ?? 1) <= 0 || (wh ?? 1) <= 0) return undefined
  return { ...(idr !== undefined && { idr }), ...(wh !== undefined && { wh }) }
}

function usedOf({ per, unit }: CardLimit, use: CardUse): number {
  if (per === 'session') return 0
  if (per === 'day') return unit === 'idr' ? use.dayIdr : use.dayWh
  return unit === 'idr' ? use.monthIdr : use.monthWh
}

/** Where nothing else bounds it: more than any motorcycle takes. */
const mostWh = 100_000

/** An allowance at a price, as limits that a meter and a clock can keep. Undefined when it buys nothing. */
export function sessionLimitOf(
  price: SessionPrice | undefined,
  { idr, wh = mostWh }: CardAllowance,
): PaidLimit | undefined {
  if (idr === undefined || price === undefined || isFree(price)) return { limitWh: Math.min(wh, mostWh) }
  const affordable = limitLeft(price, { paidIdr: idr, takenWh: 0, takenSeconds: 0 })
  return affordable && { ...affordable, limitWh: Math.min(wh, mostWh, affordable.limitWh) }
}

function isFree({ priceIdrPerKwh }: SessionPrice): boolean {
  return priceIdrPerKwh === 0
}
