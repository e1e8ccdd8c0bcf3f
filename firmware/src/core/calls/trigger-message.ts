import type { Request } from '@colok/shared/ocpp/registry'
import type { Report } from '../events.ts'
import { journalNow } from '../journal.ts'
import { plainUpdateStatus } from '../maintenance.ts'
import { toMeterValue } from '../outbox.ts'
import { transactionIdOf } from '../outbox-queue.ts'
import { takeSample } from '../sampling.ts'
import { sendBootNotification, sendHeartbeat } from '../station.ts'
import { tellStatus } from '../status.ts'
import { connectorOf, emit, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.17. The message follows the answer, also while the registration is pending. */
export function triggerMessage(turn: Turn, { requestedMessage, connectorId }: Request<'TriggerMessage'>) {
  const count = turn.state.connectors.length
  if (connectorId !== undefined && (connectorId < 0 || connectorId > count))
    return confirm({ status: 'Rejected' } as const)
  const asked = connectorId === undefined ? turn.state.connectors.map(({ id }) => id) : [connectorId]
  switch (requestedMessage) {
    case 'BootNotification':
      sendBootNotification(turn)
      break
    case 'Heartbeat':
      sendHeartbeat(turn)
      break
    case 'StatusNotification':
      for (const id of connectorId === undefined ? [0, ...asked] : asked) tellStatus(turn, id)
      break
    case 'MeterValues':
      for (const id of asked) if (id > 0) tellMeterValues(turn, id)
      break
    case 'DiagnosticsStatusNotification':
      tell(turn, {
        action: 'DiagnosticsStatusNotification',
        request: { status: turn.state.station.uploading?.requestId === null ? 'Uploading' : 'Idle' },
      })
      break
    case 'FirmwareStatusNotification':
      tell(turn, {
        action: 'FirmwareStatusNotification',
        request: { status: plainUpdateStatus(turn.state) },
      })
      break
  }
  return confirm({ status: 'Accepted' } as const)
}

function tellMeterValues(turn: Turn, connectorId: number): void {
  const sample = takeSample(turn, {
    connectorId,
    key: 'MeterValuesSampledData',
    context: 'Trigger',
  })
  if (sample === undefined) return
  journalNow(turn, connectorId)
  const { activity } = connectorOf(turn.state, connectorId)
  const transactionId =
    activity.kind === 'charging' ? transactionIdOf(turn.state, activity.session.localId) : undefined
  const running = transactionId === undefined ? {} : { transactionId }
  tell(turn, {
    action: 'MeterValues',
    request: {
      connectorId,
      ...running,
      meterValue: [toMeterValue(sample, turn.now)],
    },
  })
}

type Told = { action: 'MeterValues'; request: Request<'MeterValues'> } | Report

export function tell(turn: Turn, message: Told): void {
  emit(turn, { kind: 'call', purpose: 'told', ref: 0, ...message })
}
