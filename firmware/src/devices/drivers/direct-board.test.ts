import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { devicesConfig, openDevices } from '../catalogue.ts'
import type { ChargerDevices, DeviceFault } from '../contracts.ts'
import type { Gpio } from './linux-gpio.ts'

const line = { a: 2, b: 3, contact: 4, plug: 5, stop: 6, leakage: 7, watchdog: 8 }
const wiring = {
  sockets: [
    {
      elements: [line.a, line.b],
      contact: line.contact,
      plug: line.plug,
      light: { red: 0, green: 1, blue: 2 },
    },
  ],
  emergencyStop: { line: line.stop },
  leakageTrip: { line: line.leakage },
}
const withWatchdog = { ...wiring, watchdog: { line: line.watchdog, timeoutMs: 1_000 } }

let clock: VirtualClock
let devices: ChargerDevices
/** The level of every line; outputs are written here, inputs read. */
let levels: Map<number, boolean>
/** When each edge on the watchdog's line came. */
let fedMs: number[]
let i2c: { address: number; bytes: readonly number[] }[]
let contacts: boolean[]
let stops: boolean[]
let plugs: boolean[]
let hazards: boolean[]
let fault: DeviceFault | undefined
/** Set to make the chip fail. */
let chipProblem: string | undefined

beforeEach(() => {
  clock = new VirtualClock()
  levels = new Map([
    [line.contact, true],
    [line.plug, true],
    [line.stop, false],
    [line.leakage, false],
  ])
  fedMs = []
  i2c = []
  contacts = []
  stops = []
  plugs = []
  hazards = []
  fault = chipProblem = undefined
})

afterEach(async () => {
  await stop()
  expect(clock.pendingTimers).toBe(0)
})

function fakeGpio(): Gpio {
  const check = () => {
    if (chipProblem !== undefined) throw new Error(chipProblem)
  }
  return {
    output(number, initiallyHigh) {
      check()
      levels.set(number, initiallyHigh)
      return {
        write(high) {
          check()
          if (number === line.watchdog && levels.get(number) !== high) fedMs.push(clock.monotonicMs())
          levels.set(number, high)
          follow()
        },
      }
    },
    input(number) {
      check()
      return {
        read() {
          check()
          return levels.get(number) ?? false
        },
      }
    },
    close() {},
  }
}

/** The contact follows both elements; its sensing is low while there is voltage. */
function follow(): void {
  levels.set(line.contact, !(levels.get(line.a) && levels.get(line.b)))
}

async function start(board: object): Promise<void> {
  const config = devicesConfig.parse({
    ioBoard: { product: 'linux-gpio', wiring: board, display: { size: '20x4' } },
    cardReaders: [],
    connectors: [{ meter: { product: 'pzem-004t', port: '/meter' } }],
  })
  devices = openDevices(config, {
    clock,
    log: { info: () => {}, warn: () => {} },
    openGpio: async () => fakeGpio(),
    openI2c: async () => ({
      async write(address, bytes) {
        i2c.push({ address, bytes })
      },
      async close() {},
    }),
  })
  devices.relays.listen({
    onContact: (_, closed) => contacts.push(closed),
    onPlug: (_, plugged) => plugs.push(plugged),
    onEmergencyStop: (pressed) => stops.push(pressed),
    onFault(now) {
      fault = now
    },
  })
  devices.sensors?.listen({ onHazard: ({ present }) => hazards.push(present) })
  devices.relays.start()
  await clock.advance(100)
}

const stop = () => devices.relays.stop()
const isDriven = () => [levels.get(line.a), levels.get(line.b)]

describe('relays on the computer’s own pins', () => {
  test('close and open on request, both elements, and the contact answers', async () => {
    await start(withWatchdog)
    devices.relays.request(1, true)
    await clock.advance(300)
    expect(isDriven()).toEqual([true, true])
    expect(contacts.at(-1)).toBe(true)
    devices.relays.request(1, false)
    await clock.advance(300)
    expect(isDriven()).toEqual([false, false])
    expect(contacts.at(-1)).toBe(false)
  })

  test('never close without a hardware watchdog, and every request is answered with open', async () => {
    await start(wiring)
    expect(fault).toMatchObject({ code: 'refused', message: expect.stringContaining('no hardware watchdog') })
    contacts.length = 0
    devices.relays.request(1, true)
    await clock.advance(300)
    expect(isDriven()).toEqual([false, false])
    expect(contacts).toEqual([false])
  })

  test('feed the watchdog four times in its time, and no more once the loop stands still', async () => {
    await start(withWatchdog)
    await clock.advance(2_000)
    const gaps = fedMs.slice(1).map((at, index) => at - fedMs[index]!)
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(260)
    chipProblem = 'the chip is gone'
    const fed = fedMs.length
    await clock.advance(3_000)
    expect(fedMs).toHaveLength(fed)
    expect(fault).toMatchObject({ code: 'silent', message: expect.stringContaining('the chip is gone') })
  })

  test('come back after the chip has been away, open', async () => {
    await start(withWatchdog)
    devices.relays.request(1, true)
    await clock.advance(300)
    chipProblem = 'EIO'
    await clock.advance(1_000)
    chipProblem = undefined
    await clock.advance(6_000)
    expect(fault).toBeUndefined()
    expect(isDriven()).toEqual([false, false])
    expect(contacts.at(-1)).toBe(false)
  })

  test.each([
    ['the emergency stop', line.stop, () => stops],
    ['a leakage trip', line.leakage, () => hazards],
  ])('open within 10 ms of %s, and stay open until they are asked for anew', async (_, number, told) => {
    await start(withWatchdog)
    devices.relays.request(1, true)
    await clock.advance(300)
    levels.set(number, true)
    await clock.advance(10)
    expect(isDriven()).toEqual([false, false])
    expect(told().at(-1)).toBe(true)
    devices.relays.request(1, true)
    await clock.advance(300)
    expect(isDriven()).toEqual([false, false])
    levels.set(number, false)
    await clock.advance(300)
    expect(isDriven()).toEqual([false, false])
    devices.relays.request(1, true)
    await clock.advance(300)
    expect(isDriven()).toEqual([true, true])
  })

  test('are open when it stops', async () => {
    await start(withWatchdog)
    devices.relays.request(1, true)
    await clock.advance(300)
    await stop()
    expect(isDriven()).toEqual([false, false])
  })

  test('read a contact behind an optocoupler that rests at each zero crossing as closed', async () => {
    await start(withWatchdog)
    contacts.length = 0
    for (let ms = 0; ms < 1_000; ms++) {
      levels.set(line.contact, ms % 10 >= 8)
      await clock.advance(1)
    }
    expect(contacts).toEqual([true])
  })
})

test('plugs are debounced', async () => {
  await start(withWatchdog)
  levels.set(line.plug, false)
  await clock.advance(200)
  levels.set(line.plug, true)
  await clock.advance(300)
  levels.set(line.plug, false)
  await clock.advance(300)
  expect(plugs).toEqual([false, true])
})

describe('on the I2C bus', () => {
  test('a light is one transfer of all levels, and the display gets its text with resyncs', async () => {
    await start(withWatchdog)
    i2c.length = 0
    devices.lights.set(1, { colour: 'amber', blinking: false })
    await clock.advance(10)
    expect(i2c).toEqual([{ address: 0x20, bytes: [0x12, 0b011, 0] }])
    i2c.length = 0
    devices.display.show(['A'])
    await clock.advance(10)
    // Address 80, then the letter 41, each as two nibbles with E high and low.
    expect(i2c[0]?.address).toBe(0x27)
    expect(i2c[0]?.bytes).toEqual([0x8c, 0x88, 0x0c, 0x08, 0x4d, 0x49, 0x1d, 0x19])
    i2c.length = 0
    await clock.advance(8_000)
    expect(i2c[0]?.bytes).toEqual([0x3c, 0x38, 0x3c, 0x38, 0x3c, 0x38, 0x2c, 0x28])
  })
})

describe('a configuration', () => {
  const post = (board: object) => ({
    ioBoard: { product: 'linux-gpio', wiring: board, display: { size: '20x4' } },
    cardReaders: [],
    connectors: [{ meter: { product: 'pzem-004t', port: '/meter' } }],
  })

  beforeEach(() => start(withWatchdog))

  test.each([
    [
      'a line twice',
      { ...withWatchdog, watchdog: { line: line.a, timeoutMs: 1_000 } },
      'line 2 is used twice',
    ],
    ['a slow watchdog', { ...withWatchdog, watchdog: { line: 9, timeoutMs: 5_000 } }, '<=2000'],
    ['too few sockets', { ...withWatchdog, sockets: [] }, '0 sockets are wired, 1 connectors'],
  ])('with %s is refused', (_, board, problem) => {
    expect(devicesConfig.safeParse(post(board)).error?.message).toContain(problem)
  })
})
