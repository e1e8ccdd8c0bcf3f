import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'

/** Why a person has to look. */
type ExceptionKind =
  /** Money for a reference that we never gave. */
  | 'unknownReference'
  | 'paidTwice'
  /** A charger told of a session that had been refused or refunded. */
  | 'startedAfterRefund'
  /** The end of a paid session is not certain; it is settled when the session is resolved. */
  | 'sessionUnresolved'
  /** Somebody sent us a notification with a wrong signature, a wrong amount, or again with another body. */
  | 'hostileNotification'
  /** Somebody tries addresses of drivers' pages. */
  | 'guessedAddress'
  /** A provider will not talk to us until somebody has put something right. */
  | 'misconfigured'
  /** Nobody can tell from here whether a provider has carried out a refund. */
  | 'refundUncertain'
  /** A session used money that was set aside, and the provider has not taken it. */
  | 'uncaptured'
  /** A line of a provider's settlement file has another amount than ours, settles nothing of ours, or settles it again. */
  | 'settlementDiffers'
  | 'settlementUnknown'
  | 'settlementDouble'
  /** What a provider should have settled by now; or its files do not come. */
  | 'settlementMissing'
  | 'settlementUnreadable'
  /** Meters, ledger and providers do not agree about a site's day. */
  | 'dayDiffers'

export interface NewException {
  /** What it is about: the same thing is queued once. */
  readonly ref: string
  readonly kind: ExceptionKind
  readonly gateway?: string | null
  readonly paymentId?: string
  readonly chargePointId?: string
  readonly amountIdr?: number
  /** What was seen, and what to do. */
  readonly detail: string
}

/** Puts something before a person, once, and alerts whoever listens. Its id; undefined when it was there already. */
export async function queueException(
  tx: Tx,
  services: Services,
  exception: NewException,
): Promise<string | undefined> {
  const { ref, kind, gateway = null, paymentId = null, amountIdr = null, detail } = exception
  const id = services.newId()
  const queued = await tx.run(
    `insert into payment_exception (id, ref, kind, gateway, payment_id, amount_idr, detail, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (ref) do nothing`,
    [id, ref, kind, gateway, paymentId, amountIdr, detail, toIso(services.clock.wallMs())],
  )
  if (queued === 0) return undefined
  await tell(tx, services, {
    type: 'payment.exception',
    chargePointId: exception.chargePointId ?? '',
    data: { id, kind, gateway, paymentId, amountIdr, detail },
  })
  return id
}
