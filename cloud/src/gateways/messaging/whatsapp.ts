import type { InboundRequest } from '../contract.ts'
import { exchange, jsonObject } from '../http-exchange.ts'
import type { GatewayRuntime } from '../runtime.ts'
import type { Inbound, MessageForm, MessagingGateway, OutgoingMessage, SendResult } from './contract.ts'
import { notReached } from './not-reached.ts'
import type { WhatsAppAccount } from './settings.ts'
import { refusalOf } from './whatsapp-errors.ts'
import { verifyWhatsApp } from './whatsapp-webhook.ts'

const dayMs = 24 * 3_600_000

/** Less than a day: what is on its way when the window closes would be refused. */
const conversationMs = dayMs - 60_000

const windowClosed = {
  reason: 'windowClosed',
  code: '131047',
  detail: 'An answer, and it is too long ago that this person has written.',
} as const

/**
 * WhatsApp's Cloud API, spoken directly (reference/payments-and-messaging.md §7.1). It has no idempotency key: our id
 * goes along as `biz_opaque_callback_data` and comes back with the delivery, so that a message whose answer was lost is
 * recognised.
 *
 * A message's image is not sent: the Cloud API takes one only after an upload of its own, and only in an open conversation.
 * The text and the registered template hold the address at which it is seen.
 */
export class WhatsApp implements MessagingGateway {
  readonly channel = 'whatsapp'
  readonly conversationMs = conversationMs
  readonly tellsOfDelivery = true
  readonly #runtime: GatewayRuntime
  readonly #account: WhatsAppAccount

  constructor(runtime: GatewayRuntime, account: WhatsAppAccount) {
    this.#runtime = runtime
    this.#account = account
  }

  /** In a conversation a text, free of charge; a template outside of it, and where the window turns out to be closed. */
  async send(message: OutgoingMessage): Promise<SendResult> {
    const { content, conversationIsOpen } = message
    const mayBeText = content.code === undefined || this.#account.codesInConversation === 'text'
    if (conversationIsOpen && mayBeText) {
      const result = await this.#post(message, 'text', { preview_url: false, body: content.text })
      if (result.kind !== 'refused' || result.reason !== 'windowClosed' || content.onlyInConversation)
        return result
    }
    if (content.onlyInConversation) return { kind: 'refused', ...windowClosed, retry: 'never' }
    return this.#post(message, 'template', templateOf(message))
  }

  verify(request: InboundRequest): Inbound {
    return verifyWhatsApp(request, this.#account)
  }

  async #post(message: OutgoingMessage, form: MessageForm, part: object): Promise<SendResult> {
    const { apiUrl, phoneNumberId, accessToken } = this.#account
    const answer = await exchange(this.#runtime, {
      method: 'POST',
      url: `${apiUrl}/${phoneNumberId}/messages`,
      headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: message.to.replace('+', ''),
        type: form,
        [form]: part,
        biz_opaque_callback_data: message.id,
      }),
    })
    if (answer.kind === 'noAnswer')
      return answer.mayHaveActed ? { kind: 'unknown', detail: answer.message } : notReached(answer.message)
    const body = jsonObject(answer.text)
    const refusal = refusalOf(answer.status, body)
    if (refusal !== undefined) return { kind: 'refused', ...refusal }
    const providerId = firstMessageId(body)
    if (answer.status === 200 && providerId !== undefined) return { kind: 'accepted', providerId, form }
    return { kind: 'unknown', detail: `WhatsApp answered ${answer.status} without a message id.` }
  }
}

/** The code of an authentication template stands in its text and, once more, behind its copy button. */
function templateOf({ content }: OutgoingMessage): object {
  const { name, parameters } = content.template
  const texts = (values: readonly string[]) => values.map((text) => ({ type: 'text', text }))
  const body = parameters.length > 0 ? [{ type: 'body', parameters: texts(parameters) }] : []
  const button =
    content.code === undefined
      ? []
      : [{ type: 'button', sub_type: 'url', index: '0', parameters: texts([content.code]) }]
  return { name, language: { code: content.language }, components: [...body, ...button] }
}

function firstMessageId(body: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const first: unknown = Array.isArray(body?.messages) ? body.messages[0] : undefined
  if (typeof first !== 'object' || first === null || !('id' in first)) return undefined
  return typeof first.id === 'string' && first.id !== '' ? first.id : undefined
}
