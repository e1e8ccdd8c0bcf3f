import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JsonSchema, mutatedPayload } from '../testing/json-schema-payloads.ts'
import { publishedSchemas } from '../testing/published-schemas.ts'
import { leniencies } from './leniencies.ts'
import { type Action, registry } from './registry.ts'
import { judge } from './validation.ts'

const at = '2026-11-23T03:22:00Z'
const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: at }
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
const boot = { chargePointVendor: 'Colok', chargePointModel: 'R2' }
const values = (sampledValue: object, timestamp = at) => ({
  connectorId: 1,
  meterValue: [{ timestamp, sampledValue: [sampledValue] }],
})

interface Example {
  readonly leniency: string
  readonly action: Action
  readonly part?: 'request' | 'confirmation'
  readonly sent: unknown
  readonly meant: unknown
}

const forgiven: readonly Example[] = [
  {
    leniency: 'null for an absent field',
    action: 'StatusNotification',
    sent: { ...status, info: null, timestamp: null },
    meant: status,
  },
  {
    leniency: 'empty text for an absent field',
    action: 'MeterValues',
    sent: { ...values({ value: '1', unit: '' }), transactionId: '' },
    meant: values({ value: '1' }),
  },
  {
    leniency: 'property that the specification does not know',
    action: 'StartTransaction',
    sent: { ...start, transactionId: 5 },
    meant: start,
  },
  {
    leniency: 'property that the specification does not know',
    action: 'StartTransaction',
    part: 'confirmation',
    sent: { transactionId: 5, idTagInfo: { status: 'Accepted', groupId: 'x' } },
    meant: { transactionId: 5, idTagInfo: { status: 'Accepted' } },
  },
  {
    leniency: 'empty list for an empty object',
    action: 'Heartbeat',
    sent: [],
    meant: {},
  },
  {
    leniency: 'single object for a list of one',
    action: 'MeterValues',
    sent: {
      connectorId: 1,
      meterValue: { timestamp: at, sampledValue: { value: '1' } },
    },
    meant: values({ value: '1' }),
  },
  {
    leniency: 'number for a text',
    action: 'MeterValues',
    sent: values({ value: 604.213 }),
    meant: values({ value: '604.213' }),
  },
  {
    leniency: 'number for a text',
    action: 'StatusNotification',
    sent: { ...status, vendorErrorCode: 0 },
    meant: { ...status, vendorErrorCode: '0' },
  },
  {
    leniency: 'text for a number or a boolean',
    action: 'StartTransaction',
    sent: { ...start, connectorId: '1', meterStart: '-20' },
    meant: { ...start, connectorId: 1, meterStart: -20 },
  },
  {
    leniency: 'text for a number or a boolean',
    action: 'GetConfiguration',
    part: 'confirmation',
    sent: { configurationKey: [{ key: 'k', readonly: 'True', value: '1' }] },
    meant: { configurationKey: [{ key: 'k', readonly: true, value: '1' }] },
  },
  {
    leniency: 'fraction of a Wh or of a second',
    action: 'StartTransaction',
    sent: { ...start, meterStart: 1234.5 },
    meant: { ...start, meterStart: 1235 },
  },
  {
    leniency: 'date-time without a zone',
    action: 'MeterValues',
    sent: values({ value: '1' }, '2026-08-04T13:35:45.377'),
    meant: values({ value: '1' }, '2026-08-04T13:35:45.377Z'),
  },
  {
    leniency: 'Hz for Hertz',
    action: 'MeterValues',
    sent: values({ value: '49.97', measurand: 'Frequency', unit: 'Hz' }),
    meant: values({ value: '49.97', measurand: 'Frequency', unit: 'Hertz' }),
  },
  {
    leniency: 'other letter case in a fixed word',
    action: 'MeterValues',
    sent: values({ value: '1', unit: 'KWH', phase: 'l1' }),
    meant: values({ value: '1', unit: 'kWh', phase: 'L1' }),
  },
  {
    leniency: 'descriptive text over its length',
    action: 'BootNotification',
    sent: { ...boot, chargePointSerialNumber: 'S'.repeat(40) },
    meant: { ...boot, chargePointSerialNumber: 'S'.repeat(25) },
  },
]

describe('lenient validation understands what real chargers send', () => {
  test.each(forgiven)('$leniency, in $action', ({ leniency, action, part = 'request', sent, meant }) => {
    const schema = registry[action][part]
    const before = structuredClone(sent)
    expect(judge(schema, sent, 'strict').kind).toBe('refused')
    expect(judge(schema, sent, 'lenient')).toMatchObject({
      kind: 'repaired',
      value: meant,
      leniencies: expect.arrayContaining([leniency]),
    })
    expect(judge(schema, meant, 'strict')).toEqual({
      kind: 'valid',
      value: meant,
    })
    expect(sent).toEqual(before)
  })

  test('every row of the table has an example here, and every example its row', () => {
    expect(new Set(forgiven.map(({ leniency }) => leniency))).toEqual(
      new Set(leniencies.map(({ name }) => name)),
    )
  })

  test('several deviations at once, one behind another', () => {
    expect(
      judge(
        registry.StopTransaction.request,
        {
          meterStop: '1980.4',
          timestamp: '2026-11-23T05:00:00',
          transactionId: '71',
          reason: 'local',
          idTag: null,
          transactionData: [],
          cost: 12,
        },
        'lenient',
      ),
    ).toMatchObject({
      kind: 'repaired',
      value: {
        meterStop: 1980,
        timestamp: '2026-11-23T05:00:00Z',
        transactionId: 71,
        reason: 'Local',
        transactionData: [],
      },
    })
  })
})

describe('lenient validation refuses what has two readings, or none', () => {
  test.each<[string, Action, unknown]>([
    ['an unknown unit, which would become Wh', 'MeterValues', values({ value: '1', unit: 'MWh' })],
    ['an idTag as a number, whose leading zeros are gone', 'Authorize', { idTag: 4711 }],
    ["an idTag that is too long, which would be another's", 'Authorize', { idTag: 'x'.repeat(21) }],
    ['a missing field', 'StartTransaction', { ...start, idTag: undefined }],
    ['a null for a field that must be there', 'StartTransaction', { ...start, meterStart: null }],
    ['an empty text for a field that must be there', 'StartTransaction', { ...start, timestamp: '' }],
    ['a date that is none', 'StartTransaction', { ...start, timestamp: '2026-02-30T00:00:00' }],
    ['a number written with an exponent', 'StartTransaction', { ...start, meterStart: '1e3' }],
    ['a fraction of a connector', 'StartTransaction', { ...start, connectorId: 1.5 }],
    ['more digits than a double keeps', 'StartTransaction', { ...start, meterStart: '12345678901234567' }],
    ['a null among readings', 'MeterValues', { connectorId: 1, meterValue: [null] }],
    ['a payload that is null', 'Heartbeat', null],
    ['a payload that is text', 'Heartbeat', ''],
    ['a list that is not empty', 'Heartbeat', [1]],
    [
      'nesting deeper than the stack',
      'Heartbeat',
      { a: JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`) },
    ],
    [
      'more deviations than a message has fields',
      'MeterValues',
      {
        connectorId: 1,
        meterValue: [{ timestamp: at, sampledValue: Array.from({ length: 3000 }, () => ({ value: 1 })) }],
      },
    ],
  ])('%s', (_, action, sent) => {
    expect(judge(registry[action].request, sent, 'lenient').kind).toBe('refused')
  })
})

test('no enumeration has two words that differ by letter case alone', () => {
  const enumerations = publishedSchemas.flatMap(({ schema }) => wordsIn(schema))
  expect(enumerations.length).toBeGreaterThan(40)
  for (const words of enumerations)
    expect(new Set(words.map((word) => word.toLowerCase())).size).toBe(words.length)
})

function wordsIn(schema: JsonSchema): (readonly string[])[] {
  const { enum: words, items, properties = {}, definitions = {} } = schema
  const inner = [...Object.values(properties), ...Object.values(definitions)]
  if (items !== undefined) inner.push(items)
  return [...(words === undefined ? [] : [words]), ...inner.flatMap(wordsIn)]
}

test('too few elements in a list is a violation of occurrence', () => {
  expect(
    judge(
      registry.GetInstalledCertificateIds.confirmation,
      { status: 'Accepted', certificateHashData: [] },
      'strict',
    ),
  ).toMatchObject({
    kind: 'refused',
    violation: { code: 'OccurenceConstraintViolation' },
  })
})

describe('log-only validation', () => {
  test('passes any object as it came, and says what is wrong with it', () => {
    const sent = { idTag: 4711 }
    expect(judge(registry.Authorize.request, sent, 'log-only')).toEqual({
      kind: 'unchecked',
      value: sent,
      violation: {
        code: 'TypeConstraintViolation',
        description: expect.stringContaining('idTag'),
      },
    })
  })

  test('still repairs what can be repaired, and refuses what is no object', () => {
    expect(judge(registry.Heartbeat.request, { extra: 1 }, 'log-only')).toMatchObject({
      kind: 'repaired',
      value: {},
    })
    for (const sent of [null, '', 5, [1]])
      expect(judge(registry.Heartbeat.request, sent, 'log-only').kind).toBe('refused')
  })
})

test('on any payload: strict passes it unchanged or refuses it; lenient passes more, and only what strict passes then', () => {
  let repaired = 0
  fc.assert(
    fc.property(
      fc
        .constantFrom(...publishedSchemas)
        .chain((message) => fc.tuple(fc.constant(message), mutatedPayload(message.schema))),
      ([{ action, part }, payload]) => {
        const schema = registry[action][part]
        const strict = judge(schema, payload, 'strict')
        const lenient = judge(schema, payload, 'lenient')
        if (strict.kind === 'valid') {
          expect(strict.value).toEqual(payload)
          expect(lenient).toEqual(strict)
        }
        if (lenient.kind === 'repaired') {
          repaired++
          expect(judge(schema, lenient.value, 'strict').kind).toBe('valid')
        }
      },
    ),
    { seed: 16, numRuns: 5000 },
  )
  expect(repaired).toBeGreaterThan(500)
})
