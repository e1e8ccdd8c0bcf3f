import type { Request } from '@colok/shared/ocpp/registry'
import { transactionIdOf } from '../outbox-queue.ts'
import { beginStop } from '../session.ts'
import type { Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.12: the number must be that of a transaction that runs here. */
export function remoteStopTransaction(turn: Turn, { transactionId }: Request<'RemoteStopTransaction'>) {
  const connector = turn.state.connectors.find(
    ({ activity }) =>
      activity.kind === 'charging' && transactionIdOf(turn.state, activity.session.localId) === transactionId,
  )
  if (connector === undefined) return confirm({ status: 'Rejected' } as const)
  beginStop(turn, connector.id, { reason: 'Remote' })
  return confirm({ status: 'Accepted' } as const)
}
