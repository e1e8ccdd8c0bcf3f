import { expect, test } from 'vitest'
import { type Card, judgeCard } from './card.ts'

const now = 1_000_000
const card = (change: Partial<Card> = {}): Card => ({
  status: 'Accepted',
  expiresAt: undefined,
  parentIdTag: undefined,
  maxActiveSessions: 1,
  ...change,
})

test('a good card is accepted', () => {
  expect(judgeCard(card(), { now, activeSessions: 0 })).toBe('Accepted')
})

test('a card that nobody knows is invalid', () => {
  expect(judgeCard(undefined, { now, activeSessions: 0 })).toBe('Invalid')
})

test('a card expires at its instant, not after it', () => {
  expect(judgeCard(card({ expiresAt: now + 1 }), { now, activeSessions: 0 })).toBe('Accepted')
  expect(judgeCard(card({ expiresAt: now }), { now, activeSessions: 0 })).toBe('Expired')
})

test('a blocked card stays blocked after it has expired', () => {
  expect(
    judgeCard(card({ status: 'Blocked', expiresAt: now - 1 }), {
      now,
      activeSessions: 0,
    }),
  ).toBe('Blocked')
})

test('a card that is charging elsewhere may not start again, unless it is allowed several sessions', () => {
  expect(judgeCard(card(), { now, activeSessions: 1 })).toBe('ConcurrentTx')
  expect(judgeCard(card({ maxActiveSessions: 2 }), { now, activeSessions: 1 })).toBe('Accepted')
})
