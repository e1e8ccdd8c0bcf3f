import { expect, test } from 'vitest'
import { idleSeconds } from './idle-time.ts'

const minute = 60_000
const session = { startedAt: 10 * minute, stoppedAt: 70 * minute }

test('a full battery idles until another status or the end', () => {
  const statuses = [
    { status: 'Charging', at: 10 * minute },
    { status: 'SuspendedEV', at: 40 * minute },
    { status: 'Charging', at: 45 * minute },
    { status: 'SuspendedEV', at: 60 * minute },
  ]
  expect(idleSeconds(statuses, session)).toBe(15 * 60)
})

test('what was before the start or after the end does not count', () => {
  const statuses = [
    { status: 'SuspendedEV', at: 0 },
    { status: 'Charging', at: 20 * minute },
    { status: 'SuspendedEV', at: 71 * minute },
  ]
  expect(idleSeconds(statuses, session)).toBe(10 * 60)
  expect(idleSeconds([], session)).toBe(0)
})
