import type { RpcErrorCode } from './errors.ts'

interface Account {
  /** As far as it could be read. */
  readonly messageId: string | undefined
  /** As the peer wrote it: it may be no action of OCPP. */
  readonly action: string | undefined
  /** One sentence for the log: what, which, and what was done about it. Holds no values from the payload. */
  readonly description: string
}

/** Something on the line that was not as specified, and how the RPC dealt with it. */
export type RpcProblem = Account &
  (
    | {
        /** A text that is no frame, or a call that was answered with CALLERROR `code`. */
        readonly kind: 'badFrame' | 'refusedCall' | 'tooManyCalls'
        readonly code: RpcErrorCode
      }
    | {
        /** A payload that broke its schema and was put right by these rows of the table of leniencies. */
        readonly kind: 'leniencyUsed'
        readonly leniencies: readonly string[]
      }
    | {
        /** A payload that broke its schema and was passed on all the same. */
        readonly kind: 'uncheckedPayload'
      }
    | {
        /** A handler of ours threw; or the socket did. The peer is told nothing of it. */
        readonly kind: 'handlerFailed' | 'sendFailed' | 'internalFailure'
        readonly cause: unknown
      }
    | {
        readonly kind:
          | 'duplicateCall'
          | 'handlerTooSlow'
          | 'invalidOwnConfirmation'
          | 'invalidConfirmation'
          | 'lateAnswer'
          | 'unknownAnswer'
          | 'unknownErrorCode'
      }
  )
