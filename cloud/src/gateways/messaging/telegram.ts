import { Api, GrammyError } from 'grammy/web'
import type { InboundRequest } from '../contract.ts'
import type { GatewayRuntime } from '../runtime.ts'
import type {
  Inbound,
  MessagingGateway,
  OutgoingMessage,
  RefusalReason,
  Retry,
  SendResult,
} from './contract.ts'
import type { TelegramAccount } from './settings.ts'
import { verifyTelegram } from './telegram-webhook.ts'

/** As for the other providers that are asked by HTTP. */
const answerWithinMs = 20_000

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
      return error instanceof GrammyError ? outcomeOf(error) : noAnswer
    } finally {
      cancel()
    }
  }

  /** A code is set as code, which a tap copies. */
  async #sendMessage({ to, content }: OutgoingMessage, signal: AbortSignal): Promise<SendResult> {
    const { text, code } = content
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
