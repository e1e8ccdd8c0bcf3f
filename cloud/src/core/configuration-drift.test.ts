import { expect, test } from 'vitest'
import { configurationDrift } from './configuration-drift.ts'

const told = [
  { key: 'HeartbeatInterval', readonly: false, value: '300' },
  { key: 'MeterValuesSampledData', readonly: false, value: 'Voltage,Energy.Active.Import.Register' },
  { key: 'LocalPreAuthorize', readonly: false, value: 'True' },
  { key: 'NumberOfConnectors', readonly: true, value: '2' },
]
const states = (wanted: Record<string, string>) =>
  configurationDrift(wanted, told).map(({ key, state }) => [key, state])

test('what differs is told apart from what cannot be set and from what the charger does not have', () => {
  expect(
    states({ HeartbeatInterval: '60', NumberOfConnectors: '4', BlinkRepeat: '3', LocalPreAuthorize: 'true' }),
  ).toEqual([
    ['HeartbeatInterval', 'different'],
    ['NumberOfConnectors', 'readOnly'],
    ['BlinkRepeat', 'unknownKey'],
    ['LocalPreAuthorize', 'same'],
  ])
})

test('keys in another case and lists in another order are the same', () => {
  expect(
    states({ heartbeatinterval: '300', MeterValuesSampledData: 'Energy.Active.Import.Register, Voltage' }),
  ).toEqual([
    ['heartbeatinterval', 'same'],
    ['MeterValuesSampledData', 'same'],
  ])
})
