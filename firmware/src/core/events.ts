import type { ActionsSentBy, Request } from '@colok/shared/ocpp/registry'
import type { CallResult } from '@colok/shared/ocpp/rpc'
import type { ChargePointErrorCode } from '@colok/shared/ocpp/types'
import type { AnswerTo } from './effects.ts'
import type { SecurityEventType } from './security-events.ts'
import type { Reading } from './state.ts'

/** Everything that can happen to a charger. Nothing else changes its state. */
export type Event =
  /** Always the first: relays are open, and what the power cut is closed. */
  | { readonly kind: 'booted' }
  /** A timer of the state is due. */
  | { readonly kind: 'timeElapsed' }
  | {
      readonly kind: 'contactReported'
      readonly connectorId: number
      readonly closed: boolean
    }
  | {
      readonly kind: 'plugReported'
      readonly connectorId: number
      readonly plugged: boolean
    }
  | { readonly kind: 'emergencyStopReported'; readonly pressed: boolean }
  | {
      readonly kind: 'cardPresented'
      readonly idTag: string
      readonly connectorIds?: readonly number[] | undefined
      /** The reader takes cards that anyone copies: nothing for staff. */
      readonly copyable?: boolean
    }
  | {
      readonly kind: 'meterRead'
      readonly connectorId: number
      readonly reading: Reading
    }
  /** A driver raised a fault of its device, or cleared it (`null`). */
  | {
      readonly kind: 'deviceFaulted'
      readonly device: Device
      readonly message: string | null
    }
  | {
      readonly kind: 'hazardReported'
      readonly connectorId: number
      readonly errorCode: ChargePointErrorCode
      readonly present: boolean
      /** What, which, and what next. */
      readonly detail?: string
    }
  | {
      readonly kind: 'leakageTested'
      /** The three failures come as hazards too. */
      readonly result: 'running' | 'passed' | 'stuck' | 'noTrip' | 'wontClear'
    }
  | {
      readonly kind: 'weldedReported'
      readonly connectorId: number
      readonly elements: readonly ('A' | 'B')[]
    }
  /** At the terminals, in tenths of a degree Celsius; `null` when it cannot be told. */
  | {
      readonly kind: 'temperatureReported'
      readonly connectorId: number
      readonly deciC: number | null
    }
  | { readonly kind: 'doorReported'; readonly door: 'open' | 'closed' | 'unknown' }
  | { readonly kind: 'tamperReported'; readonly tampered: boolean }
  | {
      readonly kind: 'unlockReported'
      readonly connectorId: number
      readonly outcome: 'unlocked' | 'failed'
    }
  /** The store could not write what `during` would have changed: the step is undone, and taken again in that knowledge. */
  | {
      readonly kind: 'storeReported'
      readonly message: string
      /** No room is left; else it is broken in another way. */
      readonly isFull?: boolean
      readonly during?: Event
    }
  /** All that waited was written. */
  | { readonly kind: 'storeReported'; readonly message: null }
  /** The calendar was set by the central system's time, or jumped. */
  | { readonly kind: 'calendarSet' }
  /** The process is told to end, by a person or since the supply fails: no energy flows any more. */
  | { readonly kind: 'powerOffRequested' }
  | {
      readonly kind: 'linkReported'
      readonly link: 'down' | 'up'
      /** It was dialled in vain. */
      readonly neverOpened?: boolean
      /** What the failure says about security. */
      readonly securityEvent?: SecurityEventType
      readonly reason?: string
    }
  /** What of keys and roots this charger has now. */
  | { readonly kind: 'credentialsReported'; readonly credentials: StoredCredentials }
  | VaultAnswered
  /** `requestId` is that of GetLog; GetDiagnostics has none. */
  | {
      readonly kind: 'uploadReported'
      readonly status: Request<'LogStatusNotification'>['status']
      readonly requestId: number | null
    }
  /** `requestId` is that of SignedUpdateFirmware; UpdateFirmware has none. */
  | {
      readonly kind: 'updateReported'
      readonly status: Request<'SignedFirmwareStatusNotification'>['status']
      readonly requestId: number | null
    }
  /** What was installed runs after a start of the process. */
  | { readonly kind: 'restartRequested' }
  /** The key of a certificate to be was made. */
  | { readonly kind: 'certificateRequested'; readonly csr: string }
  /** A driver, the line or the store has seen something that the security log is for. */
  | {
      readonly kind: 'securityNoticed'
      readonly type: SecurityEventType
      readonly techInfo: string
    }
  /** What was to be signed is, or nobody would. */
  | {
      readonly kind: 'readingSigned'
      readonly entryId: number
      readonly outcome:
        | { readonly kind: 'signed'; readonly keyId: string; readonly record: string }
        | { readonly kind: 'failed'; readonly problem: string }
    }
  | CallReceived
  | CallCompleted

export type Device =
  | { readonly kind: 'board' }
  | { readonly kind: 'reader' }
  | { readonly kind: 'meter'; readonly connectorId: number }

/** The central system asks; `callId` names the question in the `answer` effect. */
export type CallReceived = {
  [A in ActionsSentBy<'CentralSystem'>]: {
    readonly kind: 'callReceived'
    readonly callId: number
    readonly action: A
    readonly request: Request<A>
  }
}[ActionsSentBy<'CentralSystem'>]

export interface StoredCredentials {
  readonly centralSystemRoot: boolean
  readonly certificate: boolean
}

/** The calls about keys and roots, which their keeper answers. */
export type VaultAction =
  | 'CertificateSigned'
  | 'DeleteCertificate'
  | 'GetInstalledCertificateIds'
  | 'InstallCertificate'

export interface VaultAnswered {
  readonly kind: 'vaultAnswered'
  readonly callId: number
  readonly action: VaultAction
  readonly answer: AnswerTo<VaultAction>
  /** For logs: why it was refused. */
  readonly problem: string | null
}

/** How work goes on that the central system has asked for. */
export type Report = {
  [A in ReportAction]: { readonly action: A; readonly request: Request<A> }
}[ReportAction]
type ReportAction =
  | 'DiagnosticsStatusNotification'
  | 'FirmwareStatusNotification'
  | 'LogStatusNotification'
  | 'SignedFirmwareStatusNotification'

/** Why the charger calls, and with which action. */
export interface CallPurposes {
  boot: 'BootNotification'
  heartbeat: 'Heartbeat'
  authorise: 'Authorize'
  status: 'StatusNotification'
  /** Goes ahead of a start whose time is a guess. */
  estimate: 'DataTransfer'
  started: 'StartTransaction'
  metered: 'MeterValues'
  stopped: 'StopTransaction'
  signed: 'DataTransfer'
  meterKey: 'DataTransfer'
  securityEvent: 'SecurityEventNotification'
  report: Report['action']
  /** Told once, and not again if it is lost: what was asked for. */
  told: 'MeterValues' | 'SignCertificate' | Report['action']
}
export type CallPurpose = keyof CallPurposes

/** The outcome of a `call` effect; `ref` is the one given there. */
export type CallCompleted = {
  [P in CallPurpose]: {
    readonly kind: 'callCompleted'
    readonly purpose: P
    readonly ref: number
    readonly result: CallResult<CallPurposes[P]>
  }
}[CallPurpose]
