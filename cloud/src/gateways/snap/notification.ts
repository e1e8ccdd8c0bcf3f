import type { Inbound } from '../contract.ts'
import { rupiah, textOf } from '../provider-text.ts'
import { type Opened, refused, snapReplies } from './inbound.ts'
import { paymentStatusOf } from './payment-status.ts'
import { objectOf } from './qr.ts'

/** A QR or debit notification that has been opened: its signature covers the status and the amount. */
export function readSnapNotification(opened: Opened, service: string): Inbound {
  if (opened.kind === 'refused') return opened
  const { body } = opened
  const amount = objectOf(body.amount)
  const reference = textOf(body.originalPartnerReferenceNo)
  const amountIdr = amount.currency === 'IDR' ? rupiah(amount.value) : undefined
  const status = paymentStatusOf(body.latestTransactionStatus)
  if (reference === undefined || amountIdr === undefined || status === undefined || status === 'notFound')
    return refused('malformed', `400${service}02`, 'Invalid Mandatory Field')
  return {
    kind: 'payment',
    reference,
    providerRef: textOf(body.originalReferenceNo),
    amountIdr,
    status,
    needsStatusQuery: false,
    ...snapReplies(service),
  }
}
