import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, describe, expect, test } from 'vitest'
import type { MeterFaults } from '../../src/devices/meter-slave.ts'
import type { LoadModel } from '../../src/devices/post.ts'
import { memoryRig, type Rig } from './charger-rig.ts'

const heater: LoadModel = { drawW: () => 1_800, powerFactor: () => 0.9, absorb: () => {} }

let rig: Rig<VirtualClock>

afterEach(async () => {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
  expect(rig.clock.pendingTimers).toBe(0)
})

describe('four SDM120 on one line', () => {
  async function start(): Promise<void> {
    rig = await memoryRig({ sockets: 4, meter: 'sdm120', meterBus: true, initialRegisterWh: 5_000 })
    await rig.clock.advance(3_000)
  }

  test('are each read once a second', async () => {
    await start()
    rig.post.plug(3, heater)
    rig.devices.relays.request(3, true)
    await rig.clock.advance(20_000)
    const counts = rig.heard.readings.map((readings) => readings.length)
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(20)
    expect(rig.heard.readings[2]?.at(-1)).toEqual({
      energyWh: rig.post.snapshot().sockets[2]?.registerWh,
      powerW: 1_800,
      voltageMv: 220_000,
      currentMa: 9_091,
      frequencyMhz: 50_000,
      powerFactorPermille: 900,
    })
    expect(rig.heard.readings[1]?.at(-1)).toMatchObject({ energyWh: 5_000, powerW: 0 })
  })

  test.each<[keyof MeterFaults, number | boolean, string]>([
    ['silent', true, 'silent'],
    ['badChecksum', true, 'badData'],
    ['dropByteEvery', 5, 'badData'],
    ['answerDelayMs', 700, 'silent'],
  ])(
    'of which one has its %s at %s: that one is faulty, and the others are read',
    async (knob, value, code) => {
      await start()
      Object.assign(rig.post.faults.meters[1]!, { [knob]: value })
      await rig.clock.advance(8_000)
      expect(rig.heard.faults.meters[1]?.code).toBe(code)
      const before = rig.heard.readings.map((readings) => readings.length)
      await rig.clock.advance(10_000)
      for (const index of [0, 2, 3]) {
        expect(rig.heard.faults.meters[index]).toBeUndefined()
        expect(rig.heard.readings[index]!.length).toBeGreaterThan(before[index]! + 5)
      }
      Object.assign(rig.post.faults.meters[1]!, { [knob]: value === true ? false : 0 })
      await rig.clock.advance(4_000)
      expect(rig.heard.faults.meters[1]).toBeUndefined()
    },
  )

  test('are all faulty when their one cable is pulled, and well when it is back', async () => {
    await start()
    rig.post.faults.meters[2]!.unplugged = true
    await rig.clock.advance(3_000)
    expect(rig.heard.faults.meters.map((fault) => fault?.code)).toEqual(Array(4).fill('silent'))
    rig.post.faults.meters[2]!.unplugged = false
    await rig.clock.advance(5_000)
    expect(rig.heard.faults.meters).toEqual(Array(4).fill(undefined))
  })

  test('may jump and be stuck, which is for the core to judge', async () => {
    await start()
    rig.post.faults.meters[0]!.energyJumpWh = 1_000
    await rig.clock.advance(1_500)
    expect(rig.heard.readings[0]?.at(-1)?.energyWh).toBe(6_000)
    rig.post.faults.meters[0]!.stuck = true
    rig.post.faults.meters[0]!.energyJumpWh = 0
    await rig.clock.advance(1_500)
    expect(rig.heard.readings[0]?.at(-1)?.energyWh).toBe(6_000)
  })
})

test('an SDM120 whose register is beyond 16,777 kWh is read in the steps of its float', async () => {
  rig = await memoryRig({ sockets: 1, meter: 'sdm120', initialRegisterWh: 16_777_217 })
  await rig.clock.advance(3_000)
  expect(rig.heard.readings[0]?.at(-1)?.energyWh).toBe(16_777_217)
  rig.post.faults.meters[0]!.energyJumpWh = 60_000_000
  await rig.clock.advance(1_500)
  expect(Math.abs(rig.heard.readings[0]!.at(-1)!.energyWh - 76_777_217)).toBeLessThanOrEqual(4)
})

describe('an RDM6300', () => {
  async function start(): Promise<void> {
    rig = await memoryRig({ cardReader: 'rdm6300' })
    await rig.clock.advance(3_000)
  }

  test('is told of a tap once, and of the next one again', async () => {
    await start()
    rig.post.presentCard('62E3086CED')
    await rig.clock.advance(2_000)
    rig.post.presentCard('62e3086ced')
    await rig.clock.advance(2_000)
    expect(rig.heard.cards).toEqual(['62E3086CED', '62E3086CED'])
  })

  test('is read through noise and lost bytes', async () => {
    await start()
    rig.post.faults.cardReader.noiseBytes = 7
    rig.post.faults.cardReader.dropByteEvery = 17
    rig.post.presentCard('62E3086CED')
    await rig.clock.advance(2_000)
    expect(rig.heard.cards).toEqual(['62E3086CED'])
  })

  test('with a line that spoils everything is faulty, and well after a good frame', async () => {
    await start()
    rig.post.faults.cardReader.badChecksum = true
    rig.post.presentCard('62E3086CED')
    await rig.clock.advance(2_000)
    expect(rig.heard.faults.cardReader?.code).toBe('badData')
    expect(rig.heard.cards).toEqual([])
    rig.post.faults.cardReader.badChecksum = false
    rig.post.presentCard('62E3086CED')
    await rig.clock.advance(2_000)
    expect(rig.heard.faults.cardReader).toBeUndefined()
    expect(rig.heard.cards).toEqual(['62E3086CED'])
  })

  test('that is unplugged is faulty at once', async () => {
    await start()
    rig.post.faults.cardReader.unplugged = true
    await rig.clock.advance(500)
    expect(rig.heard.faults.cardReader?.code).toBe('silent')
  })

  test('takes cards of five bytes only', async () => {
    await start()
    expect(() => rig.post.presentCard('04A1B2C3D4E5F6')).toThrow("a card's UID is 5 bytes of hex")
  })
})
