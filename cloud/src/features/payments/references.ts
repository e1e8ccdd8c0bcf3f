import { randomBytes } from 'node:crypto'

/** What a provider knows a payment or a refund by: letters and digits, at most 30. */
export function referenceOf(prefix: 'P' | 'R', id: string): string {
  return `${prefix}${BigInt(`0x${id.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()}`
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 100 random bits in 20 characters, the longest that OCPP takes: nobody guesses one while it is good. */
export function newIdTag(): string {
  return Array.from(randomBytes(20), (byte) => alphabet[byte % alphabet.length]).join('')
}
