import { describe, expect, test, vi } from 'vitest'
import { BenchBoard, closingMs } from './bench-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

const recordCell = 96
const elementPins = { A: 2, B: 6 }

describe('closing', () => {
  test('drives one element alone, then the other, then both', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.control(1)
    expect(stepsUntilClosed(bench)).toEqual([['A'], [], ['B'], ['A', 'B']])
  })

  test('begins with the other element each time', () => {
    const bench = BenchBoard.closed(1)
    bench.control()
    bench.board.runMs(200)
    bench.control(1)
    expect(stepsUntilClosed(bench)).toEqual([['B'], [], ['A'], ['A', 'B']])
  })

  test('puts no voltage on the socket before both have been shown to open', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.control(1, 2, 3, 4)
    for (let passed = 0; passed < 269; passed += 0.5) {
      bench.board.runMs(0.5)
      expect(bench.board.sockets.map(({ isLive }) => isLive)).toEqual([false, false, false, false])
    }
    bench.board.runMs(20)
    expect(bench.board.sockets.map(({ isLive }) => isLive)).toEqual([true, true, true, true])
  })

  test('waits until the elements have rested, however soon it is asked for anew', () => {
    const bench = BenchBoard.closed(1)
    bench.control()
    bench.control(1)
    bench.board.runMs(140)
    expect(bench.drivenPins).toEqual([])
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([1])
    expect(bench.last).toMatchObject({ weldedA: 0, weldedB: 0 })
  })

  test('of slow contactors takes none of them for welded', () => {
    const bench = BenchBoard.started()
    for (const socket of bench.board.sockets) Object.assign(socket, { closesAfterMs: 30, opensAfterMs: 60 })
    for (let time = 0; time < 6; time++) {
      bench.control()
      bench.board.runMs(time * 23)
      bench.control(1, 2, 3, 4)
      bench.board.runMs(500)
      expect(bench.last).toMatchObject({ driven: 0b1111, contacts: 0b1111, weldedA: 0, weldedB: 0 })
    }
  })
})

describe.each([
  { element: 'A' as const, index: 0 as const, told: { weldedA: 0b0001, weldedB: 0 } },
  { element: 'B' as const, index: 1 as const, told: { weldedA: 0, weldedB: 0b0001 } },
])('a welded element $element', ({ index, told }) => {
  test('is found before the socket is closed, whichever goes first, and keeps it open', () => {
    for (const closingsBefore of [0, 1]) {
      const bench = BenchBoard.started()
      for (let time = 0; time < closingsBefore; time++) closeAndOpen(bench)
      bench.board.sockets[0]!.elements[index].welded = true
      bench.board.update()
      bench.control()
      bench.control(1, 2)
      bench.board.runMs(closingMs)
      expect(bench.last).toMatchObject({ ...told, driven: 0b0010, blocked: 0b0001, contacts: 0b0010 })
      expect(bench.drivenConnectors).toEqual([2])
    }
  })

  test('that welds while it is closed does not keep the socket live, and is found the next time', () => {
    const bench = BenchBoard.closed(1)
    bench.board.sockets[0]!.elements[index].welded = true
    bench.board.update()
    bench.control()
    bench.board.runMs(200)
    expect(bench.last).toMatchObject({ contacts: 0, weldedA: 0, weldedB: 0 })
    bench.control(1)
    bench.board.runMs(closingMs)
    expect(bench.last).toMatchObject({ ...told, driven: 0, blocked: 0b0001, contacts: 0 })
  })

  test('is remembered over resets and power cuts until a technician has it forgotten', () => {
    const eeprom = new Uint8Array(1_024).fill(0xff)
    const first = boardWithWeld(eeprom, index)
    first.board.machine.reset('watchdog')
    first.board.runMs(100)
    expect(first.last).toMatchObject(told)

    const second = BenchBoard.started({ eeprom })
    second.control()
    second.control(1)
    second.board.runMs(closingMs)
    expect(second.last).toMatchObject({ ...told, driven: 0, blocked: 0b0001 })
    second.request({ relays: 0, forget: 0b0001 })
    second.control()
    second.control(1)
    second.board.runMs(closingMs)
    expect(second.last).toMatchObject({ weldedA: 0, weldedB: 0, driven: 0b0001, contacts: 0b0001 })

    expect(BenchBoard.started({ eeprom }).last).toMatchObject({ weldedA: 0, weldedB: 0 })
  })
})

describe('both elements welded', () => {
  test('are known after a second of voltage at an open socket, and the socket stays dead', () => {
    const bench = BenchBoard.closed(3)
    for (const element of bench.board.sockets[2]!.elements) element.welded = true
    bench.board.update()
    bench.control()
    bench.board.runMs(900)
    expect(bench.last).toMatchObject({ weldedA: 0, weldedB: 0, contacts: 0b0100 })
    bench.board.runMs(150)
    expect(bench.last).toMatchObject({ weldedA: 0b0100, weldedB: 0b0100, contacts: 0b0100 })
    bench.keepAlive(500, 3, 4)
    expect(bench.drivenConnectors).toEqual([4])
  })

  test('of a contact that is merely slow to open are not', () => {
    const bench = BenchBoard.closed(3)
    for (const element of bench.board.sockets[2]!.elements) element.welded = true
    bench.board.update()
    bench.control()
    bench.board.runMs(900)
    for (const element of bench.board.sockets[2]!.elements) element.welded = false
    bench.board.runMs(2_000)
    expect(bench.last).toMatchObject({ weldedA: 0, weldedB: 0, contacts: 0 })
  })
})

describe('the record of what is welded', () => {
  test('is not forgiven by a bit that the host has left set, but by setting it', () => {
    const bench = boardWithWeld(blank(), 0)
    bench.board.machine.reset('resetPin')
    bench.board.runMs(1_400)
    for (let frame = 0; frame < 5; frame++) bench.request({ relays: 0, forget: 0b0001 })
    bench.board.runMs(10)
    expect(bench.last.weldedA).toBe(0b0001)
    bench.request({ relays: 0 })
    bench.request({ relays: 0, forget: 0b0001 })
    bench.board.runMs(10)
    expect(bench.last.weldedA).toBe(0)
  })

  test('is whole after power was cut in the middle of any of its writes', () => {
    // While a byte is written it is erased first; what is read then is all ones, or anything between.
    for (const halfWritten of [0xff, 0x00, 0x5a]) {
      for (let cell = 0; cell < 4; cell++) {
        const eeprom = blank()
        boardWithWeld(eeprom, 0)
        eeprom[recordCell + cell] = halfWritten
        // One copy is whole, and the next start mends the other.
        expect(BenchBoard.started({ eeprom }).last).toMatchObject({ weldedA: 0b0001, weldedB: 0 })
        eeprom[recordCell + ((cell + 2) % 4)] = 0xff
        expect(BenchBoard.started({ eeprom }).last).toMatchObject({ weldedA: 0b0001, weldedB: 0 })
      }
    }
  })

  test('keeps a weld when the two copies differ', () => {
    const eeprom = blank()
    boardWithWeld(eeprom, 1)
    eeprom.set([0x00, 0x00 ^ 0xa5], recordCell)
    expect(BenchBoard.started({ eeprom }).last).toMatchObject({ weldedA: 0, weldedB: 0b0001 })
  })

  test('that cannot be read holds every socket for welded', () => {
    const eeprom = blank()
    eeprom.set([0x12, 0x34, 0x56, 0x78], recordCell)
    const bench = BenchBoard.started({ eeprom })
    expect(bench.last).toMatchObject({ weldedA: 0b1111, weldedB: 0b1111 })
    bench.keepAlive(500)
    bench.keepAlive(500, 1, 2, 3, 4)
    expect(bench.drivenPins).toEqual([])
  })

  test('of a new board is empty, and is written once', () => {
    const eeprom = blank()
    BenchBoard.started({ eeprom })
    expect([...eeprom.slice(recordCell, recordCell + 4)]).toEqual([0x00, 0xa5, 0x00, 0xa5])
  })

  test('is kept while nothing waits for it: the relays of other sockets do not notice', () => {
    const bench = BenchBoard.closed(2)
    bench.board.sockets[0]!.elements[1].welded = true
    bench.board.update()
    bench.control(1, 2)
    bench.board.runMs(closingMs)
    bench.board.setEmergencyStop(true)
    expect(bench.msUntilOpen(100)).toBeLessThan(3)
    expect(bench.last.weldedB).toBe(0b0001)
  })
})

/** What was driven between CONTROL and both elements being driven, each state once. */
function stepsUntilClosed(bench: BenchBoard): string[][] {
  const steps: string[][] = []
  bench.msUntil(() => bench.drivenPins.length > 0, 200)
  bench.msUntil(() => {
    const { drivenPins } = bench
    const step = (['A', 'B'] as const).filter((element) => drivenPins.includes(elementPins[element]))
    if (steps.at(-1)?.join() !== step.join()) steps.push(step)
    return step.length === 2
  }, 500)
  return steps
}

function closeAndOpen(bench: BenchBoard): void {
  bench.control()
  bench.control(1)
  bench.board.runMs(closingMs)
  bench.control()
  bench.board.runMs(200)
}

/** A board that has found one element of socket 1 welded. */
function boardWithWeld(eeprom: Uint8Array, element: 0 | 1): BenchBoard {
  const bench = BenchBoard.started({ eeprom })
  bench.board.sockets[0]!.elements[element].welded = true
  bench.board.update()
  bench.control()
  bench.control(1)
  bench.board.runMs(closingMs)
  return bench
}

function blank(): Uint8Array {
  return new Uint8Array(1_024).fill(0xff)
}
