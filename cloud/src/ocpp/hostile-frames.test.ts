import { registry } from '@colok/shared/ocpp/registry'
import { socketPair } from '@colok/shared/testing/socket-pair'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../testing/virtual-cloud.ts'

let system: VirtualCloud
beforeAll(async () => {
  system = await startVirtualCloud()
})
afterAll(() => system.stop())

/** Anything at all, where something else is due. */
const wrong = fc.oneof(fc.constantFrom(null, true, '', [], {}), fc.double(), fc.string({ maxLength: 60 }))

/** Mostly what the field is for, up to its edges, so that many calls get as far as the handlers. */
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: wrong })

const integer = mostly(fc.oneof(fc.integer({ min: -2, max: 70 }), fc.maxSafeInteger()))
const text = mostly(fc.string({ maxLength: 20 }))
const instant = mostly(
  fc.constantFrom(
    '1970-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-11-23T03:00:00+08:00',
    '9999-12-31T23:59:59.999-14:00',
  ),
)
const sampledValue = fc.record({ value: mostly(fc.oneof(fc.string(), fc.double().map(String))) })
const meterValue = fc.record({ timestamp: instant, sampledValue: fc.array(sampledValue, { maxLength: 3 }) })
const fields = fc.record({
  connectorId: integer,
  transactionId: integer,
  requestId: integer,
  meterStart: integer,
  meterStop: integer,
  reservationId: integer,
  idTag: text,
  csr: text,
  type: text,
  vendorId: text,
  chargePointVendor: text,
  chargePointModel: text,
  timestamp: instant,
  reason: mostly(fc.constantFrom('Local', 'PowerLoss', 'EVDisconnected')),
  status: mostly(fc.constantFrom('Available', 'Charging', 'Faulted', 'Idle', 'Uploaded', 'Installed')),
  errorCode: mostly(fc.constantFrom('NoError', 'GroundFailure')),
  meterValue: fc.array(meterValue, { maxLength: 3 }),
  transactionData: fc.array(meterValue, { maxLength: 3 }),
})
const call = fc
  .tuple(fc.constantFrom(...Object.values(registry)), fields, fc.uuid())
  .map(([definition, all, id]) => {
    const known = Object.entries(all).filter(([name]) => name in definition.request.shape)
    return JSON.stringify([2, id, definition.action, Object.fromEntries(known)])
  })
const frame = fc.oneof({ weight: 6, arbitrary: call }, fc.json(), fc.string())

test('whatever a charger sends, each call is answered and the next one is served', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), async (frames) => {
      const { cloud, clock, whileAdvancing } = system
      const { left, right } = socketPair(clock)
      const answers: string[] = []
      right.onMessage((text) => void answers.push(text))
      await whileAdvancing(cloud.acceptSocket('CLK-0001', left))
      for (const text of frames) {
        right.send(text)
        await clock.advance(5)
      }
      right.send('[2,"last","Heartbeat",{}]')
      await clock.advance(5)
      expect(JSON.parse(answers.at(-1) ?? 'null')).toMatchObject([3, 'last', {}])
      right.close()
      await clock.advance(5)
    }),
    { numRuns: 300 },
  )
  for (const table of ['session', 'meter_value', 'suspect_message', 'charger_event']) {
    const rows = await system.database.read.all<{ count: number }>(
      `select count(*) as count from ${table}`,
      [],
    )
    expect(rows[0]?.count, `no frame got as far as ${table}`).toBeGreaterThan(0)
  }
  // No handler may fail for what a charger said: everything is judged before it, or is an expected outcome.
  expect(system.logged.filter((line) => line.includes('handlerFailed'))).toEqual([])
}, 60_000)
