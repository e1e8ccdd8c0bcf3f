import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildControl, isState, MessageSplitter, parseState } from './io-board-frames.ts'

// Checksums worked out apart from this code, by the definition in hardware/protocols/io-board.md §4.
const closeSecond = hex('f0 01 01 05 02 73 35 00 f7')
const stateAfterWatchdog = hex('f0 02 01 05 07 08 02 02 03 11 09 78 33 03 f7')

describe('CONTROL', () => {
  test('asks for connector 2 closed', () => {
    expect(buildControl({ seq: 5, relays: 0b10 })).toEqual(closeSecond)
  })

  test('keeps every byte between its ends below 80, whatever it carries', () => {
    fc.assert(
      fc.property(fc.nat(127), fc.nat(15), (seq, relays) => {
        const inner = buildControl({ seq, relays }).slice(1, -1)
        expect(inner.every((byte) => byte < 0x80)).toBe(true)
      }),
    )
  })
})

describe('STATE', () => {
  test('tells of relays, contacts, plugs, flags and why the board started', () => {
    expect(parseState(stateAfterWatchdog)).toEqual({
      kind: 'state',
      state: {
        seq: 5,
        boots: 7,
        cause: 'watchdog',
        driven: 0b10,
        contacts: 0b10,
        plugs: 0b11,
        emergencyStop: true,
        deadMan: false,
        plugInputsFailed: false,
        leakage: false,
        i2cError: true,
        refused: 9,
      },
    })
  })

  test('is refused when any one of its bits has changed', () => {
    for (let place = 2; place < stateAfterWatchdog.length - 1; place++)
      for (let bit = 0; bit < 7; bit++) {
        const spoilt = stateAfterWatchdog.slice()
        spoilt[place]! ^= 1 << bit
        expect(parseState(spoilt)).toMatchObject({ kind: 'bad' })
      }
  })

  test('of another version is refused, though its checksum is right', () => {
    const version2 = hex('f0 02 02 05 07 08 02 02 03 11 09 3c 69 03 f7')
    expect(parseState(version2)).toEqual({ kind: 'bad', problem: 'version' })
  })

  test('that lost or gained a byte is refused', () => {
    expect(parseState(stateAfterWatchdog.slice(0, -1))).toEqual({ kind: 'bad', problem: 'length' })
    expect(parseState(Uint8Array.of(...stateAfterWatchdog, 0))).toEqual({ kind: 'bad', problem: 'length' })
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
        expect(messages.filter(isState).at(-1)).toEqual(stateAfterWatchdog)
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
