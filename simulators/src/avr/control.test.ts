import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { BenchBoard, checksum, controlFrame, flag } from './bench-board.ts'
import { cyclesPerMs } from './wired-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

describe('CONTROL', () => {
  test('has the checksum of the protocol’s examples', () => {
    const hex = (bytes: readonly number[]) => Buffer.from(bytes).toString('hex')
    expect(hex(controlFrame({ seq: 5, relays: 0b0010 }))).toBe('f0010205020000163a03f7')
    expect(hex(controlFrame({ seq: 2, relays: 0 }))).toBe('f00102020000005b4403f7')
    expect(hex(controlFrame({ seq: 5, relays: 0b0010, requests: 3, forget: 0b1000 }))).toBe(
      'f00102050203084d1200f7',
    )
  })

  test('moves both elements of each socket that it names, and is answered', () => {
    const bench = BenchBoard.started()
    bench.control()
    for (let relays = 0; relays < 16; relays++) {
      const wanted = [1, 2, 3, 4].filter((connectorId) => relays & (1 << (connectorId - 1)))
      bench.control()
      bench.control(...wanted)
      bench.board.runMs(450)
      expect(bench.drivenConnectors).toEqual(wanted)
      expect(bench.last).toMatchObject({ driven: relays, flags: 0, refused: 0 })
    }
  })

  test('is answered with its own number, each of a stream of them', () => {
    const bench = BenchBoard.started()
    const before = bench.states.length
    for (let seq = 1; seq <= 100; seq++) {
      bench.send(controlFrame({ seq, relays: 0 }))
      bench.board.runMs(4)
    }
    bench.board.runMs(4)
    expect(bench.states.slice(before).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
  })

  test('opens within a third of a millisecond of its last bit, whatever the relay was about', () => {
    const bench = BenchBoard.started()
    for (const msOfClosing of [6, 30, 60, 100, 211, 250, 280, 400]) {
      bench.control()
      bench.board.runMs(200)
      bench.control(1, 2)
      bench.board.runMs(msOfClosing)
      expect(bench.last.driven).toBe(0b0011)
      bench.control()
      expect(bench.msUntilOpen(10)).toBeLessThan(0.33)
    }
  })

  test('is refused and counted when any one bit of it is wrong', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.board.runMs(5)
    const good = controlFrame({ seq: 9, relays: 0b0001 })
    let broken = 0
    for (let byte = 1; byte < good.length - 1; byte++)
      for (let bit = 0; bit < 7; bit++) {
        const bytes = good.with(byte, good[byte]! ^ (1 << bit))
        bench.send(bytes)
        bench.board.runMs(1)
        expect(bench.drivenConnectors).toEqual([])
        // A flipped bit in the command makes it another message, which is not counted.
        if (byte > 1) broken += 1
      }
    bench.control()
    bench.board.runMs(5)
    expect(bench.last.refused).toBe(broken)
  })

  test.each([
    ['of version 1', signed([0x01, 0x01, 0x01, 0x01])],
    ['of version 3', signed([0x01, 0x03, 0x01, 0x01, 0x00, 0x00])],
    ['for a socket that the board does not have', signed([0x01, 0x02, 0x01, 0x10, 0x00, 0x00])],
    ['with a request that the board does not know', signed([0x01, 0x02, 0x01, 0x01, 0x04, 0x00])],
    ['that forgives a socket that it does not have', signed([0x01, 0x02, 0x01, 0x01, 0x00, 0x10])],
    ['that is too short', signed([0x01, 0x02, 0x01, 0x01, 0x00])],
    ['that is too long', signed([0x01, 0x02, 0x01, 0x01, 0x00, 0x00, 0x00])],
    ['that is nothing but its command', [0xf0, 0x01, 0xf7]],
  ])('%s is refused and counted, and is no keep-alive', (_, bytes) => {
    const bench = BenchBoard.closed(2)
    for (let passed = 0; passed < 2_100; passed += 100) {
      bench.send(bytes)
      bench.board.runMs(100)
    }
    expect(bench.drivenConnectors).toEqual([])
    expect(bench.last.flags).toBe(flag.deadMan)
    bench.control()
    bench.board.runMs(5)
    expect(bench.last.refused).toBe(21)
  })

  test('of another version is answered by STATE, which says which version this board speaks', () => {
    const bench = BenchBoard.started()
    bench.states.length = 0
    bench.send(signed([0x01, 0x03, 0x55, 0x00, 0x00]))
    bench.board.runMs(10)
    expect(bench.states).toMatchObject([{ seq: 0, refused: 1 }])
  })

  test('counts what it refuses modulo 128', () => {
    const bench = BenchBoard.started()
    for (let count = 0; count < 130; count++) bench.send([0xf0, 0x01, 0xf7])
    bench.control()
    bench.board.runMs(5)
    expect(bench.last.refused).toBe(2)
  })

  test('that is cut by another message is dropped whole, and the other is taken', () => {
    const bench = BenchBoard.started()
    bench.control()
    const [last, ...reversed] = controlFrame({ seq: 7, relays: 0b0001 }).toReversed()
    expect(last).toBe(0xf7)
    bench.send([...reversed.toReversed(), ...controlFrame({ seq: 8, relays: 0b0100 })])
    bench.board.runMs(5)
    expect(bench.last).toMatchObject({ seq: 8, driven: 0b0100, refused: 0 })
  })

  test('with a byte that came without its stop bit is dropped', () => {
    const bench = BenchBoard.started()
    bench.control()
    const frame = controlFrame({ seq: 7, relays: 0b0001 })
    bench.send(frame.slice(0, 4))
    bench.board.receive(frame.slice(4, 5), { broken: true })
    bench.send(frame.slice(5))
    bench.board.runMs(5)
    expect(bench.drivenConnectors).toEqual([])
    expect(bench.last.seq).not.toBe(7)
  })
})

describe('STATE', () => {
  test('shows contacts, which are what the voltage says and not what was asked for', () => {
    const bench = BenchBoard.closed(1)
    expect(bench.last).toMatchObject({ driven: 0b0001, contacts: 0b0001 })
    for (const element of bench.board.sockets[0]!.elements) element.welded = true
    bench.board.sockets[1]!.elements[1].dead = true
    bench.board.update()
    bench.keepAlive(500)
    expect(bench.last).toMatchObject({ driven: 0, contacts: 0b0001 })
    bench.keepAlive(500, 2)
    expect(bench.last).toMatchObject({ driven: 0b0010, contacts: 0b0001 })
  })

  test('comes by itself when something changes, but never twice within 10 ms', () => {
    const bench = BenchBoard.started()
    bench.states.length = 0
    for (let flip = 0; flip < 1_000; flip++) {
      bench.board.setPlug(1 + (flip % 4), flip % 3 === 0)
      bench.board.runMs(1 + (flip % 5))
    }
    const gapsMs = bench.states
      .slice(1)
      .map(({ atCycle }, index) => (atCycle - bench.states[index]!.atCycle) / cyclesPerMs)
    expect(bench.states.length).toBeGreaterThan(100)
    // Behind MEASUREMENTS one may start 2.8 ms late, and the next does not.
    expect(Math.min(...gapsMs)).toBeGreaterThan(7)
  })

  test('is silent when nothing changes and nobody asks', () => {
    const bench = BenchBoard.started()
    bench.states.length = 0
    bench.board.runMs(5_000)
    expect(bench.states).toEqual([])
  })

  test('shows each plug in its place', () => {
    const bench = BenchBoard.started()
    for (const connectorId of [1, 2, 3, 4]) {
      bench.board.setPlug(connectorId, true)
      bench.board.runMs(40)
      expect(bench.last.plugs).toBe(1 << (connectorId - 1))
      bench.board.setPlug(connectorId, false)
      bench.board.runMs(40)
      expect(bench.last.plugs).toBe(0)
    }
  })
})

describe('whatever comes in on the line', () => {
  test('a sysex without an end fills no memory but its own, and what follows is taken', () => {
    const bench = BenchBoard.closed(1)
    bench.board.setPlug(2, true)
    for (const byte of [0x00, 0x01, 0x55, 0x7f]) {
      bench.send([0xf0, ...Array.from({ length: 300 }, () => byte)])
      bench.control(1)
      bench.board.runMs(50)
      expect(bench.last).toMatchObject({
        boots: 1,
        driven: 0b0001,
        contacts: 0b0001,
        plugs: 0b0010,
        flags: 0,
        refused: 0,
      })
    }
  })

  const likely = fc.constantFrom(
    0xf0,
    0xf7,
    0x01,
    0x02,
    0x00,
    0x76,
    0x78,
    0x79,
    0x6b,
    0x20,
    0x21,
    0x27,
    0xf4,
    0xf5,
    0x90,
    0xff,
  )
  const noise = fc.array(fc.oneof(fc.nat(255), likely), { maxLength: 400 })
  const almostControl = fc
    .record({ seq: fc.nat(127), relays: fc.nat(127), at: fc.nat(10), byte: fc.nat(255) })
    .map(({ seq, relays, at, byte }) => controlFrame({ seq, relays }).toSpliced(at, 1, byte))
    .filter((bytes) => !isGoodControl(bytes))
  const pieces = fc.array(
    fc.oneof({ weight: 3, arbitrary: noise }, { weight: 1, arbitrary: almostControl }),
    { maxLength: 6 },
  )

  test('no relay closes that CONTROL has not asked for, and the next CONTROL is taken', () => {
    const bench = BenchBoard.started()
    bench.control()
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 15 }), (garbage, relays) => {
        const bytes = garbage.flat()
        bench.board.receive(bytes)
        const wireMs = (bytes.length * 10) / 57.6
        for (let passed = 0; passed < wireMs; passed += 5) {
          bench.board.runMs(5)
          expect(bench.drivenPins).toEqual([])
        }
        // Whatever was begun is cut by the next message, whose first byte has its top bit set.
        bench.send(controlFrame({ seq: 77, relays }))
        bench.board.runMs(10)
        expect(bench.last).toMatchObject({ seq: 77, driven: relays, boots: 1 })
        bench.send(controlFrame({ seq: 78, relays: 0 }))
        bench.board.runMs(30)
      }),
      { numRuns: 150 },
    )
  })

  test('a relay that is closed opens when nothing but noise comes any more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 50, maxLength: 200 }), (bytes) => {
        const bench = BenchBoard.closed(1, 2, 3, 4)
        for (let passed = 0; passed < 2_100; passed += 50) {
          bench.board.receive(bytes)
          bench.board.runMs(50)
        }
        expect(bench.drivenConnectors).toEqual([])
      }),
      { numRuns: 5 },
    )
  })
})

function signed(body: readonly number[]): number[] {
  return [0xf0, ...body, ...checksum(body), 0xf7]
}

function isGoodControl(bytes: readonly number[]): boolean {
  const text = bytes.join(' ')
  const [, , , seq, relays] = bytes
  return seq !== undefined && relays !== undefined && text === controlFrame({ seq, relays }).join(' ')
}
