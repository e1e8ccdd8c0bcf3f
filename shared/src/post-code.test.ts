import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { postCode, postCodeLeftMs, postCodePeriodMs } from './post-code.ts'

const secret = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'

/** RFC 6238's own, by another implementation of HMAC. */
function reference(at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / postCodePeriodMs)))
  const digest = createHmac('sha256', Buffer.from(secret, 'hex')).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 10_000).padStart(4, '0')
}

test('is the code of RFC 6238 with SHA-256, at any time', () => {
  for (let period = 0; period < 2000; period += 1) {
    const at = Date.UTC(2026, 10, 23) + period * postCodePeriodMs
    expect(postCode(secret, at)).toBe(reference(at))
  }
})

test('RFC 6238’s vectors for SHA-256 come out, in its last four digits', () => {
  // Its seed is the ASCII text 12345678901234567890123456789012, its step 30 s: 59 s is step 1, 1111111109 s step 37037036.
  const seed = Buffer.from('12345678901234567890123456789012').toString('hex')
  expect(postCode(seed, 1 * postCodePeriodMs)).toBe('9246')
  expect(postCode(seed, 37_037_036 * postCodePeriodMs)).toBe('4774')
})

test('stands for ten minutes on every clock alike, and says how long it still does', () => {
  const at = Date.UTC(2026, 10, 23, 3, 10)
  expect(postCode(secret, at)).toBe(postCode(secret, at + postCodePeriodMs - 1))
  expect(postCodeLeftMs(at)).toBe(postCodePeriodMs)
  expect(postCodeLeftMs(at + 1000)).toBe(postCodePeriodMs - 1000)
})

test('another post has other codes', () => {
  const at = Date.UTC(2026, 10, 23, 3, 10)
  const others = Array.from({ length: 50 }, (_, index) => postCode(index.toString(16).padStart(64, '0'), at))
  expect(new Set(others).size).toBeGreaterThan(40)
})
