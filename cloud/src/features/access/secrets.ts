import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Passwords of chargers and keys of operators are random and long, so a keyed hash is enough, and ten thousand
 * chargers can come back at once without a second of CPU. What is stored is of no use without the key.
 */
export function hashSecret(secret: string | Buffer, key: string): string {
  return createHmac('sha256', key).update(secret).digest('hex')
}

/** Compares in constant time. */
export function matchesHash(secret: string | Buffer, hash: string, key: string): boolean {
  // Not `digest()`: a buffer that is made there has memory of its own, which costs twice as much as all the rest.
  const given = Buffer.from(hashSecret(secret, key), 'hex')
  const expected = Buffer.from(hash, 'hex')
  return expected.length === given.length && timingSafeEqual(given, expected)
}

/** A charger's password: 20 random bytes as 40 hexadecimal digits, the longest that every charger takes. */
export function newChargerPassword(): string {
  return randomBytes(20).toString('hex')
}

/** An operator's key; the prefix lets scanners for leaked secrets find it. */
export function newApiKey(): string {
  return `colok_${randomBytes(32).toString('base64url')}`
}
