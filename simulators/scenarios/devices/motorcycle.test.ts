import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { correctedMotorcycle } from '../../src/motorcycle/battery.ts'
import { correctedCharger } from '../../src/motorcycle/charger.ts'
import { Motorcycle } from '../../src/motorcycle/motorcycle.ts'
import { memoryRig, type Rig } from './charger-rig.ts'

let rig: Rig<VirtualClock>

beforeEach(async () => {
  rig = await memoryRig({ sockets: 1 })
  await rig.clock.advance(5_000)
})

afterEach(async () => {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
})

const socket = () => rig.post.snapshot().sockets[0]!

/** Plugs it in and closes the relay; the socket has just become live when it returns. */
async function charge(motorcycle: Motorcycle): Promise<void> {
  rig.post.plug(1, motorcycle)
  rig.devices.relays.request(1, true)
  for (let ms = 0; ms < 5_000 && !socket().relayClosed; ms++) await rig.clock.advance(1)
  expect(socket().relayClosed).toBe(true)
}

test('a simple charger draws a surge of 35 A at first, and 9.5 A with its poor power factor on low mains', async () => {
  rig.post.setMainsVoltage(180_000)
  await charge(new Motorcycle({ startPermille: 200 }))
  expect(socket().currentMa).toBeGreaterThan(35_000)
  await rig.clock.advance(1_000)
  expect(socket()).toMatchObject({ powerW: 1_200, currentMa: 9_524 })
})

test('one with power factor correction starts slowly and draws 5.5 A for the same power', async () => {
  await charge(new Motorcycle({ startPermille: 200, design: correctedMotorcycle, charger: correctedCharger }))
  await rig.clock.advance(1_000)
  expect(socket().powerW).toBe(0)
  await rig.clock.advance(1_500)
  expect(socket()).toMatchObject({ powerW: 1_200, currentMa: 5_482 })
})

test('a dip of 20 ms is ridden through without a surge', async () => {
  await charge(new Motorcycle({ startPermille: 200 }))
  await rig.clock.advance(1_000)
  rig.post.dip(20)
  await rig.clock.advance(19)
  expect(socket()).toMatchObject({ voltageMv: 0, powerW: 0 })
  await rig.clock.advance(2)
  expect(socket()).toMatchObject({ voltageMv: 220_000, currentMa: 7_792 })
})

test('after a dip of 200 ms the charger starts anew with a surge, and the post stays awake', async () => {
  await charge(new Motorcycle({ startPermille: 200 }))
  await rig.clock.advance(1_000)
  const before = socket().energyMwh
  rig.post.dip(200)
  await rig.clock.advance(150)
  expect(rig.post.snapshot().powered).toBe(true)
  expect(socket().energyMwh).toBe(before)
  await rig.clock.advance(55)
  expect(socket().currentMa).toBeGreaterThan(35_000)
  await rig.clock.advance(100)
  expect(socket().currentMa).toBe(7_792)
})

test('at 150 V the charger stops, and goes on when the mains are well', async () => {
  await charge(new Motorcycle({ startPermille: 200 }))
  rig.post.dip(5_000, 150_000)
  await rig.clock.advance(1_000)
  expect(socket()).toMatchObject({ voltageMv: 150_000, powerW: 0 })
  await rig.clock.advance(5_000)
  expect(socket()).toMatchObject({ voltageMv: 220_000, powerW: 1_200 })
})

test('the meter sees the dip as silence of its own and speaks again afterwards', async () => {
  await charge(new Motorcycle({ startPermille: 200 }))
  await rig.clock.advance(3_000)
  rig.post.dip(5_000)
  await rig.clock.advance(5_000)
  expect(rig.heard.faults.meters[0]?.code).toBe('silent')
  await rig.clock.advance(3_000)
  expect(rig.heard.faults.meters[0]).toBeUndefined()
  expect(rig.heard.faults.board).toBeUndefined()
})

test('a dip within a dip ends with the mains as they were before both', async () => {
  rig.post.dip(1_000, 150_000)
  await rig.clock.advance(500)
  rig.post.dip(2_000)
  await rig.clock.advance(1_900)
  expect(socket().voltageMv).toBe(0)
  await rig.clock.advance(200)
  expect(socket().voltageMv).toBe(220_000)
})
