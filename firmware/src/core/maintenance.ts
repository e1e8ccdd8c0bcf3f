import type { Event, Report } from './events.ts'
import { report } from './reports.ts'
import { requestReset } from './reset.ts'
import type { ChargerState } from './state.ts'
import { emit, patchStation, type Turn } from './turn.ts'

type LogStatus = Extract<Report, { action: 'LogStatusNotification' }>['request']['status']

/** An upload has come a step further. GetDiagnostics and GetLog have words of their own for the same things. */
export function uploadReported(
  turn: Turn,
  { status, requestId }: Extract<Event, { kind: 'uploadReported' }>,
) {
  const isRunning = status === 'Uploading'
  patchStation(turn, { uploading: isRunning ? { requestId } : null })
  if (requestId === null)
    report(turn, { action: 'DiagnosticsStatusNotification', request: { status: plain(status) } })
  else report(turn, { action: 'LogStatusNotification', request: { status, requestId } })
}

/** DiagnosticsStatusNotification says no reasons, and spells its failure otherwise. */
function plain(status: LogStatus): 'Idle' | 'Uploaded' | 'UploadFailed' | 'Uploading' {
  return status === 'Uploading' || status === 'Uploaded' || status === 'Idle' ? status : 'UploadFailed'
}

/** An update has come a step further. While it is put in place no session begins. */
export function updateReported(
  turn: Turn,
  { status, requestId }: Extract<Event, { kind: 'updateReported' }>,
) {
  patchStation(turn, {
    update: { status, requestId },
    installing: status === 'Installing' || status === 'InstallRebooting',
  })
  if (requestId !== null) {
    report(turn, { action: 'SignedFirmwareStatusNotification', request: { status, requestId } })
    return
  }
  const told = unsigned(status)
  if (told !== null) report(turn, { action: 'FirmwareStatusNotification', request: { status: told } })
}

/** What TriggerMessage is told of an update: what is over has been told, and is Idle (OCPP 1.6 §7.25). */
export function plainUpdateStatus({ station: { update } }: ChargerState): FirmwareStatus {
  return update === null || over.includes(update.status) ? 'Idle' : (unsigned(update.status) ?? 'Idle')
}

/** The same for ExtendedTriggerMessage. */
export function signedUpdateStatus({
  station: { update },
}: ChargerState): Extract<Report, { action: 'SignedFirmwareStatusNotification' }>['request'] {
  if (update === null || update.requestId === null || over.includes(update.status)) return { status: 'Idle' }
  return { status: update.status, requestId: update.requestId }
}

const over: readonly string[] = [
  'Installed',
  'DownloadFailed',
  'InstallationFailed',
  'InstallVerificationFailed',
  'InvalidSignature',
]

type FirmwareStatus = Extract<Report, { action: 'FirmwareStatusNotification' }>['request']['status']

/** The words that FirmwareStatusNotification has; `null` for steps that it does not know. */
function unsigned(status: Extract<Event, { kind: 'updateReported' }>['status']): FirmwareStatus | null {
  switch (status) {
    case 'Downloaded':
    case 'DownloadFailed':
    case 'Downloading':
    case 'Idle':
    case 'InstallationFailed':
    case 'Installing':
    case 'Installed':
      return status
    case 'InstallVerificationFailed':
    case 'InvalidSignature':
      return 'InstallationFailed'
    case 'DownloadScheduled':
    case 'DownloadPaused':
    case 'InstallRebooting':
    case 'InstallScheduled':
    case 'SignatureVerified':
      return null
  }
}

/** The new firmware runs after a start of the process. */
export function restartRequested(turn: Turn): void {
  requestReset(turn, 'Restart')
}

/** A firmware that reaches its central system and has its board works: it stays. */
export function confirmFirmware(turn: Turn): void {
  const { faults, registration } = turn.state.station
  if (registration === 'accepted' && !faults.some(({ source }) => source === 'board' || source === 'store'))
    emit(turn, { kind: 'confirmFirmware' })
}
