import type { Clock, Random } from '@colok/shared/time'
import type { Logger } from 'pino'
import type { CommandBus, Node } from './bus/contract.ts'
import type { WalletRules } from './core/wallet.ts'
import type { SqlRunner } from './db/database.ts'
import type { SharedWrites } from './db/shared-writes.ts'
import type { Writer } from './db/writer.ts'
import type { AlertWatch } from './features/alerts/watch.ts'
import type { ReadingFiling } from './features/charging/reading-filing.ts'
import type { FrameLog } from './features/frames/frame-log.ts'
import type { MessageOutbox } from './features/messages/outbox.ts'
import type { PaymentDesk } from './features/payments/desk.ts'
import type { PowerWatch } from './features/power-budgets/watch.ts'
import type { SignInDesk } from './features/sign-in/desk.ts'
import type { WebhookSubscriptions } from './features/webhooks/events.ts'
import type { WebhookPost } from './features/webhooks/post.ts'
import type { JobBells } from './jobs/bells.ts'
import type { Exclusively } from './jobs/runner.ts'
import type { ChangeFeed } from './live/feed.ts'
import type { Metrics } from './metrics/metrics.ts'

/** What every feature and handler is given. Made once, in compose.ts. */
export interface Services {
  readonly writer: Writer
  readonly shared: SharedWrites
  /** Read-only; sees all that a resolved write has committed. */
  readonly read: SqlRunner
  readonly clock: Clock
  readonly random: Random
  /** A new UUIDv7 as text. */
  readonly newId: () => string
  readonly bus: CommandBus
  readonly node: Node
  readonly changes: ChangeFeed
  readonly bells: JobBells
  readonly frames: FrameLog
  readonly readings: ReadingFiling
  readonly metrics: Metrics
  readonly webhooks: WebhookSubscriptions
  /** To people. */
  readonly messages: MessageOutbox
  readonly payments: PaymentDesk
  readonly alerts: AlertWatch
  readonly power: PowerWatch
  readonly signIns: SignInDesk
  /** For what no two processes may do at once. */
  readonly exclusively: Exclusively
  readonly postToWebhook: WebhookPost
  readonly log: Logger
  readonly settings: Settings
}

interface Settings {
  /** Keys the HMAC of charger passwords and API keys; never leaves this process. */
  readonly secret: string
  /** Where people reach this system, without a slash at the end: the QR codes hold it. */
  readonly publicUrl: string
  readonly heartbeatIntervalS: number
  /** Who stands on receipts. */
  readonly operator: {
    readonly name: string
    readonly taxNumber: string | null
    readonly contact: string | null
  }
  /** Where pictures of maps come from, and whom that is owed to; null: maps are the outline of Indonesia. */
  readonly mapTiles: { readonly url: string; readonly attribution: string | null } | null
  /** OCPI's party id. */
  readonly partyId: string
  readonly wallets: WalletRules
  /** The security profiles that our listeners serve. */
  readonly servedProfiles: ReadonlySet<number>
  /** Whether what comes without TLS comes from a proxy, which says from where it really is. */
  readonly isBehindProxy: boolean
}
