import { expect, test } from 'vitest'
import { telemetryConfig } from './config.ts'

test('a broker’s address is enough', () => {
  expect(telemetryConfig.parse({ url: 'mqtts://broker.example.id' })).toEqual({
    url: 'mqtts://broker.example.id',
    topicPrefix: 'colok',
    homeAssistant: false,
  })
})

test.each([
  [{ url: 'http://broker' }, 'mqtt:// or mqtts://'],
  [{ url: 'mqtt://user:secret@broker' }, 'stands in `username`'],
  [{ url: 'mqtt://broker', topicPrefix: 'colok/#' }, 'without + and #'],
  [{ url: 'mqtt://broker', commands: true }, 'commands'],
])('%j is refused', (settings, problem) => {
  expect(telemetryConfig.safeParse(settings).error?.message).toContain(problem)
})
