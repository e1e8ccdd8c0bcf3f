import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualPost } from '../devices/post.ts'
import { correctedMotorcycle } from './battery.ts'
import { type ChargerState, correctedCharger, fed, inrushMa, isCharging, simpleCharger } from './charger.ts'
import { Motorcycle } from './motorcycle.ts'

const closeFirst = Uint8Array.from(Buffer.from('f001010101544c03f7', 'hex'))

describe('a charger’s supply', () => {
  const on: ChargerState = { kind: 'on', onMs: 0 }
  const after = (state: ChargerState, voltageMv: number, nowMs: number) =>
    fed(simpleCharger, state, { voltageMv, nowMs })

  test('switches itself off at low mains, and on again only well above that', () => {
    const sagging = after(on, 159_000, 1_000)
    const off = after(sagging, 159_000, 1_100)
    expect(off.kind).toBe('off')
    expect(after(off, 170_000, 2_000).kind).toBe('off')
    expect(after(off, 176_000, 3_000)).toEqual({ kind: 'on', onMs: 3_000 })
  })

  test('rides through 20 ms without a surge, and not through 21 ms', () => {
    const dipped = after(on, 0, 1_000)
    const carried = after(dipped, 220_000, 1_020)
    expect(inrushMa(simpleCharger, carried, 1_020)).toBe(0)
    const restarted = after(dipped, 220_000, 1_021)
    expect(inrushMa(simpleCharger, restarted, 1_021)).toBe(35_000)
    expect(inrushMa(simpleCharger, restarted, 1_051)).toBe(0)
  })

  test('may take its time to start', () => {
    expect(isCharging(correctedCharger, on, 1_999)).toBe(false)
    expect(isCharging(correctedCharger, on, 2_000)).toBe(true)
  })
})

describe('a motorcycle at a live socket', () => {
  let clock: VirtualClock
  let post: VirtualPost

  beforeEach(async () => {
    clock = new VirtualClock()
    post = new VirtualPost({ sockets: 1, clock, lcd: '20x4', ptys: false })
    await post.start()
  })

  afterEach(() => post.stop())

  async function charge(motorcycle: Motorcycle): Promise<void> {
    post.plug(1, motorcycle)
    const host = await post.openPort({ path: post.ports.board })
    const repeat = () => {
      host.write(closeFirst)
      clock.after(500, repeat)
    }
    repeat()
    await clock.advance(20)
  }

  const socket = () => post.snapshot().sockets[0]!

  test('draws a surge of 35 A at first, and 9.9 A with its poor power factor on low mains', async () => {
    post.setMainsVoltage(180_000)
    await charge(new Motorcycle({ startPermille: 200 }))
    expect(socket().currentMa).toBeGreaterThan(35_000)
    await clock.advance(1_000)
    expect(socket()).toMatchObject({ powerW: 1_200, currentMa: 9_524 })
  })

  test('draws 5.5 A for the same power when it has power factor correction', async () => {
    await charge(
      new Motorcycle({ startPermille: 200, design: correctedMotorcycle, charger: correctedCharger }),
    )
    await clock.advance(1_000)
    expect(socket().powerW).toBe(0)
    await clock.advance(1_500)
    expect(socket()).toMatchObject({ powerW: 1_200, currentMa: 5_482 })
  })

  test('notices nothing of a dip of 20 ms', async () => {
    await charge(new Motorcycle({ startPermille: 200 }))
    await clock.advance(1_000)
    post.dip(20)
    await clock.advance(19)
    expect(socket()).toMatchObject({ voltageMv: 0, powerW: 0 })
    await clock.advance(2)
    expect(socket()).toMatchObject({ voltageMv: 220_000, currentMa: 7_792 })
  })

  test('starts anew after a dip of 200 ms, with a surge, and the post stays awake', async () => {
    await charge(new Motorcycle({ startPermille: 200 }))
    await clock.advance(1_000)
    const before = socket().energyMwh
    post.dip(200)
    await clock.advance(150)
    expect(post.snapshot().powered).toBe(true)
    expect(socket().energyMwh).toBe(before)
    await clock.advance(55)
    expect(socket().currentMa).toBeGreaterThan(35_000)
    await clock.advance(100)
    expect(socket().currentMa).toBe(7_792)
  })

  test('stops at 150 V and goes on when the mains are well', async () => {
    await charge(new Motorcycle({ startPermille: 200 }))
    post.dip(5_000, 150_000)
    await clock.advance(1_000)
    expect(socket()).toMatchObject({ voltageMv: 150_000, powerW: 0 })
    await clock.advance(5_000)
    expect(socket()).toMatchObject({ voltageMv: 220_000, powerW: 1_200 })
  })
})
