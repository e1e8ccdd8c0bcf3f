import type { NewOcmfRecord } from '@colok/shared/ocmf'
import type { RpcErrorCode } from '@colok/shared/ocpp/errors'
import type { ActionsSentBy, Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { JournalReading, OutboxEntry, QueuedSecurityEvent, Sample } from './durable.ts'
import type { CallPurpose, CallPurposes, VaultAction } from './events.ts'
import type { Stamp } from './now.ts'

/**
 * What the shell is asked to do. `openRelay` is done at once, before anything is written; `record`s are written in
 * the same database transaction as the state; all the rest happens after that transaction is on the disk.
 */
export type Effect =
  | { readonly kind: 'openRelay'; readonly connectorId: number }
  | { readonly kind: 'closeRelay'; readonly connectorId: number }
  | { readonly kind: 'unlock'; readonly connectorId: number }
  | { readonly kind: 'testLeakage' }
  /** A technician has replaced the welded elements. */
  | { readonly kind: 'forgetWelded'; readonly connectorId: number }
  /** Lets the service door go. */
  | { readonly kind: 'openDoor' }
  /** Something at the service door: take a photo, and tell. */
  | { readonly kind: 'reportDoor'; readonly notice: DoorNotice }
  | { readonly kind: 'record'; readonly record: StoreRecord }
  /** Have readings signed: `readingSigned` follows. */
  | {
      readonly kind: 'sign'
      readonly entryId: number
      readonly connectorId: number
      readonly record: NewOcmfRecord
    }
  | CallEffect
  | {
      readonly kind: 'answer'
      readonly callId: number
      readonly answer: Answer
    }
  | { readonly kind: 'show'; readonly lines: readonly string[] }
  | {
      readonly kind: 'light'
      readonly connectorId: number
      readonly light: Light
    }
  /** The central system's time, to set the calendar by. */
  | { readonly kind: 'setCalendar'; readonly wallMs: number }
  /** The connection's keys changed: drop the socket and dial again with the new ones. */
  | { readonly kind: 'reconnect' }
  /** A call about keys and roots, for their keeper to answer: `vaultAnswered` follows. */
  | VaultQuestion
  /** Make a key and the request for its certificate: `certificateRequested` follows. */
  | { readonly kind: 'requestCertificate'; readonly organisation: string }
  /** Make an archive and send it: whoever does answers the call, and `uploadReported` follows. */
  | { readonly kind: 'upload'; readonly callId: number; readonly job: UploadJob }
  /** Fetch, check and install a firmware: whoever does answers the call, and `updateReported` follows. */
  | { readonly kind: 'update'; readonly callId: number; readonly job: UpdateJob }
  /** The firmware that runs works: it stays. */
  | { readonly kind: 'confirmFirmware' }
  /** The newest certificate does not open the door: back to the one before it. */
  | { readonly kind: 'fallBackIdentity' }
  /** Everything is told that could be: restart, or leave. */
  | { readonly kind: 'reset'; readonly type: ResetType }
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warn' | 'error'
      readonly message: string
      readonly fields: LogFields
    }

/** The resets of OCPP 1.6 §7.33, the end of the process, and a start of it for a new firmware. */
export type ResetType = 'Hard' | 'Soft' | 'PowerOff' | 'Restart'

/** An archive to make, and where to send it. Calendar times in milliseconds; left out, there is no bound. */
export interface UploadJob {
  readonly content: 'diagnostics' | 'security'
  readonly location: string
  readonly from: number | undefined
  readonly until: number | undefined
  readonly retries: number
  readonly retryIntervalMs: number
  /** Of GetLog; GetDiagnostics has none. */
  readonly requestId: number | null
}

/** A firmware to install. UpdateFirmware has no signature. Calendar times in milliseconds. */
interface UpdateJob {
  readonly location: string
  readonly signed: {
    readonly requestId: number
    readonly certificatePem: string
    readonly signature: string
  } | null
  readonly retrieveAt: number
  readonly installAt: number | null
  readonly retries: number
  readonly retryIntervalMs: number
}

export interface DoorNotice {
  readonly event: 'opened' | 'forced' | 'closed' | 'tampered'
  readonly at: Stamp
  /** The card that let it go. */
  readonly idTag: string | null
}

export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** Rows beside the state slices. */
export type StoreRecord =
  | { readonly kind: 'outboxAdded'; readonly entry: OutboxEntry }
  /** Its stamps have got their times: it takes the place of what was added. */
  | { readonly kind: 'outboxDated'; readonly entry: OutboxEntry }
  /** Readings were signed: it takes the place of what was added. */
  | { readonly kind: 'outboxSigned'; readonly entry: OutboxEntry }
  /** `later`: a value among many, so it may be written with the next ones; told twice, it does no harm. */
  | { readonly kind: 'outboxDelivered'; readonly id: number; readonly later: boolean }
  /** Given up after TransactionMessageAttempts: kept for people, out of the queue. */
  | {
      readonly kind: 'outboxBuried'
      readonly entry: OutboxEntry
      readonly why: string
    }
  | { readonly kind: 'reading'; readonly reading: JournalReading }
  | {
      readonly kind: 'sample'
      readonly localId: number
      readonly sample: Sample
    }
  | { readonly kind: 'securityLogged'; readonly event: QueuedSecurityEvent }
  | {
      readonly kind: 'sessionClosed'
      readonly connectorId: number
      readonly localId: number
    }

export type VaultQuestion = {
  [A in VaultAction]: {
    readonly kind: 'askVault'
    readonly callId: number
    readonly action: A
    readonly request: Request<A>
  }
}[VaultAction]

export type CallEffect = {
  [P in CallPurpose]: {
    readonly kind: 'call'
    readonly purpose: P
    readonly ref: number
    readonly action: CallPurposes[P]
    readonly request: Request<CallPurposes[P]>
  }
}[CallPurpose]

export type Answer = AnswerTo<ActionsSentBy<'CentralSystem'>>
export type AnswerTo<A extends ActionsSentBy<'CentralSystem'>> =
  | { readonly kind: 'confirmed'; readonly confirmation: Confirmation<A> }
  | {
      readonly kind: 'error'
      readonly code: RpcErrorCode
      readonly description: string
    }

export interface Light {
  readonly colour: 'off' | 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'white'
  readonly blinking: boolean
}
