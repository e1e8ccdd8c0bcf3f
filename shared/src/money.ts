import { groupDigits } from './digits.ts'

/**
 * Rupiah as an integer. Every price, bill and posting in Colok is an `Idr`; there are no fractions of a rupiah.
 */
export type Idr = number & { readonly __unit: 'Idr' }

/** An integer number of rupiah. Throws a RangeError for a fraction or a number outside the safe range. */
export function idr(amount: number): Idr {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of rupiah`)
  return amount as Idr
}

/**
 * `energyWh × priceIdrPerKwh / 1000`, rounded half up to a whole rupiah, divided once. Throws a RangeError for a
 * negative or fractional energy or price.
 *
 * @example energyPriceHalfUp(wh(1250), idr(2466)) // 3083: 3,082.5 goes up
 */
export function energyPriceHalfUp(energyWh: number, priceIdrPerKwh: number): Idr {
  return idr(divideHalfUp(BigInt(energyWh) * BigInt(priceIdrPerKwh), 1000n))
}

/**
 * The most energy in Wh that `amountIdr` buys at a rate in rupiah per kWh, rounded down: never a Wh unpaid for. What is
 * free, or costs next to nothing, is bounded by the greatest safe integer. Throws a RangeError for a negative amount or
 * price, or a fraction of a rupiah.
 */
export function energyForAmountFloor(amountIdr: number, priceIdrPerKwh: number): number {
  const amount = nonNegative(BigInt(amountIdr))
  const price = nonNegative(BigInt(priceIdrPerKwh))
  if (price === 0n) return Number.MAX_SAFE_INTEGER
  const energyWh = (amount * 1000n) / price
  return Math.min(Number(energyWh), Number.MAX_SAFE_INTEGER)
}

/**
 * A quotient of non-negative integers, a half going up. Throws a RangeError for a negative numerator, a denominator that
 * is not positive, and a quotient outside the safe range.
 */
export function divideHalfUp(numerator: bigint, denominator: bigint): number {
  if (denominator <= 0n) throw new RangeError(`a division by ${denominator}`)
  const quotient = (nonNegative(numerator) * 2n + denominator) / (denominator * 2n)
  if (quotient > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${quotient} is outside the safe range`)
  return Number(quotient)
}

/** Rounding half up means something else below zero; a refund is its own amount, never a negative price. */
function nonNegative(value: bigint): bigint {
  if (value < 0n) throw new RangeError(`${value} is negative`)
  return value
}

/** `Rp 12.500` in Indonesian, `Rp 12,500` in English; a space after Rp, and a minus sign before it. */
export function formatIdr(amount: number, language: 'id' | 'en' = 'id'): string {
  return `${amount < 0 ? '-' : ''}Rp ${groupDigits(Math.round(Math.abs(amount)), language)}`
}
