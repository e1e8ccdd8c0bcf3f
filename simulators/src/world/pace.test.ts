import { expect, test } from 'vitest'
import { WorldClock } from './pace.ts'

/** More than are asked of the event loop together. */
const many = 1_200

test('between two timers of a world everything runs that time does not hold up', async () => {
  const clock = new WorldClock()
  const told: string[] = []
  const work = async (each: number) => {
    told.push(`${each} begins`)
    for (let turns = 0; turns < 20; turns += 1) await null
    await new Promise<void>((resolve) => process.nextTick(resolve))
    told.push(`${each} ends`)
  }
  for (let each = 0; each < many; each += 1) clock.after(1, () => void work(each))
  await clock.advance(1)
  expect(told).toEqual(Array.from({ length: many }, (_, each) => [`${each} begins`, `${each} ends`]).flat())
  expect(clock.fired).toBe(many)
})

test('a timer that throws ends the advance at its moment, and the next goes on from there', async () => {
  const clock = new WorldClock()
  let isLater = false
  clock.after(5, () => {
    throw new Error('no power')
  })
  clock.after(9, () => {
    isLater = true
  })
  await expect(clock.advance(10)).rejects.toThrow('no power')
  expect([clock.monotonicMs(), isLater]).toEqual([5, false])
  await clock.advance(5)
  expect([clock.monotonicMs(), isLater]).toEqual([10, true])
})
