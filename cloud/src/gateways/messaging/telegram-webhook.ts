import { z } from 'zod'
import type { InboundRequest, Reply } from '../contract.ts'
import { jsonObject } from '../http-exchange.ts'
import { isSameText } from '../snap/signature.ts'
import type { Inbound, MessagingEvent } from './contract.ts'
import { longestReceivedText } from './received-text.ts'

const reply = (status: number): Reply => ({ status, headers: {}, body: '' })

/** Updates that Telegram posts to our address, known by the secret token that we gave it with `setWebhook`. */
export function verifyTelegram(request: InboundRequest, account: { readonly secretToken: string }): Inbound {
  const token = request.headers.get('x-telegram-bot-api-secret-token') ?? ''
  if (!isSameText(account.secretToken, token))
    return refused('signature', 401, 'X-Telegram-Bot-Api-Secret-Token is not ours.')
  if (request.method !== 'POST') return refused('malformed', 405, `${request.method} is not for here.`)
  const body = jsonObject(Buffer.from(request.body).toString('utf8'))
  if (body === undefined) return refused('malformed', 400, 'The body is no JSON object.')
  return { kind: 'events', events: eventsIn(body), acknowledge: reply(200), failed: reply(503) }
}

function refused(why: 'signature' | 'malformed', status: number, detail: string): Inbound {
  return { kind: 'refused', why, detail, reply: reply(status) }
}

const Update = z.object({
  update_id: z.int(),
  message: z.object({
    date: z.int().nonnegative().max(99_999_999_999),
    chat: z.object({ id: z.int().positive(), type: z.literal('private') }),
    text: z.string().default(''),
  }),
})

/** Only what a person writes to the bot alone: not a group, a channel, or a change of what was written before. */
function eventsIn(body: object): MessagingEvent[] {
  const update = Update.safeParse(body)
  if (!update.success) return []
  const { update_id, message } = update.data
  return [
    {
      kind: 'received',
      providerId: String(update_id),
      from: String(message.chat.id),
      text: message.text.slice(0, longestReceivedText),
      at: message.date * 1000,
    },
  ]
}
