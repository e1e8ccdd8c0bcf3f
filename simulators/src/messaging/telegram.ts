import type { Clock } from '@colok/shared/time'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { isLoopback } from '../live/breakable-server.ts'
import { FaultSwitches } from '../payment-gateways/faults.ts'
import { type Notification, Notifier } from '../payment-gateways/notifier.ts'
import { type MessagingFault, slowMs } from './faults.ts'
import type { Inbox, InboxImage } from './inbox.ts'
import { RateOfEach } from './rate-of-each.ts'

const SendMessage = z.object({
  chat_id: z.union([z.int(), z.stringFormat('chat id', /^-?\d+$/)]),
  text: z.string(),
  entities: z
    .array(z.object({ type: z.string(), offset: z.int().min(0), length: z.int().min(1) }))
    .default([]),
})

/** As the Bot API takes a form: what is no file is text. */
const SendPhoto = z.object({
  chat_id: z.stringFormat('chat id', /^-?\d+$/),
  caption: z.string().default(''),
})

const mostPhotoBytes = 10 * 1024 * 1024
const longestCaption = 1024

const SetWebhook = z.object({
  url: z.url(),
  secret_token: z.stringFormat('secret token', /^[A-Za-z0-9_-]{1,256}$/).optional(),
})

/** Telegram goes on trying for a day. */
const retriesMs = [5_000, 30_000, 120_000, 600_000, 3_600_000]

/** About one message a second to one chat. */
const chatRate = { burst: 5, everyMs: 1000 }

const retryAfterS = 5

export interface TelegramWorld {
  readonly clock: Clock
  readonly inbox: Inbox
  /** Reaches the company. */
  readonly fetch: typeof fetch
}

/** Telegram's Bot API at its own paths, for one bot. */
export class TelegramProvider {
  readonly faults = new FaultSwitches<MessagingFault>()
  readonly notifier: Notifier
  readonly #world: TelegramWorld
  readonly #token: string
  readonly #app = new Hono()
  readonly #chats: RateOfEach
  #webhook: { readonly url: () => string; readonly secretToken: string | undefined } | undefined
  #lastMessageId = 0
  #lastUpdateId = 700_000_000

  /** `webhook` is where updates go until the bot says otherwise. */
  constructor(
    bot: {
      readonly token: string
      readonly webhook: { readonly url: () => string; readonly secretToken: string }
    },
    world: TelegramWorld,
  ) {
    this.#token = bot.token
    this.#webhook = bot.webhook
    this.#world = world
    this.#chats = new RateOfEach(world.clock, chatRate)
    this.notifier = new Notifier({ clock: world.clock, faults: this.faults, fetch: world.fetch })
    this.#serve()
  }

  /** Undefined when the connection breaks before the answer. */
  async answer(request: Request): Promise<Response | undefined> {
    if (this.faults.take('slow'))
      await new Promise<void>((resolve) => this.#world.clock.after(slowMs, resolve))
    const response = await this.#app.fetch(request)
    return response.ok && this.faults.take('loseAnswer') ? undefined : response
  }

  /** A person writes to the bot, which may write back from then on. */
  write(chatId: string, text: string): void {
    const { inbox, clock } = this.#world
    const conversation = inbox.open('telegram', chatId)
    this.#lastMessageId += 1
    this.#lastUpdateId += 1
    const messageId = this.#lastMessageId
    inbox.add(conversation, { id: `${chatId}:${messageId}`, from: 'person', text, state: 'delivered' })
    const person = { id: Number(chatId), first_name: 'Budi' }
    this.#notify({
      update_id: this.#lastUpdateId,
      message: {
        message_id: messageId,
        from: { ...person, is_bot: false, language_code: 'id' },
        chat: { ...person, type: 'private' },
        date: Math.floor(clock.wallMs() / 1000),
        text,
      },
    })
  }

  #serve(): void {
    const method = (name: string, run: (body: unknown) => Reply | Promise<Reply>) =>
      this.#app.on(['GET', 'POST'], `/:bot/${name}`, async (c) => {
        const isOurs = c.req.param('bot') === `bot${this.#token}`
        if (!isOurs || this.faults.take('tokenExpired')) return send(c, refuse(401, 'Unauthorized'))
        return send(c, await run(await bodyOf(c)))
      })
    method('getMe', () => ({
      ok: true,
      result: { id: 1, is_bot: true, first_name: 'Colok', username: 'colok_bot' },
    }))
    method('sendMessage', (body) => this.#sendMessage(body))
    method('sendPhoto', (body) => this.#sendPhoto(body))
    method('setWebhook', (body) => this.#setWebhook(body))
    method('deleteWebhook', () => {
      this.#webhook = undefined
      return { ok: true, result: true }
    })
    this.#app.notFound((c) => send(c, refuse(404, 'Not Found')))
  }

  #sendMessage(body: unknown): Reply {
    const parsed = SendMessage.safeParse(body)
    if (!parsed.success) return refuse(400, `Bad Request: ${parsed.error.issues[0]?.path.join('.')} is wrong`)
    const { text, entities } = parsed.data
    if (text.trim() === '') return refuse(400, 'Bad Request: message text is empty')
    if (text.length > 4096) return refuse(400, 'Bad Request: message is too long')
    if (entities.some(({ offset, length }) => offset + length > text.length))
      return refuse(400, 'Bad Request: entity is out of the text')
    const code = entities.find(({ type }) => type === 'code')
    return this.#deliver(String(parsed.data.chat_id), {
      text,
      code: code === undefined ? undefined : text.slice(code.offset, code.offset + code.length),
    })
  }

  /** A photo that is sent along, multipart. One by its address or by the id of an earlier one is not understood here. */
  async #sendPhoto(body: unknown): Promise<Reply> {
    const parsed = SendPhoto.safeParse(body)
    if (!parsed.success) return refuse(400, `Bad Request: ${parsed.error.issues[0]?.path.join('.')} is wrong`)
    const { chat_id: chatId, caption } = parsed.data
    const file = fileIn(Object(body))
    if (file === undefined) return refuse(400, 'Bad Request: there is no photo in the request')
    if (file.size > mostPhotoBytes) return refuse(413, 'Request Entity Too Large')
    if (caption.length > longestCaption) return refuse(400, 'Bad Request: message caption is too long')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const contentType = pictureTypeOf(bytes)
    if (contentType === undefined) return refuse(400, 'Bad Request: IMAGE_PROCESS_FAILED')
    return this.#deliver(chatId, { text: caption, image: { contentType, bytes } })
  }

  #deliver(
    chatId: string,
    what: { readonly text: string; readonly code?: string | undefined; readonly image?: InboxImage },
  ): Reply {
    const { inbox, clock } = this.#world
    const { text, code, image } = what
    const conversation = inbox.find('telegram', chatId)
    // A bot cannot begin: it knows only who has written to it.
    if (conversation === undefined) return refuse(400, 'Bad Request: chat not found')
    if (conversation.isUnreachable || this.faults.take('failDelivery'))
      return refuse(403, 'Forbidden: bot was blocked by the user')
    if (this.faults.take('tooMany') || !this.#chats.take(chatId))
      return refuse(429, `Too Many Requests: retry after ${retryAfterS}`, { retry_after: retryAfterS })
    this.#lastMessageId += 1
    inbox.open('telegram', chatId)
    inbox.add(conversation, {
      id: `${chatId}:${this.#lastMessageId}`,
      from: 'company',
      text,
      code,
      image: image && inbox.keepImage(image),
      state: conversation.isOn ? 'delivered' : 'sent',
    })
    const chat = { id: Number(chatId), type: 'private', first_name: 'Budi' }
    const date = Math.floor(clock.wallMs() / 1000)
    const said = image === undefined ? { text } : { caption: text }
    return { ok: true, result: { message_id: this.#lastMessageId, chat, date, ...said } }
  }

  #setWebhook(body: unknown): Reply {
    const parsed = SetWebhook.safeParse(body)
    if (!parsed.success) return refuse(400, 'Bad Request: bad webhook: invalid URL or secret token')
    const { url, secret_token: secretToken } = parsed.data
    if (!isLoopback(url) && !url.startsWith('https://'))
      return refuse(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook')
    this.#webhook = { url: () => url, secretToken }
    return { ok: true, result: true }
  }

  #notify(update: { readonly update_id: number; readonly message: object }): void {
    const webhook = this.#webhook
    if (webhook === undefined) return
    const { url, secretToken = '' } = webhook
    const notification: Notification = {
      about: `update ${update.update_id}`,
      make: async ({ badSignature }) =>
        new Request(url(), {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'X-Telegram-Bot-Api-Secret-Token': badSignature ? 'another' : secretToken,
          },
          body: JSON.stringify(update),
        }),
      isTaken: ({ status }) => status >= 200 && status < 300,
      retriesMs: () => retriesMs,
    }
    this.notifier.send(notification)
  }
}

type Reply =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false
      readonly error_code: 400 | 401 | 403 | 404 | 413 | 429
      readonly description: string
      readonly parameters?: { readonly retry_after: number }
    }

function refuse(
  error_code: 400 | 401 | 403 | 404 | 413 | 429,
  description: string,
  parameters?: { readonly retry_after: number },
): Reply {
  return { ok: false, error_code, description, ...(parameters !== undefined && { parameters }) }
}

function send(c: Context, reply: Reply): Response {
  return c.json(reply, reply.ok ? 200 : reply.error_code)
}

/** What a request says: its query, its JSON, or its form. */
async function bodyOf(c: Context): Promise<unknown> {
  if (c.req.method === 'GET') return c.req.query()
  const isForm = c.req.header('content-type')?.startsWith('multipart/form-data') === true
  return (isForm ? c.req.parseBody() : c.req.json()).catch(() => undefined)
}

/** The photo itself, or the part that `photo` names as `attach://…`. */
function fileIn(form: Readonly<Record<string, unknown>>): File | undefined {
  const { photo } = form
  const named = typeof photo === 'string' ? form[photo.replace('attach://', '')] : photo
  return named instanceof File ? named : undefined
}

/** Of the pictures that are sent here; which others Telegram would process is not documented. */
function pictureTypeOf(bytes: Uint8Array): string | undefined {
  const begins = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  if (begins.startsWith('ffd8ff')) return 'image/jpeg'
  return begins === '89504e47' ? 'image/png' : undefined
}
