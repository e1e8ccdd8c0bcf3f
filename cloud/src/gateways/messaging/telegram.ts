import { Api, GrammyError, InputFile } from 'grammy/web'
import type { InboundRequest } from '../contract.ts'
import { neverLeft } from '../never-left.ts'
import type { GatewayRuntime } from '../runtime.ts'
import {
  type Image,
  type Inbound,
  imageFileName,
  type MessagingGateway,
  type OutgoingMessage,
  type RefusalReason,
  type Retry,
  type SendResult,
} from './contract.ts'
import { notReached } from './not-reached.ts'
import type { TelegramAccount } from './settings.ts'
import { verifyTelegram } from './telegram-webhook.ts'

/** As for the other providers that are asked by HTTP. */
const answerWithinMs = 20_000

/** Characters under a photo, as the Bot API documents it; a photo has 10 MB at the most, and ours have less. */
const longestCaption = 1024

const noAnswer: SendResult = { kind: 'unknown', detail: 'Telegram gave no answer in time, or none at all.' }

/** Telegram's Bot API by grammy, whose errors never hold the address, since the bot's token stands in it. */
export class Telegram implements MessagingGateway {
  readonly channel = 'telegram'
  readonly conversationMs = undefined
  readonly tellsOfDelivery = false
  readonly #runtime: GatewayRuntime
  readonly #account: TelegramAccount
  readonly #api: Api

  constructor(runtime: GatewayRuntime, account: TelegramAccount) {
    this.#runtime = runtime
    this.#account = account
    this.#api = new Api(account.botToken, { apiRoot: account.apiUrl, fetch: runtime.fetch })
    // grammy sets a timer of the platform's for each call; ours is the clock's. Photos go by grammy, which writes the form.
    this.#api.config.use(async (ask, method, payload, signal) => {
      if (method !== 'sendMessage') return ask(method, payload, signal)
      const response = await runtime.fetch(`${account.apiUrl}/bot${account.botToken}/${method}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(payload),
        signal: (signal as AbortSignal | undefined) ?? null,
      })
      return (await response.json()) as Awaited<ReturnType<typeof ask>>
    })
  }

  async send(message: OutgoingMessage): Promise<SendResult> {
    const abort = new AbortController()
    let cancel = () => {}
    const silence = new Promise<SendResult>((resolve) => {
      cancel = this.#runtime.clock.after(answerWithinMs, () => {
        abort.abort()
        resolve(noAnswer)
      })
    })
    try {
      return await Promise.race([silence, this.#sendMessage(message, abort.signal)])
    } catch (error) {
      if (error instanceof GrammyError) return outcomeOf(error)
      return neverLeft(error) ? notReached('Telegram could not be reached.') : noAnswer
    } finally {
      cancel()
    }
  }

  /** A code is set as code, which a tap copies. */
  async #sendMessage({ to, content }: OutgoingMessage, signal: AbortSignal): Promise<SendResult> {
    const { text, code } = content
    const image = await content.image?.()
    if (image !== undefined && text.length <= longestCaption) {
      const result = await this.#sendPhoto(to, { image, text }, signal)
      if (result !== undefined) return result
    }
    const offset = code === undefined ? -1 : text.indexOf(code)
    const sent = await this.#api.sendMessage(
      to,
      text,
      {
        link_preview_options: { is_disabled: true },
        ...(code !== undefined &&
          offset >= 0 && { entities: [{ type: 'code', offset, length: code.length }] }),
      },
      // grammy's types name a polyfill of this very class.
      signal as Parameters<Api['sendMessage']>[3],
    )
    return { kind: 'accepted', providerId: `${sent.chat.id}:${sent.message_id}`, form: 'text' }
  }

  /**
   * Undefined where Telegram refuses this request as such (400, or 413 by its proxy): it may be the picture, since which ones it
   * cannot process is not documented whole, or the chat, of which the text that follows will tell.
   */
  async #sendPhoto(
    to: string,
    { image, text }: { readonly image: Image; readonly text: string },
    signal: AbortSignal,
  ): Promise<SendResult | undefined> {
    try {
      const photo = new InputFile(image.bytes, imageFileName(image))
      const sent = await this.#api.sendPhoto(
        to,
        photo,
        { caption: text },
        signal as Parameters<Api['sendPhoto']>[3],
      )
      return { kind: 'accepted', providerId: `${sent.chat.id}:${sent.message_id}`, form: 'text' }
    } catch (error) {
      if (error instanceof GrammyError && [400, 413].includes(error.error_code)) return undefined
      throw error
    }
  }

  verify(request: InboundRequest): Inbound {
    return verifyTelegram(request, this.#account)
  }
}

/** The error also holds the whole message: only its code and its description go further. */
function outcomeOf({ error_code: code, description, parameters }: GrammyError): SendResult {
  if (code >= 500) return { kind: 'unknown', detail: `Telegram answered ${code}.` }
  const [reason, retry] = meaningOf(code, description, parameters.retry_after)
  return {
    kind: 'refused',
    reason,
    retry,
    code: String(code),
    detail: description.replace(/\d{6,}/g, '…').slice(0, 300),
  }
}

function meaningOf(
  code: number,
  description: string,
  retryAfterS: number | undefined,
): readonly [RefusalReason, Retry] {
  if (code === 429) return ['busy', { afterMs: (retryAfterS ?? 5) * 1000, holds: 'recipient' }]
  if (code === 401 || code === 404) return ['misconfigured', { afterMs: 60_000, holds: 'channel' }]
  const isGone = code === 403 || /chat not found|user is deactivated|PEER_ID_INVALID/i.test(description)
  return [isGone ? 'unreachable' : 'invalid', 'never']
}
