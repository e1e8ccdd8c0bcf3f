import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryRig, type Rig } from './charger-rig.ts'

let rig: Rig<VirtualClock>

// The same driver on a model of the board and on the machine code that boards are flashed with.
describe.each(['model', 'machineCode'] as const)('the board as %s', { timeout: 120_000 }, (board) => {
  beforeEach(async () => {
    rig = await memoryRig({ board })
    // The board's self-test takes 1.2 s.
    await rig.clock.advance(2_000)
  })

  afterEach(async () => {
    const stopped = rig.stop()
    await rig.clock.advance(5_000)
    await stopped
    expect(rig.clock.pendingTimers).toBe(0)
  })

  describe('a welded element', () => {
    test.each([
      ['A', 'weldedA', 'element A is welded'],
      ['B', 'weldedB', 'element B is welded'],
    ] as const)('%s keeps its socket open, and is told of by name', async (element, knob, words) => {
      rig.post.faults.board[knob].add(1)
      rig.devices.relays.request(1, true)
      rig.devices.relays.request(2, true)
      await rig.clock.advance(1_000)
      expect(relays()).toEqual([false, true])
      expect(rig.heard.welded.slice(2)).toEqual([[1, [element]]])
      expect(rig.heard.hazards).toEqual([
        {
          connectorId: 1,
          errorCode: 'PowerSwitchFailure',
          present: true,
          detail: `Socket 1: ${words}; replace it, then clear the lock.`,
        },
      ])
      // The voltage that gives it away is there until the first element has opened again.
      const { contacts } = rig.heard
      expect(contacts.slice(2).filter(([connectorId]) => connectorId === 1)).toEqual([
        [1, true],
        [1, false],
      ])
    })

    test('locks the socket over a power cut, until a technician clears it', async () => {
      rig.post.faults.board.weldedA.add(1)
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      rig.post.faults.board.weldedA.delete(1)
      rig.post.setPowered(false)
      await rig.clock.advance(3_000)
      rig.post.setPowered(true)
      await rig.clock.advance(8_000)
      expect(rig.heard.faults.board).toBeUndefined()
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      expect(relays()).toEqual([false, false])

      rig.devices.sensors?.forgetWelded?.(1)
      await rig.clock.advance(500)
      expect(rig.heard.welded.at(-1)).toEqual([1, []])
      expect(rig.heard.hazards.at(-1)).toMatchObject({ errorCode: 'PowerSwitchFailure', present: false })
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      expect(relays()).toEqual([true, false])
    })

    test('and the other one too are known when the socket stays live', async () => {
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      rig.post.faults.board.weldedA.add(1)
      rig.post.faults.board.weldedB.add(1)
      rig.devices.relays.request(1, false)
      await rig.clock.advance(1_500)
      expect(rig.heard.welded.slice(2)).toEqual([[1, ['A', 'B']]])
      expect(rig.heard.contacts.at(-1)).toEqual([1, true])
      rig.post.faults.board.weldedA.clear()
      rig.post.faults.board.weldedB.clear()
      await rig.clock.advance(1_000)
    })
  })

  describe('the leakage module', () => {
    test('is tested at the start', () => {
      expect(rig.heard.leakageTests).toEqual(['running', 'passed'])
    })

    test('is tested when it is asked for, and what is asked to close meanwhile closes afterwards', async () => {
      rig.devices.sensors?.testLeakage?.()
      await rig.clock.advance(200)
      expect(rig.heard.leakageTests.at(-1)).toBe('running')
      rig.devices.relays.request(1, true)
      await rig.clock.advance(800)
      expect([relays(), rig.heard.contacts.slice(2)]).toEqual([[false, false], []])
      await rig.clock.advance(1_000)
      expect(rig.heard.leakageTests).toEqual(['running', 'passed', 'running', 'passed'])
      expect([relays(), rig.heard.contacts.slice(2)]).toEqual([[true, false], [[1, true]]])
    })

    test('is not tested while a relay is closed', async () => {
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      rig.devices.sensors?.testLeakage?.()
      await rig.clock.advance(3_000)
      expect(rig.heard.leakageTests).toEqual(['running', 'passed'])
      expect(relays()).toEqual([true, false])
    })

    test.each([
      ['stuck', 'has tripped before its test began: find the leakage or replace the module'],
      ['noTrip', 'does not trip when it is tested: check its test wire, or replace it'],
      ['wontClear', 'stays tripped after its test: replace it'],
    ] as const)(
      'that fails its test as %s is a hazard of every socket, and nothing closes',
      async (result, words) => {
        rig.post.faults.board.leakageModule = result
        await rig.clock.advance(50)
        rig.devices.sensors?.testLeakage?.()
        rig.devices.relays.request(2, true)
        await rig.clock.advance(5_000)
        expect(rig.heard.leakageTests.at(-1)).toBe(result)
        expect(relays()).toEqual([false, false])
        expect(rig.heard.contacts.at(-1)).toEqual([2, false])
        const present = rig.heard.presentHazards
        expect(present.map(({ connectorId, errorCode }) => [connectorId, errorCode])).toEqual([
          [1, 'GroundFailure'],
          [2, 'GroundFailure'],
        ])
        // A trip that is there now is told before how the test went.
        const tripped = 'The leakage module has tripped; every relay is open.'
        const failed = `The leakage module ${words}; no relay closes.`
        expect(present[0]?.detail).toBe(result === 'noTrip' ? failed : tripped)

        rig.post.faults.board.leakageModule = 'none'
        await rig.clock.advance(500)
        expect(rig.heard.presentHazards[0]?.detail).toBe(failed)
        rig.devices.sensors?.testLeakage?.()
        await rig.clock.advance(2_000)
        expect(rig.heard.presentHazards).toEqual([])
        rig.devices.relays.request(2, true)
        await rig.clock.advance(1_000)
        expect(relays()).toEqual([false, true])
      },
    )

    test('goes on being tested after the board has restarted in the middle of it', async () => {
      rig.devices.sensors?.testLeakage?.()
      await rig.clock.advance(300)
      rig.post.resetBoard('brownOut')
      await rig.clock.advance(2_500)
      expect(rig.heard.leakageTests.at(-1)).toBe('passed')
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      expect(relays()).toEqual([true, false])
    })
  })

  describe('the service door', () => {
    test('is told of, opens every relay, and lets none close while it is open', async () => {
      expect(rig.heard.doors).toEqual(['closed'])
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      rig.post.setDoor(true)
      await rig.clock.advance(200)
      expect(relays()).toEqual([false, false])
      expect(rig.heard.doors).toEqual(['closed', 'open'])
      expect(rig.heard.contacts.at(-1)).toEqual([1, false])
      rig.devices.relays.request(2, true)
      await rig.clock.advance(1_000)
      rig.post.setDoor(false)
      await rig.clock.advance(2_000)
      expect(rig.heard.doors).toEqual(['closed', 'open', 'closed'])
      expect(relays()).toEqual([false, false])
      rig.devices.relays.request(2, true)
      await rig.clock.advance(1_000)
      expect(relays()).toEqual([false, true])
    })

    test('is let go for five seconds, and then not any more', async () => {
      rig.devices.door?.letGo()
      await rig.clock.advance(500)
      expect([rig.post.snapshot().solenoidOn, rig.heard.solenoids]).toEqual([true, [false, true]])
      await rig.clock.advance(4_300)
      expect(rig.post.snapshot().solenoidOn).toBe(true)
      await rig.clock.advance(700)
      expect([rig.post.snapshot().solenoidOn, rig.heard.solenoids]).toEqual([false, [false, true, false]])
      rig.devices.door?.letGo()
      await rig.clock.advance(500)
      expect(rig.post.snapshot().solenoidOn).toBe(true)
    })

    test('is not let go for longer than the board hears its host', async () => {
      rig.devices.door?.letGo()
      await rig.clock.advance(500)
      rig.post.faults.board.unplugged = true
      await rig.clock.advance(2_100)
      expect(rig.post.snapshot().solenoidOn).toBe(false)
      rig.post.faults.board.unplugged = false
      await rig.clock.advance(3_000)
      expect(rig.post.snapshot().solenoidOn).toBe(false)
      expect(rig.heard.faults.board).toBeUndefined()
    })

    test('is not let go when the board comes back, by a wish that it was away for', async () => {
      rig.post.faults.board.unplugged = true
      await rig.clock.advance(500)
      rig.devices.door?.letGo()
      rig.post.faults.board.unplugged = false
      await rig.clock.advance(4_000)
      expect(rig.heard.faults.board).toBeUndefined()
      expect(rig.heard.solenoids).not.toContain(true)
      await rig.clock.advance(2_000)
      rig.devices.door?.letGo()
      await rig.clock.advance(500)
      expect(rig.post.snapshot().solenoidOn).toBe(true)
    })

    test('is unknown while the board cannot read its inputs, and nothing closes', async () => {
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      rig.post.faults.board.inputsFailed = true
      await rig.clock.advance(500)
      expect(rig.heard.doors).toEqual(['closed', 'unknown'])
      expect(relays()).toEqual([false, false])
      rig.post.faults.board.inputsFailed = false
      await rig.clock.advance(500)
      expect(rig.heard.doors).toEqual(['closed', 'unknown', 'closed'])
      expect(relays()).toEqual([false, false])
    })

    test('and the tamper switch are two things', async () => {
      rig.post.setTampered(true)
      await rig.clock.advance(300)
      rig.post.setTampered(false)
      await rig.clock.advance(300)
      expect([rig.heard.tampers, rig.heard.doors]).toEqual([[false, true, false], ['closed']])
    })
  })

  describe('the temperature at the terminals', () => {
    test('is told once a second, for each socket, to half a degree', async () => {
      rig.post.setTemperature(1, 64.8)
      await rig.clock.advance(3_000)
      const [first, second] = rig.heard.temperatures
      expect(Math.abs(first!.at(-1)! - 648)).toBeLessThanOrEqual(5)
      expect(Math.abs(second!.at(-1)! - 300)).toBeLessThanOrEqual(5)
      const before = first!.length
      await rig.clock.advance(10_000)
      expect(Math.abs(first!.length - before - 10)).toBeLessThanOrEqual(1)
    })

    test('is not known when the wire to the thermistor is cut, or the bus fails', async () => {
      rig.post.faults.board.brokenThermistors.add(2)
      await rig.clock.advance(2_500)
      expect(rig.heard.temperatures.map((readings) => readings.at(-1) === undefined)).toEqual([false, true])
      expect(rig.log).toContain('Thermistor 2 has a cut wire; its temperature is not known.')
      rig.post.faults.board.i2cFailed = true
      await rig.clock.advance(2_500)
      expect(rig.heard.temperatures.map((readings) => readings.at(-1))).toEqual([undefined, undefined])
    })

    test('is not known any more when the board is away', async () => {
      rig.post.faults.board.unplugged = true
      await rig.clock.advance(500)
      expect(rig.heard.temperatures.map((readings) => readings.at(-1))).toEqual([undefined, undefined])
    })

    test('of more than 71 °C makes the board itself open the relay', async () => {
      rig.devices.relays.request(1, true)
      rig.devices.relays.request(2, true)
      await rig.clock.advance(1_000)
      rig.post.setTemperature(1, 75)
      await rig.clock.advance(3_000)
      expect(relays()).toEqual([false, true])
      expect(rig.heard.presentHazards).toEqual([
        {
          connectorId: 1,
          errorCode: 'HighTemperature',
          present: true,
          detail: 'Socket 1 is hotter than 71 °C; its relay is open.',
        },
      ])
      rig.post.setTemperature(1, 50)
      await rig.clock.advance(3_000)
      expect(rig.heard.presentHazards).toEqual([])
      expect(relays()).toEqual([false, true])
    })
  })
})

function relays(): boolean[] {
  return rig.post.snapshot().sockets.map(({ relayClosed }) => relayClosed)
}
