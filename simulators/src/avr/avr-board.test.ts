import { devicesConfig, openDevices } from '@colok/firmware/devices/catalogue'
import type { ChargerDevices } from '@colok/firmware/devices/contracts'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Clock } from '@colok/shared/time'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Hd44780 } from '../devices/hd44780.ts'
import { IoBoardLine } from '../devices/io-board-line.ts'
import { Mcp23017 } from '../devices/mcp23017.ts'
import { MemoryLine } from '../devices/memory-line.ts'
import { AvrBoard } from './avr-board.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 240_000 })

// The real drivers, johnny-five and firmata-io included, against the machine code, byte by byte.

let clock: VirtualClock
let heldUpMs: number
let line: IoBoardLine
let board: AvrBoard
let display: Hd44780
let lights: Mcp23017
let devices: ChargerDevices
let contacts: [connectorId: number, closed: boolean][]
let plugs: [connectorId: number, plugged: boolean][]
let hazards: string[]
let log: string[]

beforeEach(async () => {
  clock = new VirtualClock()
  heldUpMs = 0
  const memoryLine = new MemoryLine('board')
  line = new IoBoardLine({ line: memoryLine, clock, random: () => 0.5, onTraffic: () => {} })
  display = new Hd44780({ rows: 4, columns: 20, onChange: () => {} })
  lights = new Mcp23017(() => {})
  const i2c = new Map<number, Hd44780 | Mcp23017>([
    [0x27, display],
    [0x20, lights],
  ])
  const boardClock: Clock = {
    monotonicMs: () => clock.monotonicMs() + heldUpMs,
    wallMs: () => clock.wallMs(),
    after: (delayMs, run) => clock.after(delayMs, run),
  }
  board = new AvrBoard({ line, clock: boardClock, i2c, onChange: () => {} })
  await line.start()
  board.setPowered(true)
  const pzem = { product: 'pzem-004t', port: 'nowhere' }
  const config = devicesConfig.parse({
    ioBoard: { product: 'reference-1', port: line.path, display: { size: '20x4' } },
    cardReaders: [],
    connectors: [1, 2, 3, 4].map((address) => ({ meter: { ...pzem, address } })),
  })
  log = []
  const note = (_details: object, message: string) => void log.push(message)
  devices = openDevices(config, { clock, log: { info: note, warn: note }, openPort: () => memoryLine.open() })
  contacts = []
  plugs = []
  hazards = []
  devices.relays.listen({
    onContact: (connectorId, closed) => contacts.push([connectorId, closed]),
    onPlug: (connectorId, plugged) => plugs.push([connectorId, plugged]),
    onEmergencyStop: () => {},
    onFault: () => {},
  })
  devices.sensors?.listen({
    onHazard: ({ connectorId, errorCode, present }) => hazards.push(`${connectorId} ${errorCode} ${present}`),
  })
  devices.relays.start()
  // The board's self-test takes 1.2 s.
  await clock.advance(1_500)
})

afterEach(async () => {
  const stopped = devices.relays.stop()
  await clock.advance(1_000)
  await stopped
  board.setPowered(false)
  await line.stop()
  expect(clock.pendingTimers).toBe(0)
})

describe('the real drivers on the machine code', () => {
  test('show a text on the display, and change one character of it', async () => {
    const lines = [
      'MENGISI     01:02:36',
      '1,25 kWh     1.198 W',
      'Rp 3.083            ',
      'Sisa 39 m, Rp 1.917 ',
    ]
    devices.display.show(lines)
    await clock.advance(1_500)
    expect(display.text()).toEqual(lines)
    expect(display.backlight).toBe(true)
    devices.display.show(lines.with(0, 'MENGISI     01:02:37'))
    await clock.advance(200)
    expect(display.text()[0]).toBe('MENGISI     01:02:37')
  })

  test('light the lamps', async () => {
    devices.lights.set(3, { colour: 'amber', blinking: false })
    await clock.advance(500)
    // Socket 3 has red, green and blue on pins 8, 9 and 10 of its expander.
    expect([8, 9, 10].map((pin) => lights.isHigh(pin))).toEqual([true, true, false])
  })

  test('close and open a relay, and are told by its contact', async () => {
    contacts.length = 0
    devices.relays.request(2, true)
    await clock.advance(500)
    expect(board.isContactClosed(2)).toBe(true)
    await clock.advance(10_000)
    expect(board.isContactClosed(2)).toBe(true)
    devices.relays.request(2, false)
    await clock.advance(300)
    expect(board.isContactClosed(2)).toBe(false)
    expect(contacts).toEqual([
      [2, true],
      [2, false],
    ])
  })

  test('are told of plugs and of a leakage', async () => {
    plugs.length = 0
    board.setPlug(4, true)
    await clock.advance(500)
    expect(plugs).toEqual([[4, true]])
    board.setLeakage(true)
    await clock.advance(500)
    board.setLeakage(false)
    await clock.advance(500)
    expect(hazards.slice(0, 4)).toEqual(
      [1, 2, 3, 4].map((connectorId) => `${connectorId} GroundFailure true`),
    )
    expect(hazards.slice(4)).toEqual([1, 2, 3, 4].map((connectorId) => `${connectorId} GroundFailure false`))
  })

  test('go on after the program has hung and its watchdog has started it again', async () => {
    devices.display.show(['SIAP'])
    devices.relays.request(1, true)
    await clock.advance(500)
    expect(board.isContactClosed(1)).toBe(true)
    board.freeze()
    await clock.advance(200)
    expect(board.isContactClosed(1)).toBe(false)
    await clock.advance(3_000)
    expect(board.isContactClosed(1)).toBe(false)
    expect(log).toContain('The I/O board has restarted (watchdog); its relays are open.')
    devices.relays.request(1, true)
    await clock.advance(500)
    expect(board.isContactClosed(1)).toBe(true)
    expect(display.text()[0]).toBe('SIAP'.padEnd(20))
  })

  test('lose the relay when the cable is pulled', async () => {
    devices.relays.request(1, true)
    await clock.advance(500)
    line.unplugged = true
    await clock.advance(2_100)
    expect(board.isContactClosed(1)).toBe(false)
    expect(board.hostHeard).toBe(false)
    line.unplugged = false
    await clock.advance(3_000)
    expect(board.hostHeard).toBe(true)
    expect(board.isContactClosed(1)).toBe(false)
  })
})

describe('the board’s power', () => {
  test('takes the contacts with it at once, and its return closes none', async () => {
    devices.relays.request(1, true)
    await clock.advance(500)
    board.setPowered(false)
    expect(board.isContactClosed(1)).toBe(false)
    await clock.advance(5_000)
    board.setPowered(true)
    await clock.advance(5_000)
    expect(board.isContactClosed(1)).toBe(false)
    expect(board.hostHeard).toBe(true)
  })
})

test('a board whose computer was held up goes on from where it stood: its dead-man has not counted', async () => {
  devices.relays.request(1, true)
  await clock.advance(500)
  // No timer runs while the clock is set on, as when the process is stopped and goes on.
  heldUpMs = 60_000
  await clock.advance(5)
  expect(board.isContactClosed(1)).toBe(true)
  line.silent = true
  await clock.advance(2_100)
  expect(board.isContactClosed(1)).toBe(false)
})
