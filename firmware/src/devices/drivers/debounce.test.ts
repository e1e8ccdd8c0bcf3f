import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { beforeEach, expect, test } from 'vitest'
import { PlugDebounce } from './debounce.ts'

let clock: VirtualClock
let told: boolean[]
let plug: PlugDebounce

beforeEach(async () => {
  clock = new VirtualClock()
  told = []
  plug = new PlugDebounce({ clock, onPlug: (plugged) => told.push(plugged) })
  plug.see(false)
  await clock.advance(1_000)
  told = []
})

test('a plug is in after 250 ms', async () => {
  plug.see(true)
  await clock.advance(249)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual([true])
})

test('a plug is out after 25 ms', async () => {
  plug.see(true)
  await clock.advance(250)
  plug.see(false)
  await clock.advance(24)
  expect(told).toEqual([true])
  await clock.advance(1)
  expect(told).toEqual([true, false])
})

test('contacts that bounce on the way in are told of once, after the last bounce', async () => {
  for (let bounce = 0; bounce < 20; bounce++) {
    plug.see(bounce % 2 === 0)
    await clock.advance(10)
  }
  plug.see(true)
  await clock.advance(249)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual([true])
})

test('a gap shorter than 25 ms is nothing', async () => {
  plug.see(true)
  await clock.advance(300)
  plug.see(false)
  await clock.advance(20)
  plug.see(true)
  await clock.advance(1_000)
  expect(told).toEqual([true])
})
