import type { Confirmation } from '@colok/shared/ocpp/registry'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { booted, command } from '../kit/states.ts'

const keys = [
  { key: 'HeartbeatInterval', readonly: false, value: '300' },
  { key: 'NumberOfConnectors', readonly: true, value: '2' },
  { key: 'SupportedFeatureProfiles', readonly: true, value: 'Core,FirmwareManagement' },
]

export const configuration: readonly ConformanceCase[] = [
  {
    id: 'TC_019_1_CSMS',
    title: 'retrieve all configuration keys',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      const confirmation = { configurationKey: keys }
      await command(bench, 'GetConfiguration', {}, { confirmation, outcome: 'accepted' })
    },
  },
  {
    id: 'TC_019_2_CSMS',
    title: 'retrieve specific configuration key',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      const key = ['SupportedFeatureProfiles']
      const confirmation = { configurationKey: keys.filter((each) => key.includes(each.key)) }
      await command(bench, 'GetConfiguration', { key }, { confirmation, outcome: 'accepted' })
    },
  },
  {
    id: 'TC_021_CSMS',
    title: 'change set configuration',
    profile: 'Core',
    run: (bench) => change(bench, { key: 'MeterValueSampleInterval', value: '60' }, 'Accepted'),
  },
  {
    id: 'TC_040_1_CSMS',
    title: 'configuration keys, not supported',
    profile: 'Core',
    run: (bench) => change(bench, { key: 'NoSuchKey', value: '1' }, 'NotSupported'),
  },
  {
    id: 'TC_040_2_CSMS',
    title: 'configuration keys, invalid value',
    profile: 'Core',
    run: (bench) => change(bench, { key: 'MeterValueSampleInterval', value: '-1' }, 'Rejected'),
  },
]

async function change(
  bench: Bench,
  request: { key: string; value: string },
  status: Confirmation<'ChangeConfiguration'>['status'],
): Promise<void> {
  await booted(bench)
  const outcome = status === 'Accepted' ? 'accepted' : 'rejected'
  await command(bench, 'ChangeConfiguration', request, { confirmation: { status }, outcome })
}
