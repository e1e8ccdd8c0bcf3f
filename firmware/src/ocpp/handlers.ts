import { RpcError } from '@colok/shared/ocpp/errors'
import type { ActionsSentBy, Handlers } from '@colok/shared/ocpp/registry'
import type { Answer } from '../core/effects.ts'
import type { CallReceived } from '../core/events.ts'

type Incoming = ActionsSentBy<'CentralSystem'>

/** Where incoming calls go to be decided, and where their answers come from. */
export interface CallDesk {
  /** Puts a call before the core; resolves with the answer that follows from it. */
  ask(call: Omit<CallReceived, 'kind' | 'callId'>): Promise<Answer>
}

/** Every action of the central system; the value is only there so that a forgotten one does not compile. */
const incoming: { readonly [A in Incoming]: A } = {
  CancelReservation: 'CancelReservation',
  CertificateSigned: 'CertificateSigned',
  ChangeAvailability: 'ChangeAvailability',
  ChangeConfiguration: 'ChangeConfiguration',
  ClearCache: 'ClearCache',
  ClearChargingProfile: 'ClearChargingProfile',
  DataTransfer: 'DataTransfer',
  DeleteCertificate: 'DeleteCertificate',
  ExtendedTriggerMessage: 'ExtendedTriggerMessage',
  GetCompositeSchedule: 'GetCompositeSchedule',
  GetConfiguration: 'GetConfiguration',
  GetDiagnostics: 'GetDiagnostics',
  GetInstalledCertificateIds: 'GetInstalledCertificateIds',
  GetLocalListVersion: 'GetLocalListVersion',
  GetLog: 'GetLog',
  InstallCertificate: 'InstallCertificate',
  RemoteStartTransaction: 'RemoteStartTransaction',
  RemoteStopTransaction: 'RemoteStopTransaction',
  ReserveNow: 'ReserveNow',
  Reset: 'Reset',
  SendLocalList: 'SendLocalList',
  SetChargingProfile: 'SetChargingProfile',
  SignedUpdateFirmware: 'SignedUpdateFirmware',
  TriggerMessage: 'TriggerMessage',
  UnlockConnector: 'UnlockConnector',
  UpdateFirmware: 'UpdateFirmware',
}

/**
 * The handlers of the charge point: each call becomes an event of the core, and the core's `answer` effect its
 * confirmation. What to answer is decided in `core/calls/<action>.ts`, serially and after it is committed.
 */
export const handlers = Object.fromEntries(
  Object.values(incoming).map((action) => [
    action,
    async (request: unknown, desk: CallDesk) => {
      const answer = await desk.ask({ action, request } as Omit<CallReceived, 'kind' | 'callId'>)
      if (answer.kind === 'error') throw new RpcError(answer.code, answer.description)
      return answer.confirmation
    },
  ]),
) as unknown as Handlers<'ChargePoint', CallDesk>
