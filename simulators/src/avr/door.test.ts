import { describe, expect, test, vi } from 'vitest'
import { BenchBoard, closingMs, flag, input, request } from './bench-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

describe('the service door', () => {
  test('opens every relay within 20 ms, by the board, and at once by wire', () => {
    const bench = BenchBoard.closed(1, 2, 3, 4)
    bench.board.setDoor(true)
    expect(bench.msUntilOpen(100)).toBeLessThan(20)
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({ driven: 0, blocked: 0b1111, contacts: 0, inputs: input.doorOpen })
  })

  test('opens the contacts by wire, even when the program hangs', () => {
    const bench = BenchBoard.closed(1)
    bench.board.machine.hang()
    bench.board.setDoor(true)
    bench.board.runMs(11)
    expect(bench.board.sockets[0]!.isLive).toBe(false)
  })

  test('lets nothing close while it is open, nor afterwards what was asked for meanwhile', () => {
    const bench = BenchBoard.closed(1)
    bench.board.setDoor(true)
    bench.keepAlive(1_000, 1, 3)
    expect(bench.last).toMatchObject({ driven: 0, blocked: 0b0101 })
    bench.board.setDoor(false)
    bench.keepAlive(1_000, 1, 3)
    expect(bench.last).toMatchObject({ driven: 0, inputs: 0 })
    bench.control()
    bench.control(3)
    bench.board.runMs(closingMs)
    expect(bench.drivenConnectors).toEqual([3])
  })

  test('is told of even when it is open for 30 ms only', () => {
    const bench = BenchBoard.closed(1)
    bench.board.setDoor(true)
    bench.board.runMs(30)
    bench.board.setDoor(false)
    bench.keepAlive(500)
    expect(bench.states.some(({ inputs }) => inputs === input.doorOpen)).toBe(true)
    expect(bench.last).toMatchObject({ driven: 0, inputs: 0 })
  })

  test('that cannot be seen counts as open, and is not told as such', () => {
    const bench = BenchBoard.closed(1)
    bench.board.faults.expanderSilent = true
    expect(bench.msUntilOpen(200)).toBeGreaterThan(80)
    bench.board.runMs(50)
    expect(bench.last).toMatchObject({
      driven: 0,
      blocked: 0b0001,
      inputs: 0,
      flags: flag.switchesUnreadable,
    })
  })

  test('whose expander is there only later closes nothing at the start', () => {
    const bench = new BenchBoard()
    bench.board.faults.expanderSilent = true
    bench.board.runMs(1_400)
    bench.keepAlive(500)
    bench.keepAlive(500, 1)
    expect(bench.drivenPins).toEqual([])
  })
})

test('the tamper switch is told of, and opens nothing', () => {
  const bench = BenchBoard.closed(1)
  bench.board.setTampered(true)
  bench.keepAlive(100, 1)
  expect(bench.last).toMatchObject({ driven: 0b0001, inputs: input.tampered })
  bench.board.setTampered(false)
  bench.keepAlive(300, 1)
  expect(bench.last.inputs).toBe(0)
})

describe('the solenoid', () => {
  test('has current while it is asked for', () => {
    const bench = BenchBoard.closed(1)
    bench.request({ relays: 0b0001, requests: request.letDoorGo })
    bench.board.runMs(10)
    expect(bench.board.solenoidOn).toBe(true)
    expect(bench.last).toMatchObject({ driven: 0b0001, inputs: input.solenoidOn })
    bench.control(1)
    bench.board.runMs(10)
    expect(bench.board.solenoidOn).toBe(false)
    expect(bench.last.inputs).toBe(0)
  })

  test('loses it after 5 s, though it is asked for still', () => {
    const bench = BenchBoard.started()
    bench.control()
    const ask = { relays: 0, requests: request.letDoorGo }
    bench.request(ask)
    for (let passed = 0; passed < 4_900; passed += 490) {
      bench.board.runMs(490)
      bench.request(ask)
      expect(bench.board.solenoidOn).toBe(true)
    }
    bench.board.runMs(200)
    for (let frame = 0; frame < 5; frame++) bench.request(ask)
    bench.board.runMs(10)
    expect(bench.board.solenoidOn).toBe(false)
    bench.control()
    bench.request(ask)
    bench.board.runMs(2)
    expect(bench.board.solenoidOn).toBe(true)
  })

  test('loses it with the dead-man, and does not get it back by being asked for still', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.request({ relays: 0, requests: request.letDoorGo })
    bench.board.runMs(1_990)
    expect(bench.board.solenoidOn).toBe(true)
    bench.board.runMs(20)
    expect(bench.board.solenoidOn).toBe(false)
    bench.request({ relays: 0, requests: request.letDoorGo })
    bench.board.runMs(10)
    expect(bench.board.solenoidOn).toBe(false)
  })

  test('loses it when the program hangs, and has none after the restart', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.request({ relays: 0, requests: request.letDoorGo })
    bench.board.runMs(10)
    bench.board.machine.hang()
    bench.board.runMs(150)
    expect(bench.board.solenoidOn).toBe(false)
    bench.request({ relays: 0, requests: request.letDoorGo })
    bench.board.runMs(50)
    expect(bench.board.solenoidOn).toBe(false)
  })

  test('loses it in time though the bus to the inputs is stuck', () => {
    const bench = BenchBoard.started()
    bench.control()
    bench.request({ relays: 0, requests: request.letDoorGo })
    bench.board.faults.clocksUntilSdaIsFree = Number.POSITIVE_INFINITY
    for (let passed = 0; passed < 5_000; passed += 500) {
      bench.board.runMs(500)
      bench.request({ relays: 0, requests: request.letDoorGo })
    }
    bench.board.runMs(10)
    expect(bench.board.solenoidOn).toBe(false)
  })
})
