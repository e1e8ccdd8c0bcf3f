import { describe, expect, test, vi } from 'vitest'
import { Hd44780 } from '../devices/hd44780.ts'
import { Mcp23017 } from '../devices/mcp23017.ts'
import { BenchBoard, flag } from './bench-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

const lightsAddress = 0x20
const plugsAddress = 0x21
const thermistorsAddress = 0x48
const displayAddress = 0x27
const nobodysAddress = 0x30

const i2cConfig = [0xf0, 0x78, 0x00, 0x00, 0xf7]

describe('the host’s I2C requests', () => {
  test('write to a part, and read back from it', () => {
    const { bench, lights } = benchWithParts()
    bench.send(i2cConfig)
    bench.send(writeRequest(lightsAddress, [0x00, 0x00, 0x00]))
    bench.send(writeRequest(lightsAddress, [0x12, 0xa5, 0x5a]))
    bench.board.runMs(10)
    expect([0, 2, 5, 7, 9, 11, 12, 14].map((pin) => lights.isHigh(pin))).not.toContain(false)
    bench.send(readRequest(lightsAddress, 0x12, 2))
    bench.board.runMs(10)
    expect(bench.otherMessages.at(-1)).toBe(readReply(lightsAddress, 0x12, [0xa5, 0x5a]))
  })

  test('read at most 32 bytes at once', () => {
    const { bench } = benchWithParts()
    bench.send(i2cConfig)
    bench.send(readRequest(lightsAddress, 0x00, 200))
    bench.board.runMs(40)
    expect(bench.otherMessages.at(-1)).toMatch(/^f077.*f7$/)
    expect(bench.otherMessages.at(-1)).toHaveLength(2 * (2 + 2 + 2 + 2 * 32 + 1))
  })

  test('are ignored until the bus has been started', () => {
    const { bench, lights } = benchWithParts()
    bench.send(writeRequest(lightsAddress, [0x00, 0x00, 0x00]))
    bench.send(writeRequest(lightsAddress, [0x12, 0xff]))
    bench.board.runMs(10)
    expect(lights.isHigh(0)).toBe(false)
  })

  test('to the inputs’ expander and the thermistors’ converter are ignored: they are the board’s own', () => {
    const { bench } = benchWithParts()
    bench.board.setPlug(1, true)
    bench.send(i2cConfig)
    bench.send(writeRequest(plugsAddress, [0x02, 0xff]))
    bench.send(writeRequest(plugsAddress, [0x0c, 0x00]))
    bench.send(writeRequest(thermistorsAddress, [0x01, 0xc3, 0x83]))
    const before = bench.otherMessages.length
    bench.send(readRequest(plugsAddress, 0x12, 1))
    bench.board.runMs(100)
    expect(bench.otherMessages).toHaveLength(before)
    expect(bench.last).toMatchObject({ plugs: 0b0001, flags: 0 })
  })

  test('may have 30 bytes; a sysex that is longer than the board’s 64 is dropped whole', () => {
    const { bench } = benchWithParts()
    const polarity = 0x02
    bench.send(i2cConfig)
    // From register 12 on, going round after 15: the 29th value is the polarity of port A.
    bench.send(writeRequest(lightsAddress, [0x12, ...zeros(28), 0xa5]))
    bench.send(writeRequest(lightsAddress, [0x12, ...zeros(28), 0x77, 0x00]))
    bench.send(readRequest(lightsAddress, polarity, 1))
    bench.board.runMs(20)
    expect(bench.otherMessages.at(-1)).toBe(readReply(lightsAddress, polarity, [0xa5]))
  })

  test('that nobody acknowledges are told of by the next STATE, once', () => {
    const { bench } = benchWithParts()
    bench.send(i2cConfig)
    bench.send(writeRequest(nobodysAddress, [0x01]))
    bench.board.runMs(20)
    expect(bench.last.flags).toBe(flag.i2cWriteFailed)
    bench.control()
    bench.board.runMs(20)
    expect(bench.last.flags).toBe(0)
  })

  test('to read from nobody get no answer', () => {
    const { bench } = benchWithParts()
    bench.send(i2cConfig)
    const before = bench.otherMessages.length
    bench.send(readRequest(nobodysAddress, 0x00, 4))
    bench.board.runMs(20)
    expect(bench.otherMessages).toHaveLength(before)
    expect(bench.last.flags).toBe(0)
  })

  test('write a text on the display, at the full speed of the line', () => {
    const { bench, display } = benchWithParts()
    const nibbles = (value: number, register: number) =>
      [value & 0xf0, (value << 4) & 0xf0].flatMap((nibble) => [
        nibble | register | 0x0c,
        nibble | register | 0x08,
      ])
    const bytes = [
      ...[0x33, 0x32, 0x28, 0x0c, 0x06, 0x80].flatMap((instruction) => nibbles(instruction, 0)),
      ...[...Buffer.from('Colokkan ke soket 1')].flatMap((code) => nibbles(code, 1)),
    ]
    bench.send(i2cConfig)
    bench.board.receive(bytes.flatMap((byte) => writeRequest(displayAddress, [byte])))
    bench.keepAlive(1_000)
    expect(display.text()[0]).toBe('Colokkan ke soket 1 ')
    expect(bench.last.flags).toBe(0)
  })
})

describe('a bus that is stuck', () => {
  test('for ever opens every relay, for the door cannot be seen any more, and hangs nothing', () => {
    const { bench } = benchWithParts()
    bench.send(i2cConfig)
    bench.control()
    bench.control(1)
    bench.board.runMs(300)
    bench.board.faults.clocksUntilSdaIsFree = Number.POSITIVE_INFINITY
    expect(bench.msUntilOpen(200)).toBeGreaterThan(80)
    for (let round = 0; round < 20; round++) {
      bench.board.receive(writeRequest(displayAddress, [0x08, 0x00]))
      bench.keepAlive(100, 1)
    }
    expect(bench.drivenPins).toEqual([])
    expect(bench.last).toMatchObject({ boots: 1, blocked: 0b0001, plugs: 0, inputs: 0 })
    expect(bench.last.flags & flag.switchesUnreadable).toBe(flag.switchesUnreadable)
    // Each write has had its turn, and each has been told of.
    expect(bench.states.filter(({ flags }) => flags & flag.i2cWriteFailed)).toHaveLength(20)

    bench.board.faults.clocksUntilSdaIsFree = 0
    bench.board.runMs(200)
    bench.control()
    bench.control(1, 2)
    bench.board.runMs(300)
    expect(bench.drivenConnectors).toEqual([1, 2])
    expect(bench.last.flags).toBe(0)
  })

  test('for less than a tenth of a second costs nothing', () => {
    const bench = BenchBoard.closed(1)
    bench.board.setPlug(3, true)
    bench.board.runMs(50)
    bench.states.length = 0
    for (let time = 0; time < 5; time++) {
      bench.board.faults.clocksUntilSdaIsFree = Number.POSITIVE_INFINITY
      bench.board.runMs(70)
      bench.board.faults.clocksUntilSdaIsFree = 0
      bench.board.runMs(100)
    }
    bench.control(1)
    bench.board.runMs(10)
    expect(bench.states).toHaveLength(1)
    expect(bench.last).toMatchObject({
      driven: 0b0001,
      blocked: 0,
      contacts: 0b0001,
      plugs: 0b0100,
      flags: 0,
    })
  })

  test('even at the start, does not hold up the first report for more than 120 ms', () => {
    const bench = new BenchBoard()
    bench.board.faults.clocksUntilSdaIsFree = Number.POSITIVE_INFINITY
    bench.board.runMs(120)
    expect(bench.last).toMatchObject({ boots: 1, flags: flag.switchesUnreadable })
  })

  test('by a part that has lost its place is clocked free', () => {
    const { bench, lights } = benchWithParts()
    bench.send(i2cConfig)
    bench.board.setPlug(2, true)
    bench.board.faults.clocksUntilSdaIsFree = 7
    bench.board.runMs(100)
    expect(bench.board.faults.clocksUntilSdaIsFree).toBe(0)
    bench.send(writeRequest(lightsAddress, [0x00, 0x00, 0x00]))
    bench.send(writeRequest(lightsAddress, [0x12, 0x01]))
    bench.board.runMs(20)
    expect(lights.isHigh(0)).toBe(true)
    expect(bench.last).toMatchObject({ plugs: 0b0010, flags: 0 })
  })
})

describe('the plug switches', () => {
  test('that cannot be read are told of, and none is in; when they can again, it is told too', () => {
    const { bench } = benchWithParts()
    bench.board.setPlug(3, true)
    bench.board.runMs(50)
    expect(bench.last.plugs).toBe(0b0100)
    bench.board.faults.expanderSilent = true
    bench.board.runMs(200)
    expect(bench.last).toMatchObject({ plugs: 0, flags: flag.switchesUnreadable })
    bench.board.faults.expanderSilent = false
    bench.board.runMs(100)
    expect(bench.last).toMatchObject({ plugs: 0b0100, flags: 0 })
  })

  test('are not taken for all in when their expander has lost its settings', () => {
    const { bench } = benchWithParts()
    bench.states.length = 0
    for (let dip = 0; dip < 20; dip++) {
      bench.board.dipExpander()
      bench.board.runMs(73)
    }
    bench.board.setPlug(4, true)
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({ plugs: 0b1000, flags: 0 })
    expect(bench.states.map(({ plugs }) => plugs)).toEqual([0b1000])
  })

  test('are seen within 15 ms', () => {
    const { bench } = benchWithParts()
    for (let round = 0; round < 20; round++) {
      bench.board.runMs(30.7)
      bench.states.length = 0
      bench.board.setPlug(1, round % 2 === 0)
      bench.board.runMs(15 + 3.9)
      expect(bench.states.map(({ plugs }) => plugs)).toEqual([round % 2 === 0 ? 1 : 0])
    }
  })

  test('do not keep the door from being seen when one of them flutters', () => {
    const bench = BenchBoard.closed(1)
    for (let flip = 0; flip < 200; flip++) {
      bench.board.setPlug(2, flip % 2 === 0)
      bench.board.runMs(0.7)
    }
    expect(bench.last.driven).toBe(0b0001)
    bench.board.setDoor(true)
    for (let flip = 0; flip < 60; flip++) {
      bench.board.setPlug(2, flip % 2 === 0)
      bench.board.runMs(0.7)
    }
    expect(bench.drivenPins).toEqual([])
  })
})

function benchWithParts() {
  const lights = new Mcp23017(() => {})
  const display = new Hd44780({ rows: 4, columns: 20, onChange: () => {} })
  const bench = BenchBoard.started({
    i2c: new Map<number, Mcp23017 | Hd44780>([
      [lightsAddress, lights],
      [displayAddress, display],
    ]),
  })
  return { bench, lights, display }
}

// F0 76 address 00 (lsb msb)… F7
function writeRequest(address: number, bytes: readonly number[]): number[] {
  return [0xf0, 0x76, address, 0x00, ...bytes.flatMap(pair), 0xf7]
}

// F0 76 address 08 register lsb msb count lsb msb F7
function readRequest(address: number, register: number, count: number): number[] {
  return [0xf0, 0x76, address, 0x08, ...pair(register), ...pair(count), 0xf7]
}

function readReply(address: number, register: number, bytes: readonly number[]): string {
  return Buffer.from([
    0xf0,
    0x77,
    ...pair(address),
    ...pair(register),
    ...bytes.flatMap(pair),
    0xf7,
  ]).toString('hex')
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

function pair(byte: number): number[] {
  return [byte & 0x7f, byte >> 7]
}
