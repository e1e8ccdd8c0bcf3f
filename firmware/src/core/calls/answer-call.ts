import type { ActionsSentBy, Request } from '@colok/shared/ocpp/registry'
import type { AnswerTo, VaultQuestion } from '../effects.ts'
import type { CallReceived, VaultAction } from '../events.ts'
import { emit, type Turn } from '../turn.ts'
import { cancelReservation } from './cancel-reservation.ts'
import { changeAvailability } from './change-availability.ts'
import { changeConfiguration } from './change-configuration.ts'
import { clearCache } from './clear-cache.ts'
import { clearChargingProfile } from './clear-charging-profile.ts'
import { dataTransfer } from './data-transfer.ts'
import { extendedTriggerMessage } from './extended-trigger-message.ts'
import { getCompositeSchedule } from './get-composite-schedule.ts'
import { getConfiguration } from './get-configuration.ts'
import { getDiagnostics, getLog } from './get-diagnostics.ts'
import { getLocalListVersion } from './get-local-list-version.ts'
import { remoteStartTransaction } from './remote-start-transaction.ts'
import { remoteStopTransaction } from './remote-stop-transaction.ts'
import { reserveNow } from './reserve-now.ts'
import { reset } from './reset.ts'
import { sendLocalList } from './send-local-list.ts'
import { setChargingProfile } from './set-charging-profile.ts'
import { triggerMessage } from './trigger-message.ts'
import { unlockConnector } from './unlock-connector.ts'
import { signedUpdateFirmware, updateFirmware } from './update-firmware.ts'

type Incoming = ActionsSentBy<'CentralSystem'>
/** Answers one action. `later` when the answer waits for the hardware: then an `answer` effect follows. */
type Answerer<A extends Incoming> = (turn: Turn, request: Request<A>, callId: number) => AnswerTo<A> | 'later'

/** Each action of the central system and who answers it. */
const answerers: { readonly [A in Incoming]: Answerer<A> } = {
  ChangeAvailability: changeAvailability,
  ChangeConfiguration: changeConfiguration,
  ClearCache: clearCache,
  DataTransfer: dataTransfer,
  GetConfiguration: getConfiguration,
  GetLocalListVersion: getLocalListVersion,
  RemoteStartTransaction: remoteStartTransaction,
  RemoteStopTransaction: remoteStopTransaction,
  Reset: reset,
  SendLocalList: sendLocalList,
  TriggerMessage: triggerMessage,
  UnlockConnector: unlockConnector,
  CancelReservation: cancelReservation,
  CertificateSigned: askVault('CertificateSigned'),
  ClearChargingProfile: clearChargingProfile,
  DeleteCertificate: askVault('DeleteCertificate'),
  ExtendedTriggerMessage: extendedTriggerMessage,
  GetCompositeSchedule: getCompositeSchedule,
  GetDiagnostics: getDiagnostics,
  GetInstalledCertificateIds: askVault('GetInstalledCertificateIds'),
  GetLog: getLog,
  InstallCertificate: askVault('InstallCertificate'),
  ReserveNow: reserveNow,
  SetChargingProfile: setChargingProfile,
  SignedUpdateFirmware: signedUpdateFirmware,
  UpdateFirmware: updateFirmware,
}

/** What is still answered while the registration is pending (OCPP 1.6 §4.2). */
const answeredWhilePending: readonly Incoming[] = [
  'ChangeConfiguration',
  'GetConfiguration',
  'TriggerMessage',
  'ExtendedTriggerMessage',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
]

/** Decides the answer to a call; it is sent before whatever the call set in motion. */
export function answerCall(turn: Turn, event: CallReceived): void {
  const before = turn.effects.length
  const answer = isAnswered(turn, event.action) ? answerOf(turn, event) : refusedUnregistered
  if (answer !== 'later')
    turn.effects.splice(before, 0, {
      kind: 'answer',
      callId: event.callId,
      answer,
    })
}

function answerOf<A extends Incoming>(
  turn: Turn,
  event: { action: A; request: Request<A>; callId: number },
): AnswerTo<A> | 'later' {
  const answerer: Answerer<A> = answerers[event.action]
  return answerer(turn, event.request, event.callId)
}

const refusedUnregistered = {
  kind: 'error',
  code: 'GenericError',
  description: 'The central system has not accepted this charge point yet',
} as const

function isAnswered({ state }: Turn, action: Incoming): boolean {
  const { registration } = state.station
  if (registration === 'accepted') return true
  return registration === 'pending' && answeredWhilePending.includes(action)
}

/** Keys and roots are in the hands of their keeper, who answers; nobody keeps them in a charger without a disk. */
function askVault<A extends VaultAction>(action: A): Answerer<A> {
  return (turn, request, callId) => {
    if (turn.state.station.credentials === null) return notSupported()
    emit(turn, { kind: 'askVault', callId, action, request } as VaultQuestion)
    return 'later'
  }
}

function notSupported() {
  return {
    kind: 'error',
    code: 'NotSupported',
    description: 'This charge point does not have that feature',
  } as const
}
