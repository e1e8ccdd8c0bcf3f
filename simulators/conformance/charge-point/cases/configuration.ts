import type { Confirmation } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import { booted, configure, configuredValue, expectEveryStatus } from '../kit/states.ts'

/** OCPP 1.6 §9: the keys that a profile requires, and those of them that are read-only. */
const requiredKeys: Readonly<
  Record<string, { readonly writable: readonly string[]; readonly readOnly: readonly string[] }>
> = {
  Core: {
    writable: [
      'AuthorizeRemoteTxRequests',
      'ClockAlignedDataInterval',
      'ConnectionTimeOut',
      'ConnectorPhaseRotation',
      'HeartbeatInterval',
      'LocalAuthorizeOffline',
      'LocalPreAuthorize',
      'MeterValuesAlignedData',
      'MeterValuesSampledData',
      'MeterValueSampleInterval',
      'ResetRetries',
      'StopTransactionOnEVSideDisconnect',
      'StopTransactionOnInvalidId',
      'StopTxnAlignedData',
      'StopTxnSampledData',
      'TransactionMessageAttempts',
      'TransactionMessageRetryInterval',
      'UnlockConnectorOnEVSideDisconnect',
    ],
    readOnly: ['GetConfigurationMaxKeys', 'NumberOfConnectors', 'SupportedFeatureProfiles'],
  },
  LocalAuthListManagement: {
    writable: ['LocalAuthListEnabled'],
    readOnly: ['LocalAuthListMaxLength', 'SendLocalListMaxLength'],
  },
  SmartCharging: {
    writable: [],
    readOnly: [
      'ChargeProfileMaxStackLevel',
      'ChargingScheduleAllowedChargingRateUnit',
      'ChargingScheduleMaxPeriods',
      'MaxChargingProfilesInstalled',
    ],
  },
}

type Key = NonNullable<Confirmation<'GetConfiguration'>['configurationKey']>[number]

export const configuration: readonly ConformanceCase[] = [
  {
    id: 'TC_019_CS',
    title: 'retrieve configuration',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      const { configurationKey = [], unknownKey = [] } = await central.call('GetConfiguration', {})
      must(unknownKey.length === 0, `asked for no key, it does not know ${unknownKey.join(', ')}`)
      const keys = new Map(configurationKey.map((each) => [each.key, each]))
      must(keys.size === configurationKey.length, 'a key is listed twice')
      requireKeys(keys)
      must(!keys.get('AuthorizationKey')?.value, 'AuthorizationKey is told, and may only be written')
      must(keys.get('NumberOfConnectors')?.value === '2', 'NumberOfConnectors is not 2')
      const some = await central.call('GetConfiguration', { key: ['SupportedFeatureProfiles', 'NoSuchKey'] })
      must(
        some.configurationKey?.map(({ key }) => key).join() === 'SupportedFeatureProfiles',
        'asked for one key, it did not answer with that one alone',
      )
      must(some.unknownKey?.join() === 'NoSuchKey', 'a key that it does not know is not in unknownKey')
    },
  },
  {
    id: 'TC_021_CS',
    title: 'change/set configuration',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      const changed = String(Number(await configuredValue(bench, 'MeterValueSampleInterval')) + 10)
      await configure(bench, { MeterValueSampleInterval: changed })
      await requireValue(bench, 'MeterValueSampleInterval', changed)
      await bench.charger.cutPower()
      await bench.charger.start(bench.central.url())
      await bench.central.expectCall('BootNotification')
      bench.central.skipStatusesToLastBoot()
      await expectEveryStatus(bench.central, 'Available')
      await requireValue(bench, 'MeterValueSampleInterval', changed)
    },
  },
  {
    id: 'TC_040_1_CS',
    title: 'configuration key, NotSupported',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await bench.central.callFor('ChangeConfiguration', { key: 'NoSuchKey', value: '1' }, 'NotSupported')
    },
  },
  {
    id: 'TC_040_2_CS',
    title: 'configuration key, invalid value',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      const before = await configuredValue(bench, 'MeterValueSampleInterval')
      for (const value of ['-1', 'often'])
        await central.callFor('ChangeConfiguration', { key: 'MeterValueSampleInterval', value }, 'Rejected')
      await central.callFor('ChangeConfiguration', { key: 'NumberOfConnectors', value: '4' }, 'Rejected')
      await requireValue(bench, 'MeterValueSampleInterval', before ?? '')
    },
  },
]

function requireKeys(keys: ReadonlyMap<string, Key>): void {
  const profiles = keys.get('SupportedFeatureProfiles')?.value?.split(',') ?? []
  must(profiles.includes('Core'), `SupportedFeatureProfiles is without Core: ${profiles.join(', ')}`)
  for (const profile of profiles) {
    const { writable = [], readOnly = [] } = requiredKeys[profile.trim()] ?? {}
    const missing = [...writable, ...readOnly].filter((key) => !keys.has(key))
    must(missing.length === 0, `keys that ${profile} requires are missing: ${missing.join(', ')}`)
    const locked = writable.filter((key) => keys.get(key)?.readonly)
    must(locked.length === 0, `keys that must be writable are read-only: ${locked.join(', ')}`)
    const open = readOnly.filter((key) => keys.get(key)?.readonly !== true)
    must(open.length === 0, `keys that must be read-only are writable: ${open.join(', ')}`)
  }
}

async function requireValue(bench: Bench, key: string, wanted: string): Promise<void> {
  const value = await configuredValue(bench, key)
  must(value === wanted, `${key} is ${value}, wanted ${wanted}`)
}
