import { describe, expect, test } from 'vitest'
import { discoveries } from './home-assistant.ts'
import { ReadingTelemetry, SocketTelemetry } from './payloads.ts'
import { topicsOf } from './topics.ts'

describe('topics', () => {
  test('are below the prefix and the charger’s id', () => {
    const topics = topicsOf('colok', 'CLK-0001')
    expect([topics.availability, topics.charger, topics.socket(2), topics.reading(2)]).toEqual([
      'colok/CLK-0001/availability',
      'colok/CLK-0001/charger',
      'colok/CLK-0001/socket/2',
      'colok/CLK-0001/socket/2/reading',
    ])
  })

  test.each([
    ['', 'CLK-0001'],
    ['$SYS', 'CLK-0001'],
    ['colok/+', 'CLK-0001'],
    ['colok', 'a/b'],
    ['colok', '#'],
  ])('"%s" with "%s" are refused', (prefix, chargePointId) => {
    expect(() => topicsOf(prefix, chargePointId)).toThrow(RangeError)
  })
})

test('payloads refuse what does not belong there, such as a card', () => {
  const socket = {
    at: '2026-11-23T05:00:00.000Z',
    status: 'Charging',
    plugged: true,
    relayClosed: true,
    sessionEnergyWh: 12,
    faults: [],
  }
  expect(SocketTelemetry.safeParse(socket).success).toBe(true)
  expect(SocketTelemetry.safeParse({ ...socket, idTag: '04A1B2C3' }).success).toBe(false)
  expect(SocketTelemetry.safeParse({ ...socket, status: 'Busy' }).success).toBe(false)
  expect(SocketTelemetry.safeParse({ ...socket, at: '2026-11-23T05:00:00Z' }).success).toBe(false)
})

test('Home Assistant is told of sensors of topics and fields that exist, each with an id of its own', () => {
  const topics = topicsOf('colok', 'a.b~c')
  const found = discoveries({
    prefix: 'homeassistant',
    chargePointId: 'a.b~c',
    model: 'Reference-1',
    firmwareVersion: '0.1.0',
    connectors: 2,
    topics,
  })
  const payloads = found.map(({ payload }) => payload as Record<string, string>)
  expect(new Set(payloads.map(({ unique_id }) => unique_id)).size).toBe(10)
  for (const { topic } of found) expect(topic).toMatch(/^homeassistant\/sensor\/[\w-]+\/[\w-]+\/config$/)
  for (const { state_topic = '', value_template = '', availability_topic } of payloads) {
    const schema = state_topic.endsWith('/reading') ? ReadingTelemetry : SocketTelemetry
    expect([1, 2].flatMap((id) => [topics.socket(id), topics.reading(id)])).toContain(state_topic)
    expect(Object.keys(schema.shape)).toContain(/value_json\.(\w+)/.exec(value_template)?.[1])
    expect(availability_topic).toBe(topics.availability)
  }
  expect(payloads.some((payload) => 'command_topic' in payload)).toBe(false)
})
