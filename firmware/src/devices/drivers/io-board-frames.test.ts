import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildControl, MessageSplitter, parseBoardMessage } from './io-board-frames.ts'

// Checksums worked out apart from this code, by the definition in hardware/protocols/io-board.md §4.
const closeSecond = hex('f0 01 02 05 02 00 00 16 3a 03 f7')
const askForEverything = hex('f0 01 02 05 02 03 08 4d 12 00 f7')
const stateAfterWatchdog = hex('f0 02 02 05 07 08 02 02 04 02 03 04 08 01 07 03 11 09 6e 45 00 f7')
const measurements = hex('f0 03 02 0b 7a 2d 00 0f 00 00 10 67 03 53 02 f7')

const nothing = { relays: 0, letDoorGo: false, testLeakage: false, forget: 0 }

describe('CONTROL', () => {
  test('asks for connector 2 closed', () => {
    expect(buildControl(5, { ...nothing, relays: 0b10 })).toEqual(closeSecond)
  })

  test('asks for the door, a test, and socket 4 to be forgiven', () => {
    const fields = { relays: 0b10, letDoorGo: true, testLeakage: true, forget: 0b1000 }
    expect(buildControl(5, fields)).toEqual(askForEverything)
  })

  test('keeps every byte between its ends below 80, whatever it carries', () => {
    const fields = fc.record({
      relays: fc.nat(15),
      letDoorGo: fc.boolean(),
      testLeakage: fc.boolean(),
      forget: fc.nat(15),
    })
    fc.assert(
      fc.property(fc.nat(127), fields, (seq, wanted) => {
        const inner = buildControl(seq, wanted).slice(1, -1)
        expect(inner.every((byte) => byte < 0x80)).toBe(true)
      }),
    )
  })
})

describe('STATE', () => {
  test('tells of relays, contacts, welds, heat, inputs, flags and why the board started', () => {
    expect(parseBoardMessage(stateAfterWatchdog)).toEqual({
      kind: 'state',
      state: {
        seq: 5,
        boots: 7,
        cause: 'watchdog',
        program: 2,
        driven: 0b0010,
        blocked: 0b0100,
        contacts: 0b0010,
        plugs: 0b0011,
        weldedA: 0b0100,
        weldedB: 0b1000,
        hot: 0b0001,
        doorOpen: true,
        tampered: true,
        solenoidOn: true,
        leakageTest: 'noTrip',
        emergencyStop: true,
        deadMan: false,
        inputsFailed: false,
        leakage: false,
        i2cError: true,
        refused: 9,
      },
    })
  })

  test.each([
    ['of version 1', 'f0 02 01 05 07 08 02 02 03 11 09 78 33 03 f7', 1],
    [
      'of version 3 that looks like ours',
      'f0 02 03 05 07 08 02 02 04 02 03 04 08 01 07 03 11 09 4a 15 02 f7',
      3,
    ],
  ])('%s is refused, though its checksum is right, and its version is told', (_, bytes, version) => {
    expect(parseBoardMessage(hex(bytes))).toEqual({ kind: 'otherVersion', version })
  })

  test('with a result of the leakage test that there is not is refused', () => {
    const unheardOf = hex('f0 02 02 05 07 08 02 02 04 02 03 04 08 01 07 09 11 09 2f 4a 03 f7')
    expect(parseBoardMessage(unheardOf)).toEqual({ kind: 'bad', problem: 'value' })
  })
})

describe('MEASUREMENTS', () => {
  test('tells the voltage of each thermistor, where the board could read it', () => {
    expect(parseBoardMessage(measurements)).toEqual({
      kind: 'measurements',
      thermistorMv: [1_470.5, 480, undefined, 3_300],
    })
  })
})

describe.each([
  ['STATE', stateAfterWatchdog],
  ['MEASUREMENTS', measurements],
])('%s', (_, whole) => {
  test('is refused when any one of its bits has changed', () => {
    for (let place = 2; place < whole.length - 1; place++)
      for (let bit = 0; bit < 7; bit++) {
        const spoilt = whole.slice()
        spoilt[place]! ^= 1 << bit
        expect(parseBoardMessage(spoilt)).toEqual({ kind: 'bad', problem: 'checksum' })
      }
  })

  test('that lost or gained a byte is refused', () => {
    expect(parseBoardMessage(whole.slice(0, -1))).toMatchObject({ kind: 'bad' })
    expect(parseBoardMessage(Uint8Array.of(...whole.slice(0, -1), 0, 0xf7))).toMatchObject({ kind: 'bad' })
    expect(parseBoardMessage(Uint8Array.of(0xf0, whole[1]!, 0xf7))).toEqual({
      kind: 'bad',
      problem: 'length',
    })
  })
})

describe('the splitter', () => {
  test('finds messages in pieces of any size', () => {
    const version = hex('f9 02 05')
    const bytes = [...stateAfterWatchdog, ...version, ...stateAfterWatchdog]
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: bytes.length }), (sizes) => {
        const { splitter, messages } = listen()
        let rest = Uint8Array.from(bytes)
        for (const size of sizes) {
          splitter.push(rest.subarray(0, size))
          rest = rest.subarray(size)
        }
        expect(messages).toEqual([stateAfterWatchdog, version, stateAfterWatchdog])
      }),
    )
  })

  test('drops a message that lost its end, and takes the next', () => {
    const { splitter, messages, dropped } = listen()
    splitter.push(Uint8Array.of(...stateAfterWatchdog.slice(0, -1), ...stateAfterWatchdog))
    expect(messages).toEqual([stateAfterWatchdog])
    expect(dropped()).toBe(1)
  })

  test('gives up a message that does not end', () => {
    const { splitter, messages, dropped } = listen()
    splitter.push(Uint8Array.of(0xf0, 0x02, ...new Array<number>(600).fill(1)))
    splitter.push(stateAfterWatchdog)
    expect(messages).toEqual([stateAfterWatchdog])
    expect(dropped()).toBeGreaterThan(0)
  })

  test('never throws, keeps its bound, and finds a whole message after any noise that ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
        const { splitter, messages } = listen()
        splitter.push(noise)
        splitter.push(stateAfterWatchdog)
        expect(messages.at(-1)).toEqual(stateAfterWatchdog)
        expect(Math.max(...messages.map((message) => message.length))).toBeLessThanOrEqual(513)
      }),
    )
  })
})

function listen() {
  const messages: Uint8Array[] = []
  let count = 0
  const splitter = new MessageSplitter({
    onMessage: (message) => messages.push(message),
    onDropped: () => count++,
  })
  return { splitter, messages, dropped: () => count }
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16))
}
