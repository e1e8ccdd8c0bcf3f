import { type Idr, idr } from '@colok/shared/money'
import { energyFor, secondsFor } from './bill.ts'
import type { SessionPrice } from './tariff.ts'

/** What a session may take before it ends, for our SetSessionLimit. */
export interface PaidLimit {
  readonly limitWh: number
  /** Where time is charged for. */
  readonly limitSeconds?: number
}

/** What an amount still allows after what earlier sessions of the same payment took; undefined when nothing is left. */
export function limitLeft(
  price: SessionPrice,
  { paidIdr, takenWh, takenSeconds }: { paidIdr: number; takenWh: number; takenSeconds: number },
): PaidLimit | undefined {
  const limitWh = energyFor(price, paidIdr) - takenWh
  const allSeconds = secondsFor(price, paidIdr)
  if (allSeconds === undefined) return limitWh > 0 ? { limitWh } : undefined
  const limitSeconds = allSeconds - takenSeconds
  return limitWh > 0 && limitSeconds > 0 ? { limitWh, limitSeconds } : undefined
}

/** One of the amounts that were paid for the same session, and what of it was used and goes back. */
export interface UsedPart<Payment> {
  readonly payment: Payment
  readonly usedIdr: Idr
  readonly restIdr: Idr
}

/**
 * Shares what was used among the payments of a session, the first paid first, so that the later ones go back whole.
 * Throws a RangeError when more was used than was paid.
 */
export function shareUsed<Payment extends { readonly amountIdr: number }>(
  payments: readonly Payment[],
  usedIdr: number,
): UsedPart<Payment>[] {
  let left = usedIdr
  const parts = payments.map((payment) => {
    const used = Math.min(left, payment.amountIdr)
    left -= used
    return { payment, usedIdr: idr(used), restIdr: idr(payment.amountIdr - used) }
  })
  if (left > 0) throw new RangeError(`Rp ${usedIdr} were used, Rp ${left} more than was paid.`)
  return parts
}

/** The last two readings of a session under way. */
export interface MeterPace {
  readonly energyWh: number
  readonly powerW: number
  /** Between the two; how long until the next one may come. */
  readonly intervalMs: number
}

/** Until a stop that was sent takes effect: the message, the charger, its contactor. */
const reactionMs = 5000

/**
 * Whether a charger that knows no limit has to be told to stop now: the energy by the time that the next reading has
 * come and a stop has taken effect would be more than was paid for.
 */
export function mustStopNow(pace: MeterPace, limitWh: number): boolean {
  const aheadWh = (pace.powerW * (pace.intervalMs + reactionMs)) / 3_600_000
  return pace.energyWh + aheadWh >= limitWh
}

/** Three amounts to choose among: round ones, the smallest of which buys something worth plugging in for. */
export function suggestedAmounts(price: SessionPrice): number[] {
  return [2_000, 5_000, 10_000, 20_000, 50_000, 100_000]
    .filter((amountIdr) => energyFor(price, amountIdr) >= 500)
    .slice(0, 3)
}
