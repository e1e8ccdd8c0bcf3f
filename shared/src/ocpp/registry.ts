import type { z } from 'zod'
import { Authorize } from './messages/authorize.ts'
import { BootNotification } from './messages/boot-notification.ts'
import { CancelReservation } from './messages/cancel-reservation.ts'
import { CertificateSigned } from './messages/certificate-signed.ts'
import { ChangeAvailability } from './messages/change-availability.ts'
import { ChangeConfiguration } from './messages/change-configuration.ts'
import { ClearCache } from './messages/clear-cache.ts'
import { ClearChargingProfile } from './messages/clear-charging-profile.ts'
import { DataTransfer } from './messages/data-transfer.ts'
import { DeleteCertificate } from './messages/delete-certificate.ts'
import { DiagnosticsStatusNotification } from './messages/diagnostics-status-notification.ts'
import { ExtendedTriggerMessage } from './messages/extended-trigger-message.ts'
import { FirmwareStatusNotification } from './messages/firmware-status-notification.ts'
import { GetCompositeSchedule } from './messages/get-composite-schedule.ts'
import { GetConfiguration } from './messages/get-configuration.ts'
import { GetDiagnostics } from './messages/get-diagnostics.ts'
import { GetInstalledCertificateIds } from './messages/get-installed-certificate-ids.ts'
import { GetLocalListVersion } from './messages/get-local-list-version.ts'
import { GetLog } from './messages/get-log.ts'
import { Heartbeat } from './messages/heartbeat.ts'
import { InstallCertificate } from './messages/install-certificate.ts'
import { LogStatusNotification } from './messages/log-status-notification.ts'
import { MeterValues } from './messages/meter-values.ts'
import { RemoteStartTransaction } from './messages/remote-start-transaction.ts'
import { RemoteStopTransaction } from './messages/remote-stop-transaction.ts'
import { ReserveNow } from './messages/reserve-now.ts'
import { Reset } from './messages/reset.ts'
import { SecurityEventNotification } from './messages/security-event-notification.ts'
import { SendLocalList } from './messages/send-local-list.ts'
import { SetChargingProfile } from './messages/set-charging-profile.ts'
import { SignCertificate } from './messages/sign-certificate.ts'
import { SignedFirmwareStatusNotification } from './messages/signed-firmware-status-notification.ts'
import { SignedUpdateFirmware } from './messages/signed-update-firmware.ts'
import { StartTransaction } from './messages/start-transaction.ts'
import { StatusNotification } from './messages/status-notification.ts'
import { StopTransaction } from './messages/stop-transaction.ts'
import { TriggerMessage } from './messages/trigger-message.ts'
import { UnlockConnector } from './messages/unlock-connector.ts'
import { UpdateFirmware } from './messages/update-firmware.ts'

/** The 28 actions of OCPP 1.6 and the 11 of its security whitepaper: everything that may travel, said once. */
export const registry = {
  Authorize,
  BootNotification,
  CancelReservation,
  CertificateSigned,
  ChangeAvailability,
  ChangeConfiguration,
  ClearCache,
  ClearChargingProfile,
  DataTransfer,
  DeleteCertificate,
  DiagnosticsStatusNotification,
  ExtendedTriggerMessage,
  FirmwareStatusNotification,
  GetCompositeSchedule,
  GetConfiguration,
  GetDiagnostics,
  GetInstalledCertificateIds,
  GetLocalListVersion,
  GetLog,
  Heartbeat,
  InstallCertificate,
  LogStatusNotification,
  MeterValues,
  RemoteStartTransaction,
  RemoteStopTransaction,
  ReserveNow,
  Reset,
  SecurityEventNotification,
  SendLocalList,
  SetChargingProfile,
  SignCertificate,
  SignedFirmwareStatusNotification,
  SignedUpdateFirmware,
  StartTransaction,
  StatusNotification,
  StopTransaction,
  TriggerMessage,
  UnlockConnector,
  UpdateFirmware,
} as const

export type Peer = 'ChargePoint' | 'CentralSystem'
export type OtherPeer<P extends Peer> = Exclude<Peer, P>

export type Action = keyof typeof registry

/** What the sender of `A` says. Date-times are ISO 8601 text. */
export type Request<A extends Action> = z.infer<(typeof registry)[A]['request']>

/** What the receiver of `A` answers. */
export type Confirmation<A extends Action> = z.infer<(typeof registry)[A]['confirmation']>

/** `DataTransfer` is in both peers' sets. */
export type ActionsSentBy<P extends Peer> = {
  [A in Action]: (typeof registry)[A]['sender'] extends P | 'either' ? A : never
}[Action]

/**
 * What a peer must answer: one function for each action that the other peer may send. A missing one does not compile.
 * A handler answers with a confirmation, or throws an `RpcError` for a CALLERROR of its choice.
 */
export type Handlers<P extends Peer, Context> = {
  readonly [A in ActionsSentBy<OtherPeer<P>>]: (
    request: Request<A>,
    context: Context,
  ) => Confirmation<A> | Promise<Confirmation<A>>
}

/** Whether a word from the wire names an action that OCPP 1.6 knows. */
export function isAction(word: string): word is Action {
  return Object.hasOwn(registry, word)
}

/** Whether `peer` is one that may send `action`. */
export function maySend(peer: Peer, action: Action): boolean {
  const { sender } = registry[action]
  return sender === peer || sender === 'either'
}
