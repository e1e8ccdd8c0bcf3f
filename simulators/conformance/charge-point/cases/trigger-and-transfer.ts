import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import { booted, charging, configure, expectStart, expectStop, idTag } from '../kit/states.ts'

export const triggerAndTransfer: readonly ConformanceCase[] = [
  {
    id: 'TC_054_CS',
    title: 'trigger message',
    profile: 'RemoteTrigger',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await central.callFor('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 }, 'Accepted')
      const { request } = await central.expectCall('MeterValues', {
        connectorId: 1,
        transactionId: undefined,
      })
      must(
        request.meterValue.every(({ sampledValue }) =>
          sampledValue.every(({ context }) => context === 'Trigger'),
        ),
        'MeterValues.req that was triggered has a context other than Trigger',
      )
      await central.callFor('TriggerMessage', { requestedMessage: 'Heartbeat' }, 'Accepted')
      await central.expectCall('Heartbeat')
      await central.callFor(
        'TriggerMessage',
        { requestedMessage: 'StatusNotification', connectorId: 1 },
        'Accepted',
      )
      await central.expectCall('StatusNotification', {
        connectorId: 1,
        status: 'Available',
        errorCode: 'NoError',
      })
      await central.callFor('TriggerMessage', { requestedMessage: 'StatusNotification' }, 'Accepted')
      for (const connectorId of [0, 1, 2]) await central.expectCall('StatusNotification', { connectorId })
      await central.callFor(
        'TriggerMessage',
        { requestedMessage: 'DiagnosticsStatusNotification' },
        'Accepted',
      )
      await central.expectCall('DiagnosticsStatusNotification', { status: 'Idle' })
      await central.callFor('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }, 'Accepted')
      await central.expectCall('FirmwareStatusNotification', { status: 'Idle' })
      await central.callFor('TriggerMessage', { requestedMessage: 'BootNotification' }, 'Accepted')
      await central.expectCall('BootNotification')
    },
  },
  {
    id: 'TC_055_CS',
    title: 'trigger message, rejected',
    profile: 'RemoteTrigger',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await central.callFor('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 3 }, 'Rejected')
      await central.expectNone('MeterValues')
    },
  },
  {
    id: 'TC_061_1_CS',
    title: 'clear authorization data in authorization cache, local',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await cachedAndCleared(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.present(idTag)
      await central.expectCall('Authorize', { idTag })
      await expectStart(bench, { idTag })
    },
  },
  {
    id: 'TC_061_2_CS',
    title: 'clear authorization data in authorization cache, remote',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await cachedAndCleared(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Accepted')
      await central.expectCall('Authorize', { idTag })
      await expectStart(bench, { idTag })
    },
  },
  {
    id: 'TC_062_CS',
    title: 'data transfer to a charge point',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      const { status } = await central.call('DataTransfer', {
        vendorId: 'org.example.unknown',
        messageId: 'Greeting',
        data: 'Hello',
      })
      // OCPP 1.6 §5.6: a vendor that is not known is UnknownVendorId; nothing else is true of this one.
      must(status === 'UnknownVendorId', `DataTransfer.conf: status is ${status}, wanted UnknownVendorId`)
    },
  },
]

/** The cache knows the card and starts it without asking; then it is cleared. */
async function cachedAndCleared(bench: Bench): Promise<void> {
  const { central, charger } = bench
  await booted(bench)
  await configure(bench, {
    AuthorizationCacheEnabled: 'true',
    LocalAuthListEnabled: 'false',
    LocalPreAuthorize: 'true',
    AuthorizeRemoteTxRequests: 'true',
  })
  const start = await charging(bench)
  await charger.present(idTag)
  await expectStop(bench, start, { reason: 'Local or left out' })
  await central.expectStatus(1, 'Finishing')
  await charger.plugOut()
  await central.expectStatus(1, 'Available')
  await central.callFor('ClearCache', {}, 'Accepted')
}
