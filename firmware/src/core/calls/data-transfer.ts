import type { Request } from '@colok/shared/ocpp/registry'
import { readVendorMessage, type VendorMessage } from '@colok/shared/vendor'
import { takenOf, withList } from '../allowances.ts'
import { noteRefusal, takeRightsBack } from '../authorisation.ts'
import type { SessionLimits } from '../durable.ts'
import { transactionIdOf } from '../outbox-queue.ts'
import { clearLockout } from '../relay.ts'
import { armDurationLimit, paidLimitKey } from '../session.ts'
import { log, patch, patchProgress, setActivity, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** Limits that wait for their session; more means that something is wrong at the other end. */
const maxWaitingLimits = 50

/** OCPP 1.6 §5.6: the messages of our own vendor id, which OCPP 1.6 has no words for. */
export function dataTransfer(turn: Turn, request: Request<'DataTransfer'>) {
  const read = readVendorMessage(request)
  if (read.kind === 'refused') {
    log(turn, 'warn', `DataTransfer refused: ${read.problem}`)
    return confirm({ status: read.status })
  }
  switch (read.messageId) {
    case 'SetPrice':
      return confirm({
        status: setPrice(turn, read.message) ? 'Accepted' : 'Rejected',
      } as const)
    case 'SetPostCode':
      patch(turn, { postCode: { secret: read.message.secret } })
      return confirm({ status: 'Accepted' } as const)
    case 'SetSessionLimit':
      return confirm({
        status: setSessionLimit(turn, read.message) ? 'Accepted' : 'Rejected',
      } as const)
    case 'RunningCost':
      return confirm({ status: reckon(turn, read.message) ? 'Accepted' : 'Rejected' } as const)
    case 'FinalCost':
      return confirm({ status: settle(turn, read.message) ? 'Accepted' : 'Rejected' } as const)
    case 'SetAllowances':
      return setAllowances(turn, read.message)
    case 'CardRefused': {
      const { idTag, reason } = read.message
      return confirm({ status: noteRefusal(turn, idTag, reason) ? 'Accepted' : 'Rejected' } as const)
    }
    case 'ClearLockout': {
      const { connectorId, by } = read.message
      return confirm({ status: clearLockout(turn, connectorId, by) ? 'Accepted' : 'Rejected' } as const)
    }
    case 'MeterKey':
    case 'MeterSignature':
    case 'EstimatedStart':
    case 'DoorEvent':
      return confirm({ status: 'UnknownMessageId' } as const)
  }
}

/** A newer list counts from here on; the answer says which one does, and what has been spent. */
function setAllowances(turn: Turn, message: VendorMessage<'SetAllowances'>) {
  const next = withList(turn.state.allowances, message)
  if (next !== undefined) {
    patch(turn, { allowances: next })
    takeRightsBack(turn)
  }
  const data = JSON.stringify(takenOf(turn.state.allowances))
  return confirm({ status: next === undefined ? 'Rejected' : 'Accepted', data } as const)
}

/** The price of sessions that start from now on; a running one keeps its own. */
function setPrice(turn: Turn, { priceIdrPerKwh, text }: VendorMessage<'SetPrice'>): boolean {
  patch(turn, { prices: { idrPerKwh: priceIdrPerKwh, text: text?.trim() || null } })
  return true
}

/** The central system's own reckoning of a running session counts from here on. */
function reckon(turn: Turn, message: VendorMessage<'RunningCost'>): boolean {
  const { transactionId, amountIdr, energyWh } = message
  const connector = turn.state.connectors.find(
    ({ activity }) =>
      activity.kind === 'charging' && transactionIdOf(turn.state, activity.session.localId) === transactionId,
  )
  if (connector === undefined) return false
  patchProgress(turn, connector.id, {
    reckoned: { amountIdr, energyWh, priceIdrPerKwh: message.priceIdrPerKwh ?? null },
  })
  return true
}

/** The final amount, for the receipt that is still on the display. */
function settle(turn: Turn, { transactionId, amountIdr, refundIdr }: VendorMessage<'FinalCost'>): boolean {
  const connector = turn.state.connectors.find(
    ({ activity }) => activity.kind === 'finishing' && activity.receipt.transactionId === transactionId,
  )
  if (connector?.activity.kind !== 'finishing') return false
  setActivity(turn, connector.id, {
    kind: 'finishing',
    receipt: { ...connector.activity.receipt, amountIdr, refundIdr: refundIdr ?? null },
  })
  return true
}

/** A limit for a running transaction, or for the next one of an idTag at one connector. It holds offline too. */
function setSessionLimit(turn: Turn, message: VendorMessage<'SetSessionLimit'>): boolean {
  const limits: SessionLimits = {
    energyWh: message.limitWh ?? null,
    amountIdr: message.limitIdr ?? null,
    durationS: message.limitSeconds ?? null,
  }
  const connector = turn.state.connectors[message.connectorId - 1]
  if (connector === undefined) return false
  if (message.idTag !== undefined) return limitNextSession(turn, message.connectorId, message.idTag, limits)
  const { activity } = connector
  if (activity.kind !== 'charging') return false
  if (transactionIdOf(turn.state, activity.session.localId) !== message.transactionId) return false
  const session = { ...activity.session, limits }
  setActivity(turn, connector.id, { ...activity, session })
  armDurationLimit(turn, connector.id, session)
  return true
}

function limitNextSession(turn: Turn, connectorId: number, idTag: string, limits: SessionLimits): boolean {
  const key = paidLimitKey(connectorId, idTag)
  const { [key]: _, ...others } = turn.state.paidLimits
  if (Object.keys(others).length >= maxWaitingLimits) return false
  patch(turn, { paidLimits: { ...others, [key]: limits } })
  return true
}
