import type { Handlers } from '@colok/shared/ocpp/registry'
import { handleAuthorize } from './handlers/authorize.ts'
import { handleBootNotification } from './handlers/boot-notification.ts'
import type { HandlerContext } from './handlers/context.ts'
import { handleDataTransfer } from './handlers/data-transfer.ts'
import { handleDiagnosticsStatusNotification } from './handlers/diagnostics-status-notification.ts'
import { handleFirmwareStatusNotification } from './handlers/firmware-status-notification.ts'
import { handleHeartbeat } from './handlers/heartbeat.ts'
import { handleLogStatusNotification } from './handlers/log-status-notification.ts'
import { handleMeterValues } from './handlers/meter-values.ts'
import { handleSecurityEventNotification } from './handlers/security-event-notification.ts'
import { handleSignCertificate } from './handlers/sign-certificate.ts'
import { handleSignedFirmwareStatusNotification } from './handlers/signed-firmware-status-notification.ts'
import { handleStartTransaction } from './handlers/start-transaction.ts'
import { handleStatusNotification } from './handlers/status-notification.ts'
import { handleStopTransaction } from './handlers/stop-transaction.ts'

/** What the central system answers to everything that a charge point may send. */
export const centralSystem: Handlers<'CentralSystem', HandlerContext> = {
  Authorize: handleAuthorize,
  BootNotification: handleBootNotification,
  DataTransfer: handleDataTransfer,
  DiagnosticsStatusNotification: handleDiagnosticsStatusNotification,
  FirmwareStatusNotification: handleFirmwareStatusNotification,
  Heartbeat: handleHeartbeat,
  LogStatusNotification: handleLogStatusNotification,
  MeterValues: handleMeterValues,
  SecurityEventNotification: handleSecurityEventNotification,
  SignCertificate: handleSignCertificate,
  SignedFirmwareStatusNotification: handleSignedFirmwareStatusNotification,
  StartTransaction: handleStartTransaction,
  StatusNotification: handleStatusNotification,
  StopTransaction: handleStopTransaction,
}
