import type { Random } from '@colok/shared/time'

/** Decimal digits for references; never a secret. */
export function randomDigits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}

/** A customer's account number as notifications show it: 18 digits and Luhn's check digit. */
export function customerPan(numbering: string, random: Random): string {
  const digits = `${numbering}${randomDigits(random, 18 - numbering.length)}`
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
