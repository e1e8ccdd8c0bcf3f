import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import { mortalClock } from './mortal.ts'

const nightMs = 86_400_000

test('timers of a dead process do not fire, and are taken off as its machine starts the next', async () => {
  const machine = new VirtualClock()
  const fired: string[] = []
  const life = { alive: true }
  const dead = mortalClock(machine, life)
  dead.after(1_000, () => fired.push('soon'))
  dead.after(nightMs, () => fired.push('at night'))
  life.alive = false
  await machine.advance(1_000)
  expect([fired, machine.pendingTimers]).toEqual([[], 1])
  mortalClock(machine, { alive: true }).after(nightMs, () => fired.push('of the next'))
  expect(machine.pendingTimers).toBe(1)
  await machine.advance(nightMs)
  expect(fired).toEqual(['of the next'])
})

test('a timer that was taken back, and one that has fired, leave nothing behind', async () => {
  const machine = new VirtualClock()
  const clock = mortalClock(machine, { alive: true })
  const takeBack = clock.after(10, () => {})
  clock.after(5, () => {})
  takeBack()
  await machine.advance(5)
  expect(machine.pendingTimers).toBe(0)
})
