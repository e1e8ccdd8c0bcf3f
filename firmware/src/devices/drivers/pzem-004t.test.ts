import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BytePort } from '../byte-port.ts'
import type { DeviceFault, MeterReading } from '../contracts.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'
import { ModbusBus } from './modbus-bus.ts'
import { Pzem004t } from './pzem-004t.ts'

// 220.1 V, 83.364 A, 1,198.4 W, 9,999,990 Wh, 50.0 Hz, PF 0.99: both halves of the long values count.
const reply = hex('01 04 14 08 99 45 a4 00 01 2e d0 00 00 96 76 00 98 01 f4 00 63 00 00 58 de')
const exception = hex('01 84 02 c2 c1')

let clock: VirtualClock
let line: BytePort
let meter: Pzem004t
let readings: MeterReading[]
let faults: (DeviceFault | undefined)[]
/** What the meter answers to a question, if anything. */
let answer: (question: Uint8Array) => Uint8Array | undefined

beforeEach(() => {
  clock = new VirtualClock()
  readings = []
  faults = []
  answer = () => reply
  const bus = new ModbusBus({
    path: '/meter',
    baudRate: 9_600,
    clock,
    openPort: async () => {
      const [host, device] = memoryBytePortPair()
      line = device
      device.onData((question) => {
        const bytes = answer(question)
        if (bytes) device.write(bytes)
      })
      return host
    },
  })
  meter = new Pzem004t({ name: 'Meter 1', bus, address: 1, clock, log: { info: () => {}, warn: () => {} } })
  meter.listen({ onReading: (reading) => readings.push(reading), onFault: (fault) => faults.push(fault) })
  meter.start()
})

afterEach(() => meter.stop())

test('reads once a second, in whole units', async () => {
  await clock.advance(10_500)
  expect(readings).toHaveLength(10)
  expect(readings[0]).toEqual({
    voltageMv: 220_100,
    currentMa: 83_364,
    powerW: 1_198,
    energyWh: 9_999_990,
    frequencyMhz: 50_000,
    powerFactorPermille: 990,
  })
  expect(faults).toEqual([])
})

describe('a failure', () => {
  test.each([
    ['no answer', undefined, 'silent', 'Meter 1 has not answered 3 times; energy cannot be counted.'],
    [
      'a wrong checksum',
      Uint8Array.from(reply, (byte, index) => (index === 24 ? byte ^ 1 : byte)),
      'badData',
      'Meter 1 has answered 3 times with a wrong checksum or length; energy cannot be counted.',
    ],
    [
      'an exception',
      exception,
      'refused',
      'Meter 1 refuses to be read (Modbus exception 2; is it a PZEM-004T v3?); energy cannot be counted.',
    ],
  ])(
    '%s is a fault after the third time, and no more after the next good answer',
    async (_, bytes, code, message) => {
      answer = () => bytes
      await clock.advance(2_900)
      expect(faults).toEqual([])
      await clock.advance(700)
      expect(faults).toEqual([{ code, message }])
      expect(readings).toEqual([])
      answer = () => reply
      await clock.advance(1_600)
      expect(faults).toEqual([{ code, message }, undefined])
      expect(readings).not.toEqual([])
    },
  )

  test('that happens once in a while is none', async () => {
    let asked = 0
    answer = () => (++asked % 2 === 0 ? reply : undefined)
    await clock.advance(10_000)
    expect(faults).toEqual([])
  })
})

test('an answer that comes after its time is dropped, not taken for the next', async () => {
  answer = () => undefined
  await clock.advance(1_600)
  line.write(reply)
  await clock.advance(100)
  expect(readings).toEqual([])
})

test('a port that goes is a fault at once, and reading goes on when it is back', async () => {
  await clock.advance(2_500)
  await line.close()
  await clock.advance(600)
  expect(faults.at(-1)).toMatchObject({ code: 'silent' })
  await clock.advance(2_500)
  expect(faults.at(-1)).toBeUndefined()
})

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16))
}
