import type { DeviceFault } from '@colok/firmware/devices/contracts'
import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeviceFaults } from '../../src/devices/faults.ts'
import { memoryRig, type Rig } from './charger-rig.ts'

let rig: Rig<VirtualClock>

beforeEach(async () => {
  rig = await memoryRig({ initialRegisterWh: 5_000 })
  await rig.clock.advance(3_000)
})

afterEach(async () => {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
  expect(rig.clock.pendingTimers).toBe(0)
})

/** The three devices: what breaks them, what is told of them, and how long both may take. */
const devices: Record<
  string,
  {
    knobs: () => DeviceFaults
    fault: () => DeviceFault | undefined
    noticedMs: number
    clearedMs: number
    slowMs: number
  }
> = {
  'the board': {
    knobs: () => rig.post.faults.board,
    fault: () => rig.heard.faults.board,
    noticedMs: 2_000,
    slowMs: 3_000,
    clearedMs: 6_000,
  },
  'the card reader': {
    knobs: () => rig.post.faults.cardReader,
    fault: () => rig.heard.faults.cardReader,
    noticedMs: 61_000,
    slowMs: 80_000,
    clearedMs: 6_000,
  },
  'a meter': {
    knobs: () => rig.post.faults.meters[0]!,
    fault: () => rig.heard.faults.meters[0],
    noticedMs: 5_000,
    slowMs: 700,
    clearedMs: 3_000,
  },
}

const failures: [
  what: string,
  code: string,
  spoil: (knobs: DeviceFaults) => void,
  mend: (knobs: DeviceFaults) => void,
][] = [
  ['silent', 'silent', (knobs) => (knobs.silent = true), (knobs) => (knobs.silent = false)],
  ['unplugged', 'silent', (knobs) => (knobs.unplugged = true), (knobs) => (knobs.unplugged = false)],
  [
    'spoilt in its checksums',
    'badData',
    (knobs) => (knobs.badChecksum = true),
    (knobs) => (knobs.badChecksum = false),
  ],
  [
    'losing every third byte',
    'badData',
    (knobs) => (knobs.dropByteEvery = 3),
    (knobs) => (knobs.dropByteEvery = 0),
  ],
]

describe.each(Object.entries(devices))('%s', (_, { knobs, fault, noticedMs, clearedMs, slowMs }) => {
  test('that answers too late is a fault "silent", and none when it is well again', async () => {
    knobs().answerDelayMs = slowMs
    await rig.clock.advance(noticedMs)
    expect(fault()?.code).toBe('silent')
    await rig.clock.advance(10_000)
    expect(fault()?.code).toBe('silent')
    knobs().answerDelayMs = 0
    await rig.clock.advance(clearedMs)
    expect(fault()).toBeUndefined()
  })

  test.each(failures)(
    'that is %s is a fault "%s", and none when it is well again',
    async (_, code, spoil, mend) => {
      spoil(knobs())
      await rig.clock.advance(noticedMs)
      expect(fault()?.code).toBe(code)
      await rig.clock.advance(10_000)
      expect(fault()?.code).toBe(code)
      mend(knobs())
      await rig.clock.advance(clearedMs)
      expect(fault()).toBeUndefined()
    },
  )

  test('is read through noise between its messages', async () => {
    knobs().noiseBytes = 5
    await rig.clock.advance(130_000)
    expect(fault()).toBeUndefined()
  })

  test('may lose a byte now and then without being faulty', async () => {
    knobs().dropByteEvery = 401
    await rig.clock.advance(130_000)
    expect(fault()).toBeUndefined()
  })
})

describe('a failure of one device', () => {
  test('is said by name, with what follows from it', async () => {
    rig.post.faults.meters[1]!.silent = true
    rig.post.faults.board.unplugged = true
    await rig.clock.advance(6_000)
    expect(rig.heard.faults.meters).toEqual([
      undefined,
      { code: 'silent', message: 'Meter 2 has not answered 3 times; energy cannot be counted.' },
    ])
    expect(rig.heard.faults.board?.message).toBe(
      'I/O board is not there: memory:board: no such device; the board opens its relays by itself.',
    )
    expect(rig.heard.faults.cardReader).toBeUndefined()
  })
})

describe('a charging socket', () => {
  test('is cut off by the board when the host falls silent, within 2.1 s', async () => {
    rig.devices.relays.request(1, true)
    await rig.clock.advance(500)
    rig.post.faults.board.silent = true
    await rig.clock.advance(2_100)
    expect(rig.post.snapshot().sockets[0]?.relayClosed).toBe(false)
    expect(rig.heard.faults.board?.code).toBe('silent')
  })

  test('is cut off when only the answers of the board are lost', async () => {
    rig.devices.relays.request(1, true)
    await rig.clock.advance(500)
    rig.post.faults.board.badChecksum = true
    await rig.clock.advance(2_000)
    expect(rig.post.snapshot().sockets[0]?.relayClosed).toBe(false)
  })

  test('is not switched on again by itself after the cable was pulled and put back', async () => {
    rig.devices.relays.request(1, true)
    await rig.clock.advance(500)
    rig.post.faults.board.unplugged = true
    await rig.clock.advance(4_000)
    rig.post.faults.board.unplugged = false
    await rig.clock.advance(5_000)
    expect(rig.heard.faults.board).toBeUndefined()
    expect(rig.post.snapshot().sockets[0]?.relayClosed).toBe(false)
    expect(rig.heard.contacts.at(-2)).toEqual([1, false])
  })
})

describe('what only the core can judge is handed on as it was read', () => {
  test('a register that jumps', async () => {
    const before = rig.heard.readings[0]!.at(-1)!
    rig.post.faults.meters[0]!.energyJumpWh = 1_000
    await rig.clock.advance(1_500)
    expect(rig.heard.readings[0]!.at(-1)!.energyWh).toBe(before.energyWh + 1_000)
  })

  test('a meter that is stuck', async () => {
    rig.post.plug(1, { drawW: () => 3_600, powerFactor: () => 1, absorb: () => {} })
    rig.devices.relays.request(1, true)
    await rig.clock.advance(3_000)
    rig.post.faults.meters[0]!.stuck = true
    await rig.clock.advance(1_100)
    const stuck = rig.heard.readings[0]!.at(-1)!
    await rig.clock.advance(10_000)
    expect(rig.heard.readings[0]!.at(-1)).toEqual(stuck)
    rig.post.faults.meters[0]!.stuck = false
    await rig.clock.advance(1_100)
    expect(rig.heard.readings[0]!.at(-1)!.energyWh).toBeGreaterThan(stuck.energyWh)
  })

  test('plug inputs that cannot be read are unplugged', async () => {
    rig.post.plug(1, { drawW: () => 0, powerFactor: () => 1, absorb: () => {} })
    await rig.clock.advance(1_000)
    expect(rig.heard.plugs.at(-1)).toEqual([1, true])
    rig.post.faults.board.inputsFailed = true
    await rig.clock.advance(1_000)
    expect(rig.heard.plugs.at(-1)).toEqual([1, false])
  })
})
