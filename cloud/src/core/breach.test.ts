import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deadlineOf, hoursLeft, nextReminder } from './breach.ts'

const hour = 3_600_000
const found = Date.UTC(2026, 10, 23, 3)
const deadline = deadlineOf(found)

test('the deadline is three times twenty-four hours after the discovery', () => {
  expect(new Date(deadline).toISOString()).toBe('2026-11-26T03:00:00.000Z')
  expect(hoursLeft(deadline, found)).toBe(72)
  expect(hoursLeft(deadline, deadline + 1)).toBe(-1)
})

test('reminders come nearer to each other as the deadline does, and go on after it', () => {
  const reminders: number[] = []
  for (let now = found; reminders.length < 9; now = reminders.at(-1) ?? now)
    reminders.push(nextReminder(deadline, now))
  expect(reminders.map((at) => (at - deadline) / hour)).toEqual([-48, -24, -12, -6, -3, -1, 0, 3, 6])
})

test('a reminder is always ahead, and never further than a day', () => {
  const moments = fc.integer({ min: -80 * hour, max: 1000 * hour })
  fc.assert(
    fc.property(moments, (offsetMs) => {
      const now = deadline + offsetMs
      const next = nextReminder(deadline, now)
      return next > now && (next - now <= 24 * hour || offsetMs < -48 * hour)
    }),
  )
})
