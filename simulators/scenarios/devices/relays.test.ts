import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryRig, type Rig } from './charger-rig.ts'

let rig: Rig<VirtualClock>

// The same driver on a model of the board and on the machine code that boards are flashed with.
describe.each(['model', 'machineCode'] as const)('the board as %s', { timeout: 240_000 }, (board) => {
  beforeEach(async () => {
    rig = await memoryRig({ board })
    // The board's self-test takes 1.2 s.
    await rig.clock.advance(1_500)
  })

  afterEach(() => stop())

  describe('at the start', () => {
    test('tells how contacts, plugs and the emergency stop are', () => {
      const { contacts, plugs, emergencyStops, faults } = rig.heard
      expect(contacts).toEqual([
        [1, false],
        [2, false],
      ])
      expect(plugs).toEqual([
        [1, false],
        [2, false],
      ])
      expect(emergencyStops).toEqual([false])
      expect(faults.board).toBeUndefined()
    })
  })

  describe('a request', () => {
    test('to close is answered by the contact, once', async () => {
      rig.devices.relays.request(2, true)
      await rig.clock.advance(5_000)
      expect(rig.heard.contacts.slice(2)).toEqual([[2, true]])
      expect(relays()).toEqual([false, true])
    })

    test('for what is already so is answered too', async () => {
      rig.devices.relays.request(1, false)
      await rig.clock.advance(1_000)
      expect(rig.heard.contacts.slice(2)).toEqual([[1, false]])
    })

    test('to close a socket whose contacts are dead is answered with open', async () => {
      rig.post.faults.board.deadContacts.add(1)
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      expect(rig.heard.contacts.slice(2)).toEqual([[1, false]])
    })

    test('to open a welded socket is answered with closed', async () => {
      rig.devices.relays.request(1, true)
      await rig.clock.advance(500)
      rig.post.faults.board.weldedA.add(1)
      rig.post.faults.board.weldedB.add(1)
      rig.devices.relays.request(1, false)
      await rig.clock.advance(500)
      expect(rig.heard.contacts.slice(2)).toEqual([
        [1, true],
        [1, true],
      ])
      expect(relays()).toEqual([true, false])
    })

    test('arrives although one byte in 33 of the answers is lost', async () => {
      rig.post.faults.board.dropByteEvery = 33
      for (let round = 0; round < 10; round++) {
        rig.devices.relays.request(1, round % 2 === 0)
        await rig.clock.advance(1_200)
        expect(relays()[0]).toBe(round % 2 === 0)
        expect(rig.heard.contacts.at(-1)).toEqual([1, round % 2 === 0])
      }
    })

    test('is kept alive for as long as it stands, by two frames a second', async () => {
      let controls = 0
      const long = await memoryRig({
        board,
        onBytes: (wire, direction, [first, second]) => {
          if (wire === 'board' && direction === 'fromCharger' && first === 0xf0 && second === 0x01) controls++
        },
      })
      long.devices.relays.request(1, true)
      await long.clock.advance(2_000)
      long.devices.relays.request(1, true)
      for (let round = 0; round < 3; round++) {
        controls = 0
        await long.clock.advance(30_000)
        expect(controls).toBeLessThanOrEqual(61)
        expect(long.post.snapshot().sockets[0]?.relayClosed).toBe(true)
      }
      // Much later than the numbers of the frames have come round, a refusal still counts as one.
      long.post.setEmergencyStop(true)
      await long.clock.advance(1_000)
      long.post.setEmergencyStop(false)
      await long.clock.advance(1_000)
      expect(long.post.snapshot().sockets[0]?.relayClosed).toBe(false)
      const stopped = long.stop()
      await long.clock.advance(1_000)
      await stopped
    })

    test('for a socket that the post does not have is an error of the caller', () => {
      expect(() => rig.devices.relays.request(3, true)).toThrow('there is no connector 3')
    })

    test('that is made while the board is away is answered with open when it is back, and not carried out', async () => {
      rig.post.faults.board.unplugged = true
      await rig.clock.advance(100)
      rig.devices.relays.request(1, true)
      await rig.clock.advance(10_000)
      rig.post.faults.board.unplugged = false
      await rig.clock.advance(3_000)
      expect(relays()).toEqual([false, false])
      expect(rig.heard.contacts.at(-1)?.[1]).toBe(false)
    })
  })

  describe('the emergency stop', () => {
    test('is told of at once, opens, and closes nothing when it is reset', async () => {
      rig.devices.relays.request(1, true)
      await rig.clock.advance(500)
      rig.post.setEmergencyStop(true)
      await rig.clock.advance(100)
      expect(rig.heard.emergencyStops).toEqual([false, true])
      expect(rig.heard.contacts.at(-1)).toEqual([1, false])
      await rig.clock.advance(5_000)
      rig.post.setEmergencyStop(false)
      await rig.clock.advance(5_000)
      expect(rig.heard.emergencyStops).toEqual([false, true, false])
      expect(relays()).toEqual([false, false])
    })

    test('refuses a request while it is pressed; a new one after the reset is carried out', async () => {
      rig.post.setEmergencyStop(true)
      await rig.clock.advance(100)
      rig.devices.relays.request(1, true)
      await rig.clock.advance(1_000)
      expect(rig.heard.contacts.at(-1)).toEqual([1, false])
      rig.post.setEmergencyStop(false)
      await rig.clock.advance(1_000)
      rig.devices.relays.request(1, true)
      await rig.clock.advance(500)
      expect(relays()).toEqual([true, false])
    })
  })

  describe('a restart of the board', () => {
    test('leaves the relay open until it is asked for anew, and brings the display back', async () => {
      rig.devices.display.show(['MENGISI'])
      rig.devices.relays.request(1, true)
      await rig.clock.advance(2_000)
      rig.post.resetBoard('watchdog')
      await rig.clock.advance(50)
      expect(relays()).toEqual([false, false])
      await rig.clock.advance(2_000)
      expect(relays()).toEqual([false, false])
      expect(rig.heard.contacts.at(-1)).toEqual([1, false])
      expect(rig.log).toContain('The I/O board has restarted (watchdog); its relays are open.')
      rig.devices.display.show(['SIAP'])
      rig.devices.relays.request(1, true)
      await rig.clock.advance(2_000)
      expect(relays()).toEqual([true, false])
      expect(rig.post.snapshot().lcd[0]).toBe('SIAP'.padEnd(20))
    })
  })

  describe('the end', () => {
    test('leaves every relay open', async () => {
      rig.devices.relays.request(1, true)
      rig.devices.relays.request(2, true)
      await rig.clock.advance(500)
      expect(relays()).toEqual([true, true])
      const stopped = rig.devices.relays.stop()
      await rig.clock.advance(100)
      await stopped
      expect(relays()).toEqual([false, false])
    })
  })

  test('leakage is a hazard of every socket, and its relays are open', async () => {
    rig.devices.relays.request(1, true)
    await rig.clock.advance(500)
    rig.post.setLeakage(true)
    await rig.clock.advance(100)
    expect(relays()).toEqual([false, false])
    rig.post.setLeakage(false)
    await rig.clock.advance(2_000)
    const detail = 'The leakage module has tripped; every relay is open.'
    const hazard = { errorCode: 'GroundFailure', detail }
    expect(rig.heard.hazards).toEqual([
      { ...hazard, connectorId: 1, present: true },
      { ...hazard, connectorId: 2, present: true },
      { ...hazard, connectorId: 1, present: false },
      { ...hazard, connectorId: 2, present: false },
    ])
  })
})

function relays(): boolean[] {
  return rig.post.snapshot().sockets.map(({ relayClosed }) => relayClosed)
}

/** Stopping waits for the board's answer, which takes virtual time. */
async function stop(): Promise<void> {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
  expect(rig.clock.pendingTimers).toBe(0)
}
