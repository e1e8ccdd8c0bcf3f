import { vendorRequest } from '@colok/shared/vendor'
import type { OutboxEntry } from './durable.ts'
import type { CallCompleted } from './events.ts'
import { stampToIso } from './now.ts'
import type { ChargerState } from './state.ts'
import { emit, patch, type Turn } from './turn.ts'

type Started = Extract<OutboxEntry, { kind: 'started' }>

/** Whether the central system has yet to hear that the time of this start is a guess. */
export function owesEstimate({ outbox }: ChargerState, entry: OutboxEntry): entry is Started {
  return entry.kind === 'started' && entry.at.estimated === true && outbox.estimateTold !== entry.id
}

/** OCPP 1.6 has no word for it, so it goes ahead as a DataTransfer of ours. */
export function tellEstimate(turn: Turn, { id, connectorId, meterStartWh, at }: Started): void {
  emit(turn, {
    kind: 'call',
    purpose: 'estimate',
    ref: id,
    action: 'DataTransfer',
    request: vendorRequest('EstimatedStart', {
      connectorId,
      meterStart: meterStartWh,
      timestamp: stampToIso(at, turn.now),
    }),
  })
}

/** A central system that does not know the message has heard it too. `false` when nobody has. */
export function estimateHeard(
  turn: Turn,
  { ref, result }: Extract<CallCompleted, { purpose: 'estimate' }>,
): boolean {
  const heard = result.kind === 'confirmed' || result.kind === 'error' || result.kind === 'invalid'
  const { outbox } = turn.state
  if (outbox.inFlight === ref)
    patch(turn, {
      outbox: { ...outbox, inFlight: null, estimateTold: heard ? ref : outbox.estimateTold },
    })
  return heard || result.kind === 'closed'
}
