import { describe, expect, test, vi } from 'vitest'
import { BenchBoard, cause, closingMs, flag, testResult } from './bench-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

// All times here are the controller's own, counted in its cycles: the same in every run on every machine.

describe('a start', () => {
  test('drives no relay, whatever its cause, until the host has asked for none and then for one', () => {
    for (const why of ['powerOn', 'resetPin', 'brownOut', 'watchdog'] as const) {
      const bench = BenchBoard.closed(1, 4)
      bench.board.machine.reset(why)
      expect(bench.drivenConnectors).toEqual([])
      bench.keepAlive(2_000, 1, 4)
      expect(bench.drivenPins).toEqual([])
      expect(bench.last).toMatchObject({ driven: 0, blocked: 0b1001, test: testResult.passed, flags: 0 })
      bench.control()
      bench.control(1)
      bench.board.runMs(closingMs)
      expect(bench.drivenConnectors).toEqual([1])
    }
  })

  test('says why and counts itself', () => {
    const bench = BenchBoard.started()
    expect(bench.states[0]).toMatchObject({ seq: 0, boots: 1, cause: cause.powerOn, driven: 0 })
    bench.board.machine.reset('brownOut')
    bench.board.runMs(60)
    expect(bench.last).toMatchObject({ seq: 0, boots: 2, cause: cause.brownOut, driven: 0 })
  })
})

describe('a host that falls silent', () => {
  test('loses every relay 2 s after its last CONTROL', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    bench.control(1, 2, 3, 4)
    bench.board.runMs(1)
    expect(bench.drivenConnectors).toEqual([1, 2, 3, 4])
    const openAfterMs = 1 + bench.msUntilOpen(3_000)
    expect(openAfterMs).toBeGreaterThanOrEqual(2_000)
    expect(openAfterMs).toBeLessThan(2_002)
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({ driven: 0, contacts: 0, flags: flag.deadMan })
  })

  test('has its two seconds counted to the millisecond, whenever its last CONTROL came', () => {
    const bench = BenchBoard.closed(1)
    for (let phase = 0; phase < 12; phase++) {
      bench.board.runMs(0.137 * phase)
      bench.control(1)
      const lateMs = bench.msUntilOpen(3_000) - 2_000
      expect(lateMs).toBeGreaterThan(0)
      expect(lateMs).toBeLessThan(1.3)
      bench.control()
      bench.control(1)
      bench.board.runMs(500)
    }
  })

  test('is one that sends anything but CONTROL', () => {
    const bench = BenchBoard.closed(1)
    const queryFirmware = [0xf0, 0x79, 0xf7]
    for (let passed = 0; passed < 2_100; passed += 100) {
      bench.board.receive(queryFirmware)
      bench.board.runMs(100)
    }
    expect(bench.drivenConnectors).toEqual([])
  })

  test('keeps its relays as long as it speaks every 500 ms', () => {
    const bench = BenchBoard.closed(2)
    for (let passed = 0; passed < 10_000; passed += 500) {
      bench.keepAlive(500, 2)
      expect(bench.drivenConnectors).toEqual([2])
    }
  })

  test('gets no relay back by asking for it still; only by letting go of it first', () => {
    const bench = BenchBoard.closed(1, 2)
    bench.board.runMs(2_100)
    bench.keepAlive(1_000, 1, 2)
    expect(bench.drivenConnectors).toEqual([])
    expect(bench.last.flags).toBe(0)
    // Connector 2 alone has been let go of; connector 1 was wanted all along.
    bench.control(1)
    bench.control(1, 2)
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([2])
  })
})

describe.each([
  {
    name: 'the emergency stop',
    bit: flag.emergencyStop,
    set: (bench: BenchBoard, on: boolean) => bench.board.setEmergencyStop(on),
  },
  {
    name: 'a leakage trip',
    bit: flag.leakageTrip,
    set: (bench: BenchBoard, on: boolean) => bench.board.leakageModule.setLeaking(on),
  },
])('$name', ({ bit, set }) => {
  test('opens every relay within 3 ms and is reported', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    set(bench, true)
    expect(bench.msUntilOpen(100)).toBeLessThan(3)
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({ driven: 0, contacts: 0, flags: bit })
  })

  test('lets nothing close while it lasts, and nothing that was asked for meanwhile close afterwards', () => {
    const bench = BenchBoard.closed(1)
    set(bench, true)
    bench.keepAlive(1_000, 1, 3)
    expect(bench.last).toMatchObject({ driven: 0, flags: bit })
    set(bench, false)
    bench.keepAlive(1_000, 1, 3)
    expect(bench.last).toMatchObject({ driven: 0, flags: 0 })
    bench.control()
    bench.control(3)
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([3])
  })

  test('is not seen in a spike of half a millisecond', () => {
    const bench = BenchBoard.closed(1)
    for (let spike = 0; spike < 20; spike++) {
      set(bench, true)
      bench.board.runMs(0.5)
      set(bench, false)
      bench.keepAlive(37, 1)
    }
    expect(bench.states.every(({ flags }) => flags === 0)).toBe(true)
  })

  test('is told to the host even when it lasts only 5 ms', () => {
    const bench = BenchBoard.closed(1)
    set(bench, true)
    bench.board.runMs(5)
    set(bench, false)
    bench.keepAlive(500)
    expect(bench.states.some(({ flags }) => flags === bit)).toBe(true)
    expect(bench.last).toMatchObject({ driven: 0, flags: 0 })
  })
})

describe('the emergency stop', () => {
  test('opens the contacts by wire, even when the program hangs', () => {
    const bench = BenchBoard.closed(1)
    bench.board.machine.hang()
    bench.board.setEmergencyStop(true)
    bench.board.runMs(11)
    expect(bench.board.sockets[0]!.isLive).toBe(false)
  })

  test('counts as pressed when its wire is cut, and so does the leakage module', () => {
    const bench = BenchBoard.closed(1)
    bench.board.machine.setLevel(14, 'open')
    bench.board.machine.setLevel(15, 'open')
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({ driven: 0, flags: flag.emergencyStop | flag.leakageTrip })
  })
})

describe('a port’s register that noise has changed', () => {
  const [ddrB, portB, ddrC, portC, ddrD, portD] = [0x24, 0x25, 0x27, 0x28, 0x2a, 0x2b]

  test('is right again within a millisecond, for opened and closed relays alike', () => {
    const bench = BenchBoard.closed(2, 3)
    for (const register of [ddrB, portB, ddrC, portC, ddrD, portD])
      for (const value of [0x00, 0xff]) {
        bench.board.machine.corrupt(register, value)
        bench.board.runMs(1.1)
        expect(bench.drivenConnectors).toEqual([2, 3])
      }
    bench.keepAlive(500, 2, 3)
    expect(bench.last).toMatchObject({ boots: 1, driven: 0b0110, contacts: 0b0110, flags: 0 })
  })
})

describe('the watchdog', () => {
  test('opens every relay when the program hangs, and the start that follows says so', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    bench.board.machine.hang()
    expect(bench.msUntilOpen(2_500)).toBeLessThan(150)
    bench.keepAlive(1_000, 1, 2, 3, 4)
    expect(bench.last).toMatchObject({ boots: 2, cause: cause.watchdog, driven: 0, contacts: 0 })
  })

  test('opens every relay when the timer stops, by which the dead-man counts, though the host goes on', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    bench.board.machine.stopTimer()
    for (let frame = 0; frame < 80; frame++) bench.control(1, 2, 3, 4)
    bench.board.runMs(60)
    expect(bench.drivenConnectors).toEqual([])
    expect(bench.last).toMatchObject({ boots: 2, cause: cause.watchdog })
  })

  test('or the start itself opens every relay when the program counter flies off into empty flash', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    bench.board.machine.jump(0x3000)
    expect(bench.msUntilOpen(2_500)).toBeLessThan(150)
  })

  test('catches an interrupt that nobody asked for, and the relays open before it', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    const watchdogVector = 0x0c
    bench.board.machine.jump(watchdogVector)
    expect(bench.msUntilOpen(2_500)).toBeLessThan(0.1)
    bench.board.runMs(200)
    expect(bench.last.cause).toBe(cause.watchdog)
  })

  test('never bites a healthy board', () => {
    const bench = BenchBoard.closed(1)
    bench.keepAlive(10_000, 1)
    expect(bench.last).toMatchObject({ boots: 1, driven: 1 })
  })
})
