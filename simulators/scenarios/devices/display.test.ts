import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryRig, type Rig } from './charger-rig.ts'

const charging = [
  'MENGISI     01:02:36',
  '1,25 kWh     1.198 W',
  'Rp 3.083            ',
  'Sisa 39 m, Rp 1.917 ',
]

let rig: Rig<VirtualClock>

beforeEach(async () => {
  rig = await memoryRig()
})

afterEach(async () => {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
  expect(rig.clock.pendingTimers).toBe(0)
})

describe('the display', () => {
  test('shows what it is given before the board is there, and lights up', async () => {
    rig.devices.display.show(charging)
    await rig.clock.advance(2_000)
    expect(rig.post.snapshot()).toMatchObject({ lcd: charging, backlight: true })
  })

  test('shows any text of its character set, and then any other', async () => {
    await rig.clock.advance(1_000)
    const character = fc.constantFrom(
      ...Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)),
    )
    const row = fc.string({ unit: character, minLength: 20, maxLength: 20 })
    const screen = fc.array(row, { minLength: 4, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(screen, async (lines) => {
        rig.devices.display.show(lines)
        await rig.clock.advance(1_500)
        // A backslash is a yen sign in the A00 ROM, so the driver writes a question mark.
        expect(rig.post.snapshot().lcd).toEqual(lines.map((line) => line.replaceAll('\\', '?')))
      }),
      { numRuns: 20 },
    )
  })

  test('does not read colons as the names of special characters', async () => {
    rig.devices.display.show(['10:heart:11 01:02:36'])
    await rig.clock.advance(2_000)
    expect(rig.post.snapshot().lcd[0]).toBe('10:heart:11 01:02:36')
  })

  test('sends little when little changes', async () => {
    let bytes = 0
    const quiet = await memoryRig({
      onBytes: (wire, direction, chunk) => {
        if (wire === 'board' && direction === 'fromCharger') bytes += chunk.length
      },
    })
    quiet.devices.display.show(charging)
    await quiet.clock.advance(2_000)
    bytes = 0
    quiet.devices.display.show(charging.with(0, 'MENGISI     01:02:37'))
    await quiet.clock.advance(400)
    // One cursor instruction and one character, 28 bytes each, and at most one CONTROL.
    expect(bytes).toBeLessThanOrEqual(28 + 28 + 11)
    const stopped = quiet.stop()
    await quiet.clock.advance(2_000)
    await stopped
  })

  test('comes back after its bus has failed', async () => {
    rig.devices.display.show(charging)
    await rig.clock.advance(2_000)
    rig.post.faults.board.i2cFailed = true
    rig.devices.display.show(['SELESAI'])
    await rig.clock.advance(5_000)
    rig.post.faults.board.i2cFailed = false
    await rig.clock.advance(10_000)
    expect(rig.post.snapshot().lcd[0]).toBe('SELESAI'.padEnd(20))
    expect(rig.heard.faults.board).toBeUndefined()
  })

  test('comes back after a power cut, in the size 16 × 2 as well', async () => {
    const small = await memoryRig({ lcd: '16x2' })
    small.devices.display.show(['SIAP', 'Tap kartu'])
    await small.clock.advance(2_000)
    small.post.setPowered(false)
    expect(small.post.snapshot()).toMatchObject({ lcd: [' '.repeat(16), ' '.repeat(16)], backlight: false })
    await small.clock.advance(3_000)
    small.post.setPowered(true)
    await small.clock.advance(10_000)
    expect(small.post.snapshot()).toMatchObject({
      lcd: ['SIAP            ', 'Tap kartu       '],
      backlight: true,
    })
    const stopped = small.stop()
    await small.clock.advance(5_000)
    await stopped
  })
})

describe('a light', () => {
  test.each(['off', 'blue', 'green', 'amber', 'red', 'violet', 'white'] as const)(
    'can be %s',
    async (colour) => {
      await rig.clock.advance(1_000)
      rig.devices.lights.set(2, { colour, blinking: false })
      await rig.clock.advance(100)
      expect(light(2)).toEqual({ colour, blinking: false })
      expect(light(1)).toEqual({ colour: 'off', blinking: false })
    },
  )

  test('blinks beside one that does not, and stops blinking', async () => {
    rig.devices.lights.set(1, { colour: 'green', blinking: false })
    rig.devices.lights.set(2, { colour: 'red', blinking: true })
    await rig.clock.advance(3_000)
    expect([light(1), light(2)]).toEqual([
      { colour: 'green', blinking: false },
      { colour: 'red', blinking: true },
    ])
    rig.devices.lights.set(2, { colour: 'red', blinking: false })
    await rig.clock.advance(3_000)
    expect(light(2)).toEqual({ colour: 'red', blinking: false })
  })

  test('is as it was after the board has restarted', async () => {
    rig.devices.lights.set(1, { colour: 'violet', blinking: false })
    await rig.clock.advance(2_000)
    rig.post.setPowered(false)
    await rig.clock.advance(1_000)
    rig.post.setPowered(true)
    await rig.clock.advance(7_000)
    expect(light(1)).toEqual({ colour: 'violet', blinking: false })
  })
})

function light(connectorId: number) {
  return rig.post.snapshot().sockets[connectorId - 1]?.light
}

// A display's controller that has lost half a byte reads everything wrong from there on, and says nothing of it.
describe.each([
  ['model', 1],
  ['machineCode', 11],
] as const)(
  'one byte lost on the way to the display, the board as %s',
  { timeout: 120_000 },
  (board, step) => {
    beforeEach(async () => {
      const stopped = rig.stop()
      await rig.clock.advance(5_000)
      await stopped
      rig = await memoryRig({ board })
    })

    test('is whole again within ten seconds, whichever byte was lost on the way', async () => {
      rig.devices.display.show(charging)
      await rig.clock.advance(5_000)
      expect(rig.post.snapshot().lcd).toEqual(charging)
      for (let lost = 0; lost < 60; lost += step) {
        const shown = charging.with(0, `MENGISI     01:03:${String(lost).padStart(2, '0')}`)
        rig.post.faults.board.loseHostByte = lost
        rig.devices.display.show(shown)
        await rig.clock.advance(10_000)
        expect(rig.post.snapshot().lcd).toEqual(shown)
      }
    })
  },
)
