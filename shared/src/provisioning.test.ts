import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClaimAnswer, ClaimRequest, formatClaimCode, readClaimCode } from './provisioning.ts'

const symbol = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ')
const code = fc.array(symbol, { minLength: 12, maxLength: 12 }).map((symbols) => symbols.join(''))

describe('a claim code', () => {
  test('may be typed in small letters, with spaces or hyphens, and with O for 0 and l for 1', () => {
    expect(readClaimCode(' 7k3m 9xpo-2q4t ')).toBe('7K3M9XP02Q4T')
    expect(readClaimCode('iLiL-oOoO-0000')).toBe('111100000000')
  })

  test('is refused with another number of symbols, or with one that it cannot have', () => {
    for (const typed of ['', '7K3M9XP02Q4', '7K3M9XP02Q4TT', '7K3M9XP02Q4U', '7K3M9XP02Q4_'])
      expect(readClaimCode(typed)).toBeUndefined()
  })

  test('is read back from what it is shown as, whichever it is', () => {
    fc.assert(
      fc.property(code, (each) => {
        expect(formatClaimCode(each)).toMatch(/^(\w{4}-){2}\w{4}$/)
        expect(readClaimCode(formatClaimCode(each))).toBe(each)
        expect(ClaimRequest.safeParse({ claimCode: each, serialNumber: 'S1' }).success).toBe(true)
      }),
    )
  })
})

describe('the answer to a claim', () => {
  const answer = {
    chargePointId: 'CLK-0002',
    csmsUrl: 'wss://ocpp.example.id/ocpp',
    password: 'p'.repeat(32),
  }

  test('may have more than is known of here', () => {
    expect(ClaimAnswer.parse({ ...answer, colour: 'green' })).toEqual(answer)
  })

  test.each([
    ['an id that is no part of an address', { chargePointId: 'a/b' }],
    ['an address that is no WebSocket', { csmsUrl: 'https://ocpp.example.id' }],
    ['a short password', { password: 'secret' }],
    ['a price in cents', { priceIdrPerKwh: 2466.5 }],
  ])('is refused with %s', (_, change) => {
    expect(ClaimAnswer.safeParse({ ...answer, ...change }).success).toBe(false)
  })
})
