import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import { hashSecret } from '../features/access/secrets.ts'
import type { KnownCharger } from '../features/chargers/connection-claims.ts'
import { FailedAttempts, judgeCredentials } from './authentication.ts'

const secret = 's'.repeat(32)
const charger = (change: Partial<KnownCharger> = {}): KnownCharger => ({
  id: 1,
  chargePointId: 'CLK:1',
  siteId: 'site',
  timeZone: 'Asia/Makassar',
  passwordHash: hashSecret('pass:word', secret),
  nextPasswordHash: null,
  securityProfile: 1,
  nextSecurityProfile: null,
  validation: 'strict',
  registration: 'Accepted',
  ...change,
})
const from = (address: string, chargePointId = 'CLK-1') => ({ address, chargePointId })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

test('a charger is known by its own id and password, colons and all', () => {
  expect(judgeCredentials(charger(), basic('CLK:1:pass:word'), secret)).toBe('authentic')
  const spaced = `basic  ${basic('CLK:1:pass:word').slice(6)}`
  expect(judgeCredentials(charger(), spaced, secret)).toBe('authentic')
})

test('anything else is refused', () => {
  for (const header of [
    undefined,
    '',
    'Basic',
    'Basic ???',
    'Bearer pass:word',
    basic('CLK:1:'),
    basic('CLK:1:pass:wor'),
    basic('CLK:2:pass:word'),
    basic('pass:word'),
    basic('clk:1:pass:word'),
  ])
    expect(judgeCredentials(charger(), header, secret)).toBe('refused')
})

test('a charger without a password is let in only under security profile 0', () => {
  expect(judgeCredentials(charger({ passwordHash: null }), undefined, secret)).toBe('refused')
  const open = charger({ passwordHash: null, securityProfile: 0 })
  expect(judgeCredentials(open, undefined, secret)).toBe('authentic')
})

test('while a password is being changed both are good, and the new one is told apart', () => {
  const changing = charger({ nextPasswordHash: hashSecret('new', secret) })
  expect(judgeCredentials(changing, basic('CLK:1:pass:word'), secret)).toBe('authentic')
  expect(judgeCredentials(changing, basic('CLK:1:new'), secret)).toBe('next')
})

test('a charger may send the bytes that its key spells in hexadecimal digits', () => {
  const key = '00ff11223344556677889900aabbccddeeff0102'
  const header = `Basic ${Buffer.concat([Buffer.from('CLK:1:'), Buffer.from(key, 'hex')]).toString('base64')}`
  for (const stored of [key, key.toUpperCase()])
    expect(judgeCredentials(charger({ passwordHash: hashSecret(stored, secret) }), header, secret)).toBe(
      'authentic',
    )
})

test('each wrong answer is held back longer, up to 8 s', async () => {
  const clock = new VirtualClock()
  const attempts = new FailedAttempts(clock)
  const heldMs: number[] = []
  for (let attempt = 0; attempt < 8; attempt++) {
    let refused = false
    const since = clock.monotonicMs()
    attempts.failed(from('a'), () => {
      refused = true
    })
    while (!refused) await clock.advance(250)
    heldMs.push(clock.monotonicMs() - since)
  }
  expect(heldMs).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000])
})

test('guessing in parallel is refused unread, but only for that charger and address', () => {
  const attempts = new FailedAttempts(new VirtualClock())
  for (let attempt = 0; attempt < 3; attempt++) attempts.failed(from('a'), () => {})
  expect(attempts.isExhausted(from('a'))).toBe(true)
  expect(attempts.isExhausted(from('b'))).toBe(false)
  expect(attempts.isExhausted(from('a', 'CLK-2'))).toBe(false)
})

test('where nobody has guessed at a charger, nobody asks where it comes from', () => {
  const attempts = new FailedAttempts(new VirtualClock())
  const unasked = {
    chargePointId: 'CLK-1',
    get address(): string {
      throw new Error('asked')
    },
  }
  attempts.failed(from('a', 'CLK-2'), () => {})
  expect(attempts.isExhausted(unasked)).toBe(false)
  attempts.succeeded(unasked)
  attempts.failed(from('a'), () => {})
  expect(() => attempts.isExhausted(unasked)).toThrow('asked')
  attempts.succeeded(from('a'))
  expect(attempts.isExhausted(unasked)).toBe(false)
})

test('a right password, or a quarter of an hour, forgives', async () => {
  const clock = new VirtualClock()
  const attempts = new FailedAttempts(clock)
  expect(attempts.failed(from('a'), () => {})).toBe(1)
  expect(attempts.failed(from('a'), () => {})).toBe(2)
  attempts.succeeded(from('a'))
  expect(attempts.failed(from('a'), () => {})).toBe(1)
  await clock.advance(15 * 60_000)
  expect(attempts.failed(from('a'), () => {})).toBe(1)
})

test('an attack on a thousand names locks nobody out, and is not held in memory', () => {
  const attempts = new FailedAttempts(new VirtualClock())
  let refused = 0
  for (let attempt = 0; attempt < 1100; attempt++)
    attempts.failed(from('attacker', `CLK-${attempt}`), () => (refused += 1))
  expect(refused).toBe(100)
  expect(attempts.isExhausted(from('charger', 'CLK-7'))).toBe(false)
})
