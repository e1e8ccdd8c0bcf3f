import type { Clock } from '@colok/shared/time'
import type { Inbound, InboundRefusal, InboundRequest, Reply } from '../contract.ts'
import { jsonObject } from '../http-exchange.ts'
import { instantOf, rupiah, textOf } from '../provider-text.ts'
import type { DokuAccount } from '../settings.ts'
import { objectOf } from '../snap/qr.ts'
import { isSameText } from '../snap/signature.ts'
import { signDoku } from './signature.ts'
import { checkoutStatusOf } from './status.ts'

/** DOKU tries again for 12 hours, perhaps with its first signature: an older one counts only after a status query. */
const freshMs = 5 * 60_000

/** Checkout's notification: signed over its body, to the path that it was sent to. */
export function readCheckoutNotification(
  request: InboundRequest,
  account: DokuAccount,
  clock: Clock,
): Inbound {
  const header = (name: string) => request.headers.get(name) ?? ''
  const [requestId, timestamp] = [header('request-id'), header('request-timestamp')]
  if (header('client-id') !== account.clientId)
    return refuse('signature', 401, 'The Client-Id is another one.')
  const target = request.target.split('?')[0] ?? ''
  const { clientId, secretKey } = account
  const signature = signDoku({ clientId, requestId, timestamp, target, body: request.body }, secretKey)
  if (!isSameText(signature, header('signature')))
    return refuse('signature', 401, 'The signature is not of this body.')
  const sentAt = instantOf(timestamp)
  const body = jsonObject(new TextDecoder().decode(request.body))
  const order = objectOf(body?.order)
  const reference = textOf(order.invoice_number)
  const amountIdr = rupiah(order.amount)
  const status = checkoutStatusOf(objectOf(body?.transaction).status, order.status)
  if (sentAt === undefined || reference === undefined || amountIdr === undefined || status === undefined)
    return refuse('malformed', 400, 'The order, its amount or its status cannot be read.')
  return {
    kind: 'payment',
    reference,
    providerRef: undefined,
    amountIdr,
    status,
    needsStatusQuery: Math.abs(clock.wallMs() - sentAt) > freshMs,
    acknowledge: said(200, 'OK'),
    failed: said(500, 'Not stored; please send it again.'),
  }
}

/**
 * A paid QRIS, told by query parameters. How WORDS is computed is not published, so anybody could have sent it: the
 * shape is checked, and a status query has to say the same.
 */
export function readQrisNotification(request: InboundRequest, account: DokuAccount): Inbound {
  const parameters = new URLSearchParams(request.target.split('?')[1] ?? '')
  const reference = parameters.get(account.qrisReferenceParameter) ?? ''
  const amountIdr = rupiah(parameters.get('AMOUNT'))
  const isWhole =
    /^[0-9a-f]{40}$/i.test(parameters.get('WORDS') ?? '') && /^[A-Za-z0-9-]{1,30}$/.test(reference)
  if (!isWhole || amountIdr === undefined)
    return refuse('malformed', 400, 'WORDS, the reference or AMOUNT cannot be read.')
  return {
    kind: 'payment',
    reference,
    providerRef: undefined,
    amountIdr,
    status: parameters.get('TXNSTATUS') === 'S' ? 'paid' : 'pending',
    needsStatusQuery: true,
    acknowledge: said(200, 'OK'),
    failed: said(500, 'Not stored; please send it again.'),
  }
}

function refuse(why: InboundRefusal, status: number, detail: string): Inbound {
  return { kind: 'refused', why, detail, reply: said(status, detail) }
}

function said(status: number, message: string): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) }
}
