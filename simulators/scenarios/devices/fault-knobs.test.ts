import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, describe, expect, test } from 'vitest'
import type { MeterFaults } from '../../src/devices/meter-slave.ts'
import { memoryRig, type Rig } from './charger-rig.ts'

// Every knob of every product, through the real driver: what is broken is told by name, and mended it is well again.

type Knobs = Omit<MeterFaults, 'stuck' | 'energyJumpWh'>

const healthy: Knobs = {
  silent: false,
  badChecksum: false,
  dropByteEvery: 0,
  answerDelayMs: 0,
  noiseBytes: 0,
  unplugged: false,
}

let rig: Rig<VirtualClock>

afterEach(async () => {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
  expect(rig.clock.pendingTimers).toBe(0)
})

describe.each(['pzem-004t', 'sdm120', 'sdm230'] as const)('a %s', (meter) => {
  async function start(): Promise<MeterFaults> {
    rig = await memoryRig({ sockets: 1, meter, initialRegisterWh: 5_000 })
    await rig.clock.advance(3_000)
    expect(rig.heard.readings[0]?.at(-1)).toMatchObject({ energyWh: 5_000, voltageMv: 220_000 })
    return rig.post.faults.meters[0]!
  }
  const fault = () => rig.heard.faults.meters[0]?.code
  const newest = () => rig.heard.readings[0]!.at(-1)!

  test.each<[Partial<Knobs>, string | undefined]>([
    [{ silent: true }, 'silent'],
    [{ badChecksum: true }, 'badData'],
    [{ dropByteEvery: 5 }, 'badData'],
    [{ answerDelayMs: 700 }, 'silent'],
    [{ unplugged: true }, 'silent'],
    [{ noiseBytes: 6 }, undefined],
  ])('with %o', async (broken, code) => {
    const knobs = await start()
    Object.assign(knobs, broken)
    await rig.clock.advance(6_000)
    expect(fault()).toBe(code)
    const before = rig.heard.readings[0]!.length
    await rig.clock.advance(10_000)
    // A meter that is faulty tells nothing that could be billed.
    if (code !== undefined) expect(rig.heard.readings[0]).toHaveLength(before)
    else expect(rig.heard.readings[0]!.length).toBeGreaterThan(before)
    Object.assign(knobs, healthy)
    await rig.clock.advance(4_000)
    expect(fault()).toBeUndefined()
    expect(newest()).toMatchObject({ energyWh: 5_000, voltageMv: 220_000 })
  })

  test('that is stuck, or whose register jumps, is handed on as it is read', async () => {
    const knobs = await start()
    rig.post.plug(1, { drawW: () => 2_000, powerFactor: () => 1, absorb: () => {} })
    rig.devices.relays.request(1, true)
    await rig.clock.advance(5_000)
    knobs.stuck = true
    await rig.clock.advance(1_500)
    const stuck = newest()
    await rig.clock.advance(10_000)
    expect(newest()).toEqual(stuck)
    knobs.stuck = false
    knobs.energyJumpWh = 1_000
    await rig.clock.advance(1_500)
    expect(newest().energyWh).toBeGreaterThanOrEqual(6_000)
  })
})

describe.each([
  ['pn532', '04A1B2C3D4E5F6'],
  ['rdm6300', '62E3086CED'],
] as const)('a %s', (cardReader, card) => {
  /** What only speaks while a card is there cannot be known to be silent, and a garbled frame is soon forgiven. */
  const asks = cardReader === 'pn532'
  const noticedMs = asks ? 65_000 : 5_000

  test.each<[Partial<Knobs>, string | undefined, read: boolean]>([
    [{ silent: true }, asks ? 'silent' : undefined, false],
    [{ badChecksum: true }, 'badData', false],
    [{ dropByteEvery: 3 }, 'badData', false],
    [{ answerDelayMs: 3_000 }, undefined, true],
    [{ unplugged: true }, 'silent', false],
    [{ noiseBytes: 6 }, undefined, true],
  ])('with %o', async (broken, code, read) => {
    rig = await memoryRig({ cardReader })
    await rig.clock.advance(3_000)
    const knobs = rig.post.faults.cardReader
    Object.assign(knobs, broken)
    await rig.clock.advance(2_000)
    rig.post.presentCard(card)
    await rig.clock.advance(noticedMs)
    expect([rig.heard.faults.cardReader?.code, rig.heard.cards]).toEqual([code, read ? [card] : []])
    Object.assign(knobs, healthy)
    await rig.clock.advance(6_000)
    rig.post.presentCard(card)
    await rig.clock.advance(3_000)
    expect(rig.heard.faults.cardReader).toBeUndefined()
    expect(rig.heard.cards).toEqual(read ? [card, card] : [card])
  })
})
