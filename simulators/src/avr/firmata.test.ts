import { EventEmitter } from 'node:events'
import firmata from 'firmata-io'
import { describe, expect, test } from 'vitest'
import { Mcp23017 } from '../devices/mcp23017.ts'
import { BenchBoard, flag } from './bench-board.ts'

const lightsAddress = 0x20

describe('Firmata, as any of its clients asks', () => {
  test('is announced at every start: version, firmware, then STATE', () => {
    const bench = new BenchBoard()
    bench.board.runMs(30)
    expect(bench.otherMessages).toEqual([versionReport, firmwareReport])
    expect(bench.states).toHaveLength(1)
  })

  test.each([
    ['the protocol version', [0xf9], versionReport],
    ['the firmware', [0xf0, 0x79, 0xf7], firmwareReport],
    [
      'what the pins can do: nothing, but for the I2C bus',
      [0xf0, 0x6b, 0xf7],
      `f06c${'7f'.repeat(18)}06017f06017ff7`,
    ],
    ['which pins are analogue: none', [0xf0, 0x69, 0xf7], `f06a${'7f'.repeat(20)}f7`],
    ['the state of the pin SDA', [0xf0, 0x6d, 18, 0xf7], 'f06e120600f7'],
    ['the state of a relay’s pin, which is not Firmata’s', [0xf0, 0x6d, 2, 0xf7], 'f06e027f00f7'],
  ])('%s', (_, question, answer) => {
    const bench = BenchBoard.started()
    bench.otherMessages.length = 0
    bench.send(question)
    bench.board.runMs(10)
    expect(bench.otherMessages).toEqual([answer])
  })

  test('questions that come faster than answers can go are answered once for all', () => {
    const bench = BenchBoard.started()
    bench.otherMessages.length = 0
    bench.send(Array.from({ length: 200 }, () => [0xf0, 0x79, 0xf7, 0xf9]).flat())
    bench.board.runMs(100)
    expect(bench.otherMessages.length).toBeGreaterThan(10)
    expect([...new Set(bench.otherMessages)].sort()).toEqual([firmwareReport, versionReport])
    bench.control()
    bench.board.runMs(5)
    expect(bench.last).toMatchObject({ boots: 1, refused: 0 })
  })
})

describe('what cannot move a relay or a safety input', () => {
  test.each([
    ['a digital message to the relays’ ports', [0x90, 0x7f, 0x01, 0x91, 0x7f, 0x01]],
    ['a digital write of one pin', [0xf5, 2, 1]],
    ['a pin mode', [0xf4, 2, 1, 0xf4, 14, 1]],
    ['an analogue message', [0xe2, 0x7f, 0x01]],
    ['an extended analogue message', [0xf0, 0x6f, 2, 0x7f, 0x01, 0xf7]],
    ['a system reset', [0xff]],
  ])('%s', (_, bytes) => {
    const bench = BenchBoard.closed(1)
    bench.send(bytes)
    bench.board.runMs(20)
    expect(bench.drivenConnectors).toEqual([1])
    bench.board.setEmergencyStop(true)
    bench.board.runMs(20)
    expect(bench.drivenConnectors).toEqual([])
    expect(bench.last).toMatchObject({ boots: 1, flags: flag.emergencyStop })
  })
})

test('firmata-io opens the board by its own handshake, and drives the lights', async () => {
  const lights = new Mcp23017(() => {})
  const client = new Client(new Map([[lightsAddress, lights]]))
  await client.until(() => client.io.isReady)
  expect(client.io.firmware).toMatchObject({ name: 'colok-io', version: { major: 2, minor: 2 } })
  expect(client.io.pins).toHaveLength(20)
  expect(
    client.io.pins.flatMap(({ supportedModes }, pin) => (supportedModes.length > 0 ? [pin] : [])),
  ).toEqual([18, 19])

  client.io.i2cConfig()
  client.io.i2cWrite(lightsAddress, [0x00, 0x00, 0x00])
  client.io.i2cWrite(lightsAddress, [0x12, 0b1000_0001, 0b0000_0001])
  let answer: number[] | undefined
  client.io.i2cReadOnce(lightsAddress, 0x12, 2, (bytes) => {
    answer = bytes
  })
  await client.until(() => answer !== undefined)
  expect(answer).toEqual([0b1000_0001, 0b0000_0001])
  expect([0, 1, 7, 8].map((pin) => lights.isHigh(pin))).toEqual([true, false, true, true])
})

const versionReport = 'f90205'
const firmwareReport = 'f079020263006f006c006f006b002d0069006f00f7'

/** What of firmata-io is used here; it has no types. */
interface FirmataIo {
  readonly isReady: boolean
  readonly firmware: { name: string; version: { major: number; minor: number } }
  readonly pins: readonly { supportedModes: readonly number[] }[]
  i2cConfig(): void
  i2cWrite(address: number, bytes: readonly number[]): void
  i2cReadOnce(address: number, register: number, count: number, done: (bytes: number[]) => void): void
}
type MakeFirmataIo = new (transport: EventEmitter, options: object) => FirmataIo

/** firmata-io on a board that has just been switched on. */
class Client extends EventEmitter {
  readonly io: FirmataIo
  readonly #bench: BenchBoard
  #heard = 0

  constructor(i2c: ReadonlyMap<number, Mcp23017>) {
    super()
    this.#bench = new BenchBoard({ i2c })
    this.io = new (firmata.Firmata as unknown as MakeFirmataIo)(this, {})
  }

  write(bytes: Uint8Array): void {
    this.#bench.board.receive(bytes)
  }

  /** Lets the board's time pass, up to a second of it. */
  async until(condition: () => boolean): Promise<void> {
    for (let passed = 0; passed < 1_000 && !condition(); passed += 5) {
      this.#bench.board.runMs(5)
      for (const message of this.#bench.otherMessages.slice(this.#heard))
        this.emit('data', Buffer.from(message, 'hex'))
      this.#heard = this.#bench.otherMessages.length
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(condition()).toBe(true)
  }
}
