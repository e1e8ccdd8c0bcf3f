import { describe, expect, test, vi } from 'vitest'
import type { LeakageModuleFault } from '../devices/residual-current-module.ts'
import { BenchBoard, closingMs, flag, request, testResult } from './bench-board.ts'
import { cyclesPerMs } from './wired-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

const testPin = 16

describe('the leakage module’s test at the start', () => {
  test('drives the module’s test input until it trips, and passes a second after it is clear again', () => {
    const bench = new BenchBoard()
    expect(bench.msUntil(() => isTestPinHigh(bench), 100)).toBeLessThan(20)
    // The module follows in 20 ms, and the trip is seen 2 ms later.
    expect(bench.msUntil(() => !isTestPinHigh(bench), 100)).toBeLessThan(25)
    bench.msUntil(() => bench.last.test === testResult.passed, 2_000)
    const passedMs = bench.last.atCycle / cyclesPerMs
    expect(passedMs).toBeGreaterThan(1_000)
    expect(passedMs).toBeLessThan(1_200)
    expect(bench.states.map(({ flags }) => flags)).toEqual(bench.states.map(() => 0))
  })

  test('lets no relay close before it has passed, and none that was asked for meanwhile afterwards', () => {
    const bench = new BenchBoard()
    bench.board.runMs(50)
    bench.control()
    bench.keepAlive(2_000, 1, 2)
    expect(bench.last).toMatchObject({ test: testResult.passed, driven: 0, blocked: 0b0011 })
    bench.control()
    bench.control(2)
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([2])
  })
})

describe.each<[LeakageModuleFault, number, number]>([
  ['stuck', testResult.stuck, 1_000],
  ['noTrip', testResult.noTrip, 1_000],
  ['wontClear', testResult.wontClear, 2_000],
])('a module with the fault %s', (fault, result, knownMs) => {
  test('fails its test, says how, and no relay closes', () => {
    const bench = new BenchBoard()
    bench.board.leakageModule.setFault(fault)
    bench.msUntil(() => bench.states.length > 0 && bench.last.test === result, knownMs + 200)
    bench.keepAlive(500)
    bench.keepAlive(1_000, 1)
    expect(bench.drivenPins).toEqual([])
    expect(bench.last).toMatchObject({ test: result, driven: 0, blocked: 0b0001 })
    expect(isTestPinHigh(bench)).toBe(false)
    const tripped = fault === 'noTrip' ? 0 : flag.leakageTrip
    expect(bench.last.flags).toBe(tripped)
  })

  test('that is well again passes the next test, and relays close', () => {
    const bench = new BenchBoard()
    bench.board.leakageModule.setFault(fault)
    bench.board.runMs(knownMs + 300)
    bench.board.leakageModule.setFault('none')
    bench.board.runMs(200)
    bench.request({ relays: 0 })
    bench.request({ relays: 0, requests: request.testLeakage })
    bench.board.runMs(10)
    expect(bench.last.test).toBe(testResult.running)
    bench.keepAlive(1_300)
    expect(bench.last.test).toBe(testResult.passed)
    bench.control(4)
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([4])
  })

  test('that breaks after the start is found by the next test', () => {
    const bench = BenchBoard.started()
    bench.board.leakageModule.setFault(fault)
    bench.board.runMs(200)
    bench.request({ relays: 0 })
    bench.request({ relays: 0, requests: request.testLeakage })
    bench.msUntil(() => bench.last.test === result, knownMs + 300)
  })
})

describe('a test that is asked for', () => {
  test('is not begun while a relay is driven', () => {
    const bench = BenchBoard.closed(1)
    bench.request({ relays: 0b0001, requests: request.testLeakage })
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({ test: testResult.passed, driven: 0b0001 })
    expect(bench.drivenConnectors).toEqual([1])
  })

  test('is begun once, by its bit being set; leaving it set begins none', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.request({ relays: 0, requests: request.testLeakage })
    bench.board.runMs(1_300)
    expect(bench.last.test).toBe(testResult.passed)
    for (let frame = 0; frame < 5; frame++) bench.request({ relays: 0, requests: request.testLeakage })
    bench.board.runMs(50)
    expect(bench.last.test).toBe(testResult.passed)
  })

  test('is not begun by a bit that was set since before the start', () => {
    const bench = BenchBoard.started()
    bench.request({ relays: 0, requests: request.testLeakage })
    bench.board.runMs(50)
    expect(bench.last.test).toBe(testResult.passed)
  })

  test('does not show its own trip as one', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.states.length = 0
    bench.request({ relays: 0, requests: request.testLeakage })
    bench.board.runMs(1_500)
    expect(bench.states.map(({ flags }) => flags)).toEqual(bench.states.map(() => 0))
  })
})

function isTestPinHigh(bench: BenchBoard): boolean {
  return bench.board.machine.isDrivenHigh(testPin)
}
