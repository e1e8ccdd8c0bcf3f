import type { Request } from '@colok/shared/ocpp/registry'
import { textOf } from '../configuration.ts'
import { signedUpdateStatus } from '../maintenance.ts'
import { emit, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'
import { tell, triggerMessage } from './trigger-message.ts'

/** Security whitepaper, edition 3, §5.3: TriggerMessage, with the messages that the whitepaper adds. */
export function extendedTriggerMessage(turn: Turn, request: Request<'ExtendedTriggerMessage'>) {
  const { requestedMessage, connectorId } = request
  switch (requestedMessage) {
    case 'SignChargePointCertificate':
      if (turn.state.station.credentials === null) return confirm({ status: 'NotImplemented' } as const)
      emit(turn, { kind: 'requestCertificate', organisation: textOf(turn.state, 'CpoName') })
      return confirm({ status: 'Accepted' } as const)
    case 'LogStatusNotification': {
      const requestId = turn.state.station.uploading?.requestId ?? null
      const request =
        requestId === null ? ({ status: 'Idle' } as const) : ({ status: 'Uploading', requestId } as const)
      tell(turn, { action: 'LogStatusNotification', request })
      return confirm({ status: 'Accepted' } as const)
    }
    case 'FirmwareStatusNotification':
      tell(turn, { action: 'SignedFirmwareStatusNotification', request: signedUpdateStatus(turn.state) })
      return confirm({ status: 'Accepted' } as const)
    default:
      return triggerMessage(turn, { requestedMessage, ...(connectorId === undefined ? {} : { connectorId }) })
  }
}
