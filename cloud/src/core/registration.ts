import type { Action, ActionsSentBy } from '@colok/shared/ocpp/registry'

/** What a charger's BootNotification is answered (OCPP 1.6 §7.35). */
export type Registration = 'Accepted' | 'Pending' | 'Rejected'

/** What a charger that is not accepted may be asked: to tell of itself and to be set up, never to deliver energy. */
const notWhilePending: ReadonlySet<Action> = new Set([
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'ReserveNow',
  'CancelReservation',
  'SetChargingProfile',
  'UnlockConnector',
])

/**
 * Whether a message of a charger is taken (OCPP 1.6 §4.2): from an accepted one all are; from one that is pending only
 * what it was asked for by a trigger; from a rejected one nothing but its next BootNotification.
 */
export function mayBeTaken(
  action: ActionsSentBy<'ChargePoint'>,
  from: { readonly registration: Registration; readonly triggered: boolean },
): boolean {
  if (action === 'BootNotification' || from.registration === 'Accepted') return true
  return from.registration === 'Pending' && from.triggered
}

/** Whether a charger may be sent a command. A rejected one is left alone until it boots again. */
export function mayBeSent(action: ActionsSentBy<'CentralSystem'>, registration: Registration): boolean {
  if (registration === 'Accepted') return true
  return registration === 'Pending' && !notWhilePending.has(action)
}
