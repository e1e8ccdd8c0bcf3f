import { describe, expect, test, vi } from 'vitest'
import { thermistorMv } from '../devices/thermistor.ts'
import { BenchBoard, closingMs } from './bench-board.ts'
import { cyclesPerMs } from './wired-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

describe('MEASUREMENTS', () => {
  test('come once a second, first with every socket measured', () => {
    const bench = new BenchBoard()
    bench.board.runMs(5_500)
    const times = bench.measurements.map(({ atCycle }) => atCycle / cyclesPerMs)
    expect(times[0]).toBeLessThan(900)
    const gaps = times.slice(1).map((time, index) => time - times[index]!)
    expect(gaps.length).toBeGreaterThanOrEqual(4)
    for (const gap of gaps) expect(Math.abs(gap - 1_000)).toBeLessThan(60)
    expect(bench.measurements.map(({ known }) => known)).toEqual(bench.measurements.map(() => 0b1111))
  })

  test('tell each socket’s own thermistor, to a quarter of a millivolt', () => {
    const bench = BenchBoard.started()
    const celsius = [-20, 30, 65.5, 85]
    for (const [index, terminals] of bench.board.terminals.entries()) terminals.celsius = celsius[index]!
    bench.board.runMs(2_100)
    const { millivolts } = bench.measurements.at(-1)!
    for (const [index, told] of millivolts.entries())
      expect(Math.abs(told - thermistorMv({ celsius: celsius[index]!, wire: 'whole' }))).toBeLessThanOrEqual(
        0.25,
      )
  })

  test('show a cut wire as the whole supply, and a short as nothing', () => {
    const bench = BenchBoard.started()
    bench.board.terminals[0]!.wire = 'cut'
    bench.board.terminals[1]!.wire = 'shorted'
    bench.board.runMs(2_100)
    expect(bench.measurements.at(-1)!.millivolts.slice(0, 2)).toEqual([3_300, 0])
  })

  test('say which could not be read, and go on when they can again', () => {
    const bench = BenchBoard.started()
    bench.board.faults.converterSilent = true
    bench.board.runMs(2_100)
    expect(bench.measurements.at(-1)!.known).toBe(0)
    expect(bench.last.flags).toBe(0)
    bench.board.faults.converterSilent = false
    bench.board.runMs(2_100)
    expect(bench.measurements.at(-1)!.known).toBe(0b1111)
  })
})

describe('a socket whose terminals are hotter than 71 °C', () => {
  test('is opened within 3 s, and no other', () => {
    const bench = BenchBoard.closed(1, 2)
    bench.board.terminals[1]!.celsius = 71.5
    bench.keepAlive(3_000, 1, 2)
    expect(bench.drivenConnectors).toEqual([1])
    expect(bench.last).toMatchObject({ driven: 0b0001, blocked: 0b0010, hot: 0b0010 })
  })

  test('closes again only when it has cooled and is asked for anew', () => {
    const bench = BenchBoard.closed(1)
    bench.board.terminals[0]!.celsius = 90
    bench.keepAlive(3_000, 1)
    bench.control()
    bench.keepAlive(1_000, 1)
    expect(bench.drivenPins).toEqual([])
    bench.board.terminals[0]!.celsius = 50
    bench.keepAlive(3_000, 1)
    expect(bench.last).toMatchObject({ driven: 0, hot: 0 })
    bench.control()
    bench.control(1)
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([1])
  })

  test('is left alone at 70.5 °C', () => {
    const bench = BenchBoard.closed(1)
    bench.board.terminals[0]!.celsius = 70.5
    bench.keepAlive(4_000, 1)
    expect(bench.drivenConnectors).toEqual([1])
  })

  test('is left alone when it is read so once only', () => {
    const bench = BenchBoard.closed(1)
    const { length } = bench.measurements
    bench.board.terminals[0]!.celsius = 120
    bench.msUntil(() => bench.measurements.length > length, 1_100)
    bench.board.terminals[0]!.celsius = 30
    bench.keepAlive(3_000, 1)
    expect(bench.drivenConnectors).toEqual([1])
  })

  test('counts as hot when its thermistor is short-circuited, and not when its wire is cut', () => {
    const bench = BenchBoard.closed(1, 2)
    bench.board.terminals[0]!.wire = 'shorted'
    bench.board.terminals[1]!.wire = 'cut'
    bench.keepAlive(3_000, 1, 2)
    expect(bench.last).toMatchObject({ driven: 0b0010, hot: 0b0001 })
  })

  test('stays open when it cannot be measured any more', () => {
    const bench = BenchBoard.closed(1)
    bench.board.terminals[0]!.celsius = 90
    bench.keepAlive(3_000, 1)
    bench.board.faults.converterSilent = true
    bench.control()
    bench.keepAlive(3_000, 1)
    expect(bench.drivenPins).toEqual([])
    expect(bench.last.hot).toBe(0b0001)
  })
})
