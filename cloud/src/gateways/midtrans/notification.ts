import { createHash } from 'node:crypto'
import type { Inbound, InboundRefusal, InboundRequest, Reply } from '../contract.ts'
import { jsonObject } from '../http-exchange.ts'
import { rupiah, textOf } from '../provider-text.ts'
import { isSameText } from '../snap/signature.ts'
import { midtransStatusOf } from './status.ts'

/**
 * hex(sha512(order_id + status_code + gross_amount + serverKey)). It covers neither the status of the transaction nor
 * the time, so an old one can be sent again: each counts only after a status query.
 */
export function readMidtransNotification(request: InboundRequest, serverKey: string): Inbound {
  const body = jsonObject(new TextDecoder().decode(request.body))
  const orderId = textOf(body?.order_id)
  const statusCode = textOf(body?.status_code)
  const grossAmount = textOf(body?.gross_amount)
  if (orderId === undefined || statusCode === undefined || grossAmount === undefined)
    return refuse('malformed', 400, 'The order, its status code or its amount is missing.')
  const signature = createHash('sha512')
    .update(`${orderId}${statusCode}${grossAmount}${serverKey}`)
    .digest('hex')
  if (!isSameText(signature, textOf(body?.signature_key) ?? ''))
    return refuse('signature', 403, 'The signature is not of this order and amount.')
  const status = midtransStatusOf(body ?? {})
  const amountIdr = rupiah(grossAmount)
  if (status === undefined || amountIdr === undefined)
    return refuse('malformed', 400, 'The status or the amount cannot be read.')
  return {
    kind: 'payment',
    reference: orderId,
    providerRef: textOf(body?.transaction_id),
    amountIdr,
    status,
    needsStatusQuery: true,
    acknowledge: said(200, 'OK'),
    failed: said(503, 'Not stored; please send it again.'),
  }
}

function refuse(why: InboundRefusal, status: number, detail: string): Inbound {
  return { kind: 'refused', why, detail, reply: said(status, detail) }
}

function said(status: number, message: string): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) }
}
