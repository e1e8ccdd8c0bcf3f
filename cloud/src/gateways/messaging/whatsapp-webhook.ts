import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { InboundRequest, Reply } from '../contract.ts'
import { jsonObject } from '../http-exchange.ts'
import { isSameText } from '../snap/signature.ts'
import type { Inbound, MessagingEvent } from './contract.ts'
import { longestReceivedText } from './received-text.ts'
import type { WhatsAppAccount } from './settings.ts'
import { refusalOfError } from './whatsapp-errors.ts'

type WebhookAccount = Pick<WhatsAppAccount, 'appSecret' | 'verifyToken' | 'phoneNumberId'>

const reply = (status: number, body = ''): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
})

/** What Meta sends to our address: the question whether it is ours (GET), and signed events (POST). */
export function verifyWhatsApp(request: InboundRequest, account: WebhookAccount): Inbound {
  if (request.method === 'GET') return handshake(request, account)
  if (request.method !== 'POST') return refused('malformed', 405, `${request.method} is not for here.`)
  const signature = request.headers.get('x-hub-signature-256') ?? ''
  const digest = createHmac('sha256', account.appSecret).update(request.body).digest('hex')
  if (!isSameText(`sha256=${digest}`, signature))
    return refused('signature', 401, 'X-Hub-Signature-256 is not that of the body under our app secret.')
  const body = jsonObject(Buffer.from(request.body).toString('utf8'))
  if (body === undefined) return refused('malformed', 400, 'The body is no JSON object.')
  return {
    kind: 'events',
    events: eventsIn(body, account.phoneNumberId),
    acknowledge: reply(200),
    failed: reply(503),
  }
}

function handshake({ target }: InboundRequest, { verifyToken }: WebhookAccount): Inbound {
  const query = new URL(target, 'http://localhost').searchParams
  const challenge = query.get('hub.challenge') ?? ''
  const isRight =
    query.get('hub.mode') === 'subscribe' && isSameText(verifyToken, query.get('hub.verify_token') ?? '')
  if (!isRight) return refused('signature', 403, 'hub.verify_token is not ours.')
  if (!/^[\w-]{1,200}$/.test(challenge)) return refused('malformed', 400, 'hub.challenge is missing.')
  return { kind: 'handshake', reply: reply(200, challenge) }
}

function refused(why: 'signature' | 'malformed', status: number, detail: string): Inbound {
  return { kind: 'refused', why, detail, reply: reply(status) }
}

const Envelope = z.object({
  entry: z.array(z.object({ changes: z.array(z.object({ value: z.unknown() })) })),
})

const Value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  messages: z.array(z.unknown()).default([]),
  statuses: z.array(z.unknown()).default([]),
})

const seconds = z.stringFormat('seconds', /^\d{1,11}$/).transform((text) => Number(text) * 1000)

const Message = z.object({
  id: z.string().min(1).max(500),
  from: z.stringFormat('WhatsApp id', /^\d{6,15}$/),
  timestamp: seconds,
  group_id: z.string().optional(),
  text: z.object({ body: z.string() }).optional(),
  button: z.object({ text: z.string() }).optional(),
})

const Status = z.object({
  id: z.string().min(1).max(500),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  timestamp: seconds,
  errors: z.array(z.looseObject({})).default([]),
  biz_opaque_callback_data: z.string().max(512).optional(),
})

/** What is about another number of the same app, or of a kind that we do not know, is passed over: it is not ours. */
function eventsIn(body: object, phoneNumberId: string): MessagingEvent[] {
  const envelope = Envelope.safeParse(body)
  if (!envelope.success) return []
  return envelope.data.entry
    .flatMap(({ changes }) => changes)
    .flatMap(({ value }) => {
      const parsed = Value.safeParse(value)
      if (!parsed.success || parsed.data.metadata.phone_number_id !== phoneNumberId) return []
      return [...parsed.data.messages.flatMap(received), ...parsed.data.statuses.flatMap(delivery)]
    })
}

function received(item: unknown): MessagingEvent[] {
  const parsed = Message.safeParse(item)
  if (!parsed.success) return []
  const { id, from, timestamp, group_id, text, button } = parsed.data
  // What is written in a group is for the group: others would read the answer, and its codes.
  if (group_id !== undefined) return []
  const said = (text?.body ?? button?.text ?? '').slice(0, longestReceivedText)
  return [{ kind: 'received', providerId: id, from: `+${from}`, text: said, at: timestamp }]
}

function delivery(item: unknown): MessagingEvent[] {
  const parsed = Status.safeParse(item)
  if (!parsed.success) return []
  const { id: providerId, status, timestamp: at, errors, biz_opaque_callback_data: id } = parsed.data
  const about = { kind: 'delivery', providerId, id, at } as const
  if (status !== 'failed') return [{ ...about, state: status }]
  return [{ ...about, state: 'failed', ...refusalOfError(errors[0] ?? {}) }]
}
