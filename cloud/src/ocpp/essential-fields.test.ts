import { RpcError } from '@colok/shared/ocpp/errors'
import { maySend } from '@colok/shared/ocpp/registry'
import { validPayload } from '@colok/shared/testing/json-schema-payloads'
import { publishedSchemas } from '@colok/shared/testing/published-schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { demandEssentials } from './essential-fields.ts'

const timestamp = '2026-11-23T03:22:00Z'
const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp }

function codeOf(action: Parameters<typeof demandEssentials>[0], request: object): string | undefined {
  try {
    demandEssentials(action, request)
    return undefined
  } catch (error) {
    return error instanceof RpcError ? error.code : `${error}`
  }
}

test('what is as specified has all that is essential', () => {
  const requests = publishedSchemas.filter(
    ({ action, part }) => part === 'request' && maySend('ChargePoint', action),
  )
  for (const { action, schema } of requests)
    fc.assert(
      fc.property(validPayload(schema), (request) => {
        const code = codeOf(action as Parameters<typeof demandEssentials>[0], request as object)
        return code === undefined
      }),
      { seed: 16, numRuns: 200 },
    )
})

test('a word or a property that nobody knows is no matter of essence', () => {
  expect(codeOf('StartTransaction', { ...start, transactionId: 5 })).toBeUndefined()
  const stop = { transactionId: 1, meterStop: 5, timestamp, reason: 'Bored' }
  expect(codeOf('StopTransaction', stop)).toBeUndefined()
  const sampledValue = [{ value: '1', unit: 'furlong' }]
  expect(codeOf('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue }] })).toBeUndefined()
})

test.each([
  [
    'a connector that is a date',
    'StartTransaction',
    { ...start, connectorId: timestamp },
    'TypeConstraintViolation',
  ],
  [
    'a start without a meter',
    'StartTransaction',
    { ...start, meterStart: undefined },
    'OccurenceConstraintViolation',
  ],
  ['a card that is a number', 'Authorize', { idTag: 4711 }, 'TypeConstraintViolation'],
  [
    'readings without a time',
    'MeterValues',
    { connectorId: 1, meterValue: [{ sampledValue: [] }] },
    'OccurenceConstraintViolation',
  ],
  [
    'a status that is none',
    'StatusNotification',
    { connectorId: 1, errorCode: 'NoError', status: 'Idle' },
    'PropertyConstraintViolation',
  ],
] as const)('%s is refused even where nothing else is', (_, action, request, code) => {
  expect(codeOf(action, request)).toBe(code)
})
