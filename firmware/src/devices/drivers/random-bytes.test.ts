import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BytePort } from '../byte-port.ts'
import { devicesConfig, openDevices } from '../catalogue.ts'
import type { ChargerDevices } from '../contracts.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'

const config = devicesConfig.parse({
  ioBoard: { product: 'reference-1', port: '/board', display: { size: '20x4' } },
  cardReaders: [
    { product: 'pn532', port: '/reader' },
    { product: 'rdm6300', port: '/legacy-reader' },
  ],
  connectors: [
    { meter: { product: 'pzem-004t', port: '/meter' } },
    { meter: { product: 'sdm120', port: '/sealed-meter' } },
  ],
})

/** Bytes that look like the beginnings of messages come more often than by chance. */
const noisyByte = fc.oneof(
  fc.nat(255),
  fc.constantFrom(0x00, 0x01, 0x02, 0x04, 0x4b, 0x77, 0x79, 0x6e, 0xd5, 0xf0, 0xf7, 0xf9, 0xff),
)
const chunks = fc.array(fc.array(noisyByte, { maxLength: 300 }), { maxLength: 20 })

describe('whatever a device sends', () => {
  test.each(['/board', '/reader', '/legacy-reader', '/meter', '/sealed-meter'])(
    'nothing throws on %s, and nothing is believed',
    async (path) => {
      await fc.assert(
        fc.asyncProperty(chunks, async (noise) => {
          const clock = new VirtualClock()
          const lines = new Map<string, BytePort>()
          const devices = openDevices(config, {
            clock,
            log: { info: () => {}, warn: () => {} },
            openPort: async (line) => {
              const [host, device] = memoryBytePortPair()
              lines.set(line.path, device)
              return host
            },
          })
          const believed = listen(devices)
          const all = [devices.relays, ...devices.cardReaders, ...devices.meters]
          for (const device of all) device.start()
          devices.display.show(['SIAP'])
          devices.relays.request(1, true)
          await clock.advance(1_000)
          for (const bytes of noise) {
            lines.get(path)?.write(Uint8Array.from(bytes))
            await clock.advance(37)
          }
          const stopped = Promise.all(all.map((device) => device.stop()))
          await clock.advance(2_000)
          await stopped
          expect(believed).toEqual([])
          expect(clock.pendingTimers).toBe(0)
        }),
        { numRuns: 100 },
      )
    },
  )
})

/** Everything that a driver tells as a fact; faults are not facts about the world. */
function listen(devices: ChargerDevices): unknown[] {
  const believed: unknown[] = []
  const note = (...fact: unknown[]) => void believed.push(fact)
  devices.relays.listen({
    onContact: (...fact) => note('contact', ...fact),
    onPlug: (...fact) => note('plug', ...fact),
    onEmergencyStop: (...fact) => note('emergency stop', ...fact),
    onFault: () => {},
  })
  for (const reader of devices.cardReaders)
    reader.listen({ onCard: (...fact) => note('card', ...fact), onFault: () => {} })
  for (const meter of devices.meters)
    meter.listen({ onReading: (...fact) => note('reading', ...fact), onFault: () => {} })
  return believed
}
