import { groupDigits } from './digits.ts'

/** Energy as an integer number of watt-hours. */
export type Wh = number & { readonly __unit: 'Wh' }

/** An integer number of watt-hours. Throws a RangeError for a fraction or a number outside the safe range. */
export function wh(energy: number): Wh {
  if (!Number.isSafeInteger(energy)) throw new RangeError(`${energy} is not a whole number of Wh`)
  return energy as Wh
}

/** `1,25 kWh` in Indonesian, `1.25 kWh` in English; `digits` from 0 to 3 after the sign (2 on screens, 3 on receipts). */
export function formatKwh(energyWh: number, language: 'id' | 'en' = 'id', digits = 2): string {
  const unit = 10 ** digits
  const units = roundHalfUp(Math.abs(energyWh), 1000 / unit)
  const whole = groupDigits(Math.floor(units / unit), language)
  const fraction = digits === 0 ? '' : String(units % unit).padStart(digits, '0')
  const sign = energyWh < 0 && units > 0 ? '-' : ''
  return `${sign}${whole}${digits === 0 ? '' : language === 'id' ? ',' : '.'}${fraction} kWh`
}

/** `amount / divisor`, a half going up; the remainder is exact where the quotient of two doubles is not. */
function roundHalfUp(amount: number, divisor: number): number {
  const rest = amount % divisor
  return (amount - rest) / divisor + (rest * 2 >= divisor ? 1 : 0)
}
