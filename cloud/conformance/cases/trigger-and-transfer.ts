import { vendorId } from '@colok/shared/ids'
import type { Request } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { booted, command, now, tellStatus } from '../kit/states.ts'

export const triggerAndTransfer: readonly ConformanceCase[] = [
  {
    id: 'TC_054_CSMS',
    title: 'trigger message',
    profile: 'RemoteTrigger',
    async run(bench) {
      const { chargePoint } = bench
      await booted(bench)
      await triggered(bench, { requestedMessage: 'MeterValues', connectorId: 1 })
      const sampledValue = [{ value: '1000', context: 'Trigger' as const, unit: 'Wh' as const }]
      await chargePoint.call('MeterValues', {
        connectorId: 1,
        meterValue: [{ timestamp: now(), sampledValue }],
      })
      await triggered(bench, { requestedMessage: 'Heartbeat' })
      await chargePoint.call('Heartbeat', {})
      await triggered(bench, { requestedMessage: 'StatusNotification', connectorId: 1 })
      await tellStatus(bench, 1, 'Available')
      await triggered(bench, { requestedMessage: 'DiagnosticsStatusNotification' })
      await chargePoint.call('DiagnosticsStatusNotification', { status: 'Idle' })
      await triggered(bench, { requestedMessage: 'FirmwareStatusNotification' })
      await chargePoint.call('FirmwareStatusNotification', { status: 'Idle' })
    },
  },
  {
    id: 'TC_055_CSMS',
    title: 'trigger message, rejected',
    profile: 'RemoteTrigger',
    async run(bench) {
      await booted(bench)
      const request = { requestedMessage: 'MeterValues', connectorId: 9 } as const
      const confirmation = { status: 'Rejected' } as const
      await command(bench, 'TriggerMessage', request, { confirmation, outcome: 'rejected' })
    },
  },
  {
    id: 'TC_064_CSMS',
    title: 'data transfer to central system',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      const { status } = await bench.chargePoint.call('DataTransfer', {
        vendorId: 'example.other',
        messageId: 'Message',
        data: 'text',
      })
      must(status === 'UnknownVendorId', `DataTransfer.conf of a foreign vendor: status is ${status}`)
      const ours = await bench.chargePoint.call('DataTransfer', { vendorId, messageId: 'NoSuchMessage' })
      must(ours.status === 'UnknownMessageId', `DataTransfer.conf of our own: status is ${ours.status}`)
    },
  },
]

function triggered(bench: Bench, request: Request<'TriggerMessage'>): Promise<void> {
  const confirmation = { status: 'Accepted' } as const
  return command(bench, 'TriggerMessage', request, { confirmation, outcome: 'accepted' })
}
