import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BytePort } from '../byte-port.ts'
import { meterMaps } from '../catalogue.ts'
import type { DeviceFault, MeterReading } from '../contracts.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'
import type { MeterMap } from './meter-map.ts'
import { ModbusBus } from './modbus-bus.ts'
import { ModbusMeter } from './modbus-meter.ts'
import { modbusFrame } from './modbus-rtu.ts'

/** What each product answers to its questions, and what that says. */
const products: Record<keyof typeof meterMaps, { replies: string[]; reading: MeterReading }> = {
  'pzem-004t': {
    // 220.1 V, 83.364 A, 1,198.4 W, 9,999,990 Wh, 50.0 Hz, PF 0.99: both halves of the long values count.
    replies: ['08 99 45 a4 00 01 2e d0 00 00 96 76 00 98 01 f4 00 63 00 00'],
    reading: {
      voltageMv: 220_100,
      currentMa: 83_364,
      powerW: 1_198,
      energyWh: 9_999_990,
      frequencyMhz: 50_000,
      powerFactorPermille: 990,
    },
  },
  sdm120: { replies: eastronReplies(), reading: eastronReading() },
  sdm230: { replies: eastronReplies(), reading: eastronReading() },
}

let clock: VirtualClock
let line: BytePort
let readings: MeterReading[]
let faults: (DeviceFault | undefined)[]
/** What the meter answers to its n-th question (from 0), if anything. */
let answer: (question: number) => Uint8Array | undefined
let questions: Uint8Array[]
let meter: ModbusMeter

beforeEach(() => {
  clock = new VirtualClock()
  readings = []
  faults = []
  questions = []
})

afterEach(() => meter.stop())

function start(map: MeterMap): void {
  const bus = new ModbusBus({
    path: '/meter',
    baudRate: 9_600,
    parity: 'none',
    clock,
    openPort: async () => {
      const [host, device] = memoryBytePortPair()
      line = device
      device.onData((question) => {
        questions.push(question)
        const bytes = answer(questions.length - 1)
        if (bytes) device.write(bytes)
      })
      return host
    },
  })
  meter = new ModbusMeter({
    name: 'Meter 1',
    map,
    bus,
    address: 1,
    clock,
    log: { info: () => {}, warn: () => {} },
  })
  meter.listen({ onReading: (reading) => readings.push(reading), onFault: (fault) => faults.push(fault) })
  meter.start()
}

describe.each(Object.entries(meterMaps))('%s', (name, map: MeterMap) => {
  const product = products[name as keyof typeof products]
  const frames = product.replies.map((registers) => reply(registers))
  const well = (question: number) => frames[question % frames.length]

  beforeEach(() => {
    answer = well
    start(map)
  })

  test('is read once a second, in whole units', async () => {
    await clock.advance(10_500)
    expect(readings).toHaveLength(10)
    expect(readings[0]).toEqual(product.reading)
    expect(faults).toEqual([])
  })

  test.each([
    ['no answer', undefined, 'silent', 'Meter 1 has not answered 3 times; energy cannot be counted.'],
    [
      'a wrong checksum',
      spoilt(frames[0]!),
      'badData',
      'Meter 1 has answered 3 times with a wrong checksum or length; energy cannot be counted.',
    ],
    [
      'an exception',
      hex('01 84 02 c2 c1'),
      'refused',
      `Meter 1 refuses to be read (Modbus exception 2; is it a ${map.product}?); energy cannot be counted.`,
    ],
  ])('%s is a fault after the third time, and none after a good answer', async (_, bytes, code, message) => {
    answer = () => bytes
    await clock.advance(2_900)
    expect(faults).toEqual([])
    await clock.advance(700)
    expect(faults).toEqual([{ code, message }])
    expect(readings).toEqual([])
    const asked = questions.length
    answer = (question) => well(question - asked)
    await clock.advance(1_600)
    expect(faults).toEqual([{ code, message }, undefined])
    expect(readings).not.toEqual([])
  })

  test('a failure once in a while is none', async () => {
    let turns = 0
    // Each turn begins with the first question; every other turn it gets no answer.
    answer = () => {
      const isFirst = questions.at(-1)?.[3] === map.blocks[0]?.first
      if (isFirst) turns++
      return turns % 2 === 0 ? frames[isFirst ? 0 : frames.length - 1] : undefined
    }
    await clock.advance(10_000)
    expect(readings.length).toBeGreaterThan(2)
    expect(faults).toEqual([])
  })

  test('an answer that comes after its time is dropped, not taken for the next', async () => {
    answer = () => undefined
    await clock.advance(1_600)
    line.write(frames[0]!)
    await clock.advance(100)
    expect(readings).toEqual([])
  })

  test('a port that goes is a fault at once, and reading goes on when it is back', async () => {
    await clock.advance(2_500)
    await line.close()
    await clock.advance(600)
    expect(faults.at(-1)).toMatchObject({ code: 'silent' })
    const asked = questions.length
    answer = (question) => well(question - asked)
    await clock.advance(2_500)
    expect(faults.at(-1)).toBeUndefined()
  })

  test('its map puts every quantity into a block that is read', () => {
    const isRead = (register: number) =>
      map.blocks.some(({ first, count }) => register >= first && register < first + count)
    for (const { register, format } of Object.values(map.quantities))
      expect([isRead(register), isRead(register + (format === 'uint16' ? 0 : 1))]).toEqual([true, true])
  })
})

test.each(['7f c0 00 00', '7f 80 00 00', 'bf 80 00 00'])(
  'an energy register of %s (no number, infinite, negative) is no reading but a fault',
  async (energy) => {
    const [first, second] = eastronReplies()
    const frames = [reply(first!), reply(second!.slice(0, 12) + energy)]
    answer = (question) => frames[question % 2]
    start(meterMaps.sdm120)
    await clock.advance(3_900)
    expect(readings).toEqual([])
    expect(faults).toEqual([
      {
        code: 'outOfRange',
        message:
          'Meter 1 has answered 3 times with what is no reading (is it a SDM120?); energy cannot be counted.',
      },
    ])
  },
)

/** 230.2 V (the example of Eastron's own document), 9.912 A, 1,200.5 W, PF 0.526, 50.02 Hz, 1,234.567 kWh. */
function eastronReplies(): string[] {
  const gap = (registers: number) => Array.from({ length: registers }, () => '00 00').join(' ')
  return [
    `43 66 33 34 ${gap(4)} ${float(9.912)} ${gap(4)} ${float(1200.5)} ${gap(16)} ${float(0.526)}`,
    `${float(50.02)} ${float(1234.567)}`,
  ]
}

function eastronReading(): MeterReading {
  return {
    voltageMv: 230_200,
    currentMa: 9_912,
    powerW: 1_201,
    energyWh: 1_234_567,
    frequencyMhz: 50_020,
    powerFactorPermille: 526,
  }
}

function float(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatBE(value)
  return bytes.toString('hex').replace(/..\B/g, '$& ')
}

function reply(registers: string): Uint8Array {
  const data = hex(registers)
  return modbusFrame([1, 4, data.length, ...data])
}

function spoilt(frame: Uint8Array): Uint8Array {
  return frame.map((byte, index) => (index === frame.length - 1 ? byte ^ 1 : byte))
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16))
}
