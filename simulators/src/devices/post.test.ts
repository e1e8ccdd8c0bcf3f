import type { BytePort } from '@colok/firmware/devices/byte-port'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LoadModel, type SocketSnapshot, VirtualPost } from './post.ts'

// CONTROL frames as hardware/protocols/io-board.md §2 has them, their checksums worked out apart from the code.
const closeFirst = hex('f0 01 02 01 01 00 00 37 1d 01 f7')
const openAll = hex('f0 01 02 02 00 00 00 5b 44 03 f7')
/** The board proves for 60, 150 and 60 ms that each element opens; the contacts take 10 ms to close. */
const closingMs = 280

let clock: VirtualClock
let post: VirtualPost

beforeEach(async () => {
  clock = new VirtualClock()
  post = new VirtualPost({ sockets: 2, clock, lcd: '20x4', ptys: false })
  await post.start()
  // The board's self-test takes 1.2 s.
  await clock.advance(1_500)
})

afterEach(() => post.stop())

describe('the board', () => {
  test('closes a relay when it is told to, and opens it after two seconds of silence', async () => {
    const host = await post.openPort({ path: post.ports.board })
    host.write(openAll)
    host.write(closeFirst)
    await clock.advance(closingMs)
    expect(relays()).toEqual([true, false])
    expect(post.snapshot().boardAlive).toBe(true)

    await clock.advance(1_999 - closingMs)
    expect(relays()).toEqual([true, false])
    await clock.advance(50)
    expect(relays()).toEqual([false, false])
    expect(post.snapshot().boardAlive).toBe(false)
  })

  test('keeps a relay that the dead-man opened open until the host has let go of it', async () => {
    const host = await post.openPort({ path: post.ports.board })
    host.write(openAll)
    host.write(closeFirst)
    await clock.advance(2_500)
    host.write(closeFirst)
    await clock.advance(500)
    expect(relays()).toEqual([false, false])
    host.write(openAll)
    host.write(closeFirst)
    await clock.advance(closingMs)
    expect(relays()).toEqual([true, false])
  })

  test('opens by wire when the emergency stop is pressed, and does not close when it is reset', async () => {
    const host = await post.openPort({ path: post.ports.board })
    keepClosed(host)
    await clock.advance(closingMs)
    expect(relays()).toEqual([true, false])
    post.setEmergencyStop(true)
    expect(relays()).toEqual([false, false])
    await clock.advance(600)
    post.setEmergencyStop(false)
    await clock.advance(600)
    expect(relays()).toEqual([false, false])
  })

  test('ignores a frame whose checksum is wrong', async () => {
    const host = await post.openPort({ path: post.ports.board })
    host.write(Uint8Array.from(openAll, (byte, index) => (index === 5 ? byte ^ 1 : byte)))
    host.write(Uint8Array.from(closeFirst, (byte, index) => (index === 5 ? byte ^ 1 : byte)))
    await clock.advance(500)
    expect(relays()).toEqual([false, false])
    expect(post.snapshot().boardAlive).toBe(false)
  })

  test('opens when the mains goes, and stays open when it comes back', async () => {
    const host = await post.openPort({ path: post.ports.board })
    keepClosed(host)
    await clock.advance(closingMs)
    expect(relays()).toEqual([true, false])
    post.setPowered(false)
    expect(relays()).toEqual([false, false])
    post.setPowered(true)
    await clock.advance(3_000)
    expect(relays()).toEqual([false, false])
  })
})

describe('energy', () => {
  test('flows only while the contact is closed, and what the load took is what the meter counted', async () => {
    const load = new Heater(1_200)
    post.plug(1, load)
    await clock.advance(60_000)
    expect(socket(1).energyMwh).toBe(0)

    keepClosed(await post.openPort({ path: post.ports.board }))
    await clock.advance(closingMs)
    expect(socket(1).energyMwh).toBe(0)
    await clock.advance(3_600_000)
    expect(socket(1).energyMwh).toBe(1_200_000)
    expect(socket(1).registerWh).toBe(1_200)
    expect(load.absorbedMwh).toBe(1_200_000)
    expect(socket(1)).toMatchObject({
      powerW: 1_200,
      voltageMv: 220_000,
      currentMa: 9_091,
    })
  })

  test('is booked to the millisecond in which the plug was pulled', async () => {
    const load = new Heater(3_600)
    post.plug(1, load)
    keepClosed(await post.openPort({ path: post.ports.board }))
    await clock.advance(closingMs + 1_000)
    post.unplug(1)
    expect(load.absorbedMwh).toBe(1_000)
    await clock.advance(1_000)
    expect(socket(1)).toMatchObject({
      energyMwh: 1_000,
      powerW: 0,
      plugged: false,
    })
  })

  test('is what the load took, to the mWh, also when the plug leaves a board of machine code', async () => {
    await post.stop()
    post = new VirtualPost({ sockets: 2, clock, lcd: '20x4', ptys: false, board: 'machineCode' })
    await post.start()
    await clock.advance(1_500)
    const load = new Heater(3_600)
    post.plug(1, load)
    keepClosed(await post.openPort({ path: post.ports.board }))
    await clock.advance(closingMs + 1_033)
    expect(socket(1).relayClosed).toBe(true)
    post.unplug(1)
    const atOnceMwh = load.absorbedMwh
    await clock.advance(1_000)
    expect(socket(1).relayClosed).toBe(true)
    expect(socket(1).energyMwh).toBe(atOnceMwh)
  })

  test('goes on from the register that the meter had', async () => {
    const used = new VirtualPost({
      sockets: 1,
      clock,
      lcd: '16x2',
      ptys: false,
      initialRegisterWh: 9_999_989,
    })
    await used.start()
    await clock.advance(1_500)
    used.plug(1, new Heater(3_600))
    keepClosed(await used.openPort({ path: used.ports.board }))
    await clock.advance(closingMs + 2_000)
    // The register rolls over at 9,999,990 Wh.
    expect(used.snapshot().sockets[0]).toMatchObject({
      registerWh: 1,
      energyMwh: 2_000,
    })
    await used.stop()
  })
})

describe('the post', () => {
  test('tells of a change once, soon after it', async () => {
    let told = 0
    post.onChange(() => told++)
    await clock.advance(500)
    told = 0
    post.plug(2, new Heater(10))
    await clock.advance(500)
    expect(told).toBe(1)
    expect(socket(2).plugged).toBe(true)
  })

  test('refuses a socket that it does not have and a UID that is none', () => {
    expect(() => post.plug(3, new Heater(1))).toThrow('this post has no socket 3')
    expect(() => post.presentCard('04A1')).toThrow('4, 7 or 10 bytes of hex, not "04A1"')
    expect(() => new VirtualPost({ sockets: 5, clock, lcd: '20x4', ptys: false })).toThrow('1 to 4 sockets')
  })

  test('leaves no timer behind', async () => {
    keepClosed(await post.openPort({ path: post.ports.board }))
    post.presentCard('04A1B2C3D4E5F6')
    await clock.advance(200)
    await post.stop()
    stopKeeping()
    await clock.advance(20)
    expect(clock.pendingTimers).toBe(0)
  })
})

class Heater implements LoadModel {
  absorbedMwh = 0
  readonly #powerW: number

  constructor(powerW: number) {
    this.#powerW = powerW
  }

  drawW(): number {
    return this.#powerW
  }

  powerFactor(): number {
    return 0.6
  }

  absorb(energyMwh: number): void {
    this.absorbedMwh += energyMwh
  }
}

let stopKeeping = () => {}

function keepClosed(host: BytePort): void {
  host.write(openAll)
  const repeat = () => {
    host.write(closeFirst)
    stopKeeping = clock.after(500, repeat)
  }
  repeat()
}

function relays(): boolean[] {
  return post.snapshot().sockets.map((socket) => socket.relayClosed)
}

function socket(connectorId: number): SocketSnapshot {
  return post.snapshot().sockets[connectorId - 1]!
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16))
}
