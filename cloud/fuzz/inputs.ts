import { maySend, registry } from '@colok/shared/ocpp/registry'
import { mutatedPayload, validPayload } from '@colok/shared/testing/json-schema-payloads'
import { type PublishedSchema, publishedSchemas } from '@colok/shared/testing/published-schemas'
import fc from 'fast-check'

/** What an input may refer to, so that it gets as far as the handlers. */
interface Surroundings {
  /** The message id of this input, unlike that of any other. */
  readonly id: string
  /** The last transactionId that was given; those before it were given too. */
  readonly lastTransactionId: number
}

/** One text message; made when it is sent. */
export type Input = (surroundings: Surroundings) => string

const requests = publishedSchemas.filter(({ part }) => part === 'request')
const fromChargers = requests.filter(({ action }) => maySend('ChargePoint', action))
const fromCentralSystems = requests.filter(({ action }) => !maySend('ChargePoint', action))

const instant = fc
  .integer({ min: -172_800, max: 3600 })
  .map((seconds) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000).toISOString())

const reading = fc.record({
  timestamp: instant,
  sampledValue: fc.array(
    fc.record(
      {
        value: fc.constantFrom(
          '0',
          '12.5',
          '250',
          '1200',
          '-3',
          '9007199254740991',
          '1e308',
          'NaN',
          ' ',
          '0x10',
        ),
        unit: fc.constantFrom('Wh', 'kWh', 'W', 'V', 'A'),
        measurand: fc.constantFrom('Energy.Active.Import.Register', 'Power.Active.Import', 'Voltage'),
      },
      { requiredKeys: ['value'] },
    ),
    { maxLength: 3 },
  ),
})

/** What a field that a handler acts on holds, mostly, in a call that makes sense. */
const sense = fc.record(
  {
    connectorId: fc.constantFrom(0, 1, 1, 2, 2, 3, 64, 65, -1),
    idTag: fc.constantFrom(
      '04A1B2C3D4E5F6',
      '04a1b2c3d4e5f6',
      '04AAAA',
      '04FFEEDDCCBBAA',
      '04EEEE',
      'NOBODY',
    ),
    timestamp: instant,
    meterValue: fc.array(reading, { maxLength: 2 }),
    transactionData: fc.array(reading, { maxLength: 2 }),
    meterStart: fc.integer({ min: 0, max: 5000 }),
    meterStop: fc.integer({ min: 0, max: 9000 }),
    reservationId: fc.integer({ min: 0, max: 5 }),
    requestId: fc.integer({ min: 0, max: 5 }),
    vendorId: fc.constantFrom('id.colok', 'com.example'),
    messageId: fc.constantFrom('MeterKey', 'MeterSignature', 'SetPrice'),
  },
  { requiredKeys: [] },
)

/** How far back of the last one a transactionId lies; undefined leaves what is there. */
const transactionsBack = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })

const text = (build: (surroundings: Surroundings) => unknown): Input => {
  return (surroundings) => JSON.stringify(build(surroundings))
}

/** Built once for each schema: building costs more than drawing. */
const ofSchema = (schemas: readonly PublishedSchema[], payload: 'valid' | 'mutated') =>
  fc.oneof(
    ...schemas.map(({ action, schema }) =>
      fc.tuple(fc.constant(action), payload === 'valid' ? validPayload(schema) : mutatedPayload(schema)),
    ),
  )

/** A call as the schemas have it, with facts that fit what the system knows. */
const sensible: fc.Arbitrary<Input> = fc
  .tuple(ofSchema(fromChargers, 'valid'), sense, transactionsBack)
  .map(([[action, payload], facts, back]) =>
    text(({ id, lastTransactionId }) => {
      const all: Record<string, unknown> = { ...facts }
      if (back !== undefined) all.transactionId = Math.max(1, lastTransactionId - back)
      const known = Object.entries(all).filter(([name]) => name in (payload as object))
      return [2, id, action, { ...(payload as object), ...Object.fromEntries(known) }]
    }),
  )

/** A call with one to three things wrong, or right by chance. */
const nearlyRight: fc.Arbitrary<Input> = callsOf(fromChargers)

/** What only a central system sends. */
const fromTheWrongSide: fc.Arbitrary<Input> = callsOf(fromCentralSystems)

function callsOf(schemas: readonly PublishedSchema[]): fc.Arbitrary<Input> {
  return ofSchema(schemas, 'mutated').map(([action, payload]) => text(({ id }) => [2, id, action, payload]))
}

const unknownAction: fc.Arbitrary<Input> = fc
  .oneof(fc.constantFrom('', 'heartbeat', 'Heartbeats', 'constructor', '__proto__', 'toString'), fc.string())
  .map((action) => text(({ id }) => [2, id, action, {}]))

const anything = fc.jsonValue({ maxDepth: 2 })

const ownId = Symbol('the id of this input')
const oddId = fc.oneof(
  fc.constantFrom('', '__proto__', 'x'.repeat(37), 'x'.repeat(256), 7, null, {}),
  anything,
)

/** Arrays with the look of a frame. */
const frameLike: fc.Arbitrary<Input> = fc
  .tuple(
    fc.constantFrom(2, 2, 2, 3, 4, 5, '2', null, -1, 2.5, 1e300),
    fc.oneof({ weight: 2, arbitrary: fc.constant(ownId) }, { weight: 1, arbitrary: oddId }),
    fc.array(
      fc.oneof(fc.constantFrom('Heartbeat', 'constructor', '__proto__', ...Object.keys(registry)), anything),
      {
        maxLength: 4,
      },
    ),
  )
  .map(([type, messageId, rest]) => text(({ id }) => [type, messageId === ownId ? id : messageId, ...rest]))

/** A text that lost a piece, or has one twice. */
const damaged: fc.Arbitrary<Input> = fc
  .tuple(
    fc.oneof(sensible, nearlyRight, frameLike),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(80),
    fc.boolean(),
  )
  .map(([input, at, length, twice]) => (surroundings) => {
    const whole = input(surroundings)
    const from = Math.floor(at * whole.length)
    const to = Math.min(whole.length, from + length)
    return twice ? whole.slice(0, to) + whole.slice(from) : whole.slice(0, from) + whole.slice(to)
  })

/** Each of these costs a thousand times what a call costs. */
const huge: fc.Arbitrary<Input> = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 3000 }))
  .map(([which, size]) => ({ id }) => {
    const timestamp = '2026-11-23T00:00:00Z'
    switch (which) {
      case 0:
        return '['.repeat(60_000)
      case 1:
        return `[2,"${id}","Heartbeat",${'['.repeat(30_000)}${']'.repeat(30_000)}]`
      case 2:
        return `[2,"${id}","Heartbeat",${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}]`
      case 3:
        return `[2,"${id}","Authorize",{"idTag":"${'x'.repeat(size * 30)}"}]`
      case 4:
        return JSON.stringify([2, id, 'MeterValues', { connectorId: 1, meterValue: Array(size).fill({}) }])
      case 5: {
        const meterValue = { timestamp, sampledValue: [{ value: '1' }] }
        return JSON.stringify([
          2,
          id,
          'MeterValues',
          { connectorId: 1, meterValue: Array(Math.min(size, 900)).fill(meterValue) },
        ])
      }
      case 6:
        return JSON.stringify([
          2,
          id,
          'DataTransfer',
          { vendorId: 'id.colok', messageId: 'MeterSignature', data: 'é'.repeat(size * 10) },
        ])
      default:
        return `[3,"${id}",${'"x",'.repeat(size * 4)}"x"]`
    }
  })

const noFrame: fc.Arbitrary<Input> = fc
  .oneof(fc.json({ maxDepth: 3 }), fc.string({ unit: 'binary', maxLength: 200 }))
  .map((plain) => () => plain)

/** Texts that a charger might send that means harm, is broken, or speaks another dialect. */
export const anyInput: fc.Arbitrary<Input> = fc.oneof(
  { weight: 400, arbitrary: sensible },
  { weight: 270, arbitrary: nearlyRight },
  { weight: 30, arbitrary: fromTheWrongSide },
  { weight: 30, arbitrary: unknownAction },
  { weight: 100, arbitrary: frameLike },
  { weight: 110, arbitrary: damaged },
  { weight: 58, arbitrary: noFrame },
  { weight: 2, arbitrary: huge },
)

/** An answer to a command of ours: right, nearly right, an error, to another id, or nothing at all. */
export type HostileAnswer = (id: string) => string | undefined

const confirmations = publishedSchemas.filter(({ part }) => part === 'confirmation')

export const anyAnswer: fc.Arbitrary<HostileAnswer> = fc.oneof(
  ofSchema(confirmations, 'mutated').map(
    ([, payload]): HostileAnswer =>
      (id) =>
        JSON.stringify([3, id, payload]),
  ),
  fc.constant<HostileAnswer>((id) => JSON.stringify([3, id, { status: 'Accepted' }])),
  fc.tuple(fc.string(), anything).map(
    ([code, details]): HostileAnswer =>
      (id) =>
        JSON.stringify([4, id, code, 'no', details]),
  ),
  anything.map(
    (payload): HostileAnswer =>
      (id) =>
        JSON.stringify([3, `${id}x`, payload]),
  ),
  fc.constant<HostileAnswer>((id) => `[3,"${id}"`),
  fc.constant<HostileAnswer>(() => undefined),
)
