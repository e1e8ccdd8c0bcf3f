import type { Instant } from '@colok/shared/time'
import type { InboundRequest, Reply } from '../contract.ts'

/**
 * What the business asks of a messaging provider. Nothing here throws for what a provider answers or fails to answer;
 * `unknown` means that the message may have gone out. Every call ends by a deadline of its own.
 */
export interface MessagingGateway {
  readonly channel: Channel
  /** For so long after a person's last message they may be written to freely, at no cost; undefined: always. */
  readonly conversationMs: number | undefined
  /** Whether the provider tells of delivery; without it, what it has accepted is all that will be known. */
  readonly tellsOfDelivery: boolean
  send(message: OutgoingMessage): Promise<SendResult>
  /** Whatever the provider sends to our address for it. Never throws. */
  verify(request: InboundRequest): Inbound
}

export const channels = ['whatsapp', 'telegram', 'email'] as const
export type Channel = (typeof channels)[number]

/**
 * Where a message goes: a phone number as `+6281234567890` (E.164), the id of a Telegram chat as decimal digits, or an
 * e-mail address.
 */
export interface Address {
  readonly channel: Channel
  readonly address: string
}

export type Language = 'id' | 'en'

/** What a provider files a registered template under, and sets its price by. */
export type TemplateCategory = 'authentication' | 'utility' | 'marketing'

export interface OutgoingMessage {
  /** Ours, 1 to 64 letters, digits and hyphens: a new one with each attempt. Comes back with deliveries, where it can. */
  readonly id: string
  /** The same for each attempt at one message: a mail system may know a repeated one by it. */
  readonly messageId: string
  readonly to: string
  readonly content: MessageContent
  /** Whether the person has written to us within `conversationMs`. */
  readonly conversationIsOpen: boolean
}

/** One message, ready for each kind of channel. */
export interface MessageContent {
  readonly language: Language
  /** The template that is registered with the provider, for where nothing else may be sent. */
  readonly template: {
    readonly name: string
    readonly category: TemplateCategory
    /** In the order of its `{{1}}`, `{{2}}` …: no line breaks, no runs of spaces. */
    readonly parameters: readonly string[]
  }
  /** For e-mail; one line. */
  readonly subject: string
  /** The whole of it as plain text. */
  readonly text: string
  /** A one-time code that stands in the text, for a button that copies it. */
  readonly code: string | undefined
  /** A picture that goes along where the channel can; elsewhere the text and the address in it have to do. */
  readonly image?: ImageReader
  /** No template is registered for it: it is an answer, and refused as `windowClosed` where nobody has asked. */
  readonly onlyInConversation?: true
}

/** Read when it is sent, so that what waits holds no bytes; undefined when it is no more, or cannot be read. Never rejects. */
type ImageReader = () => Promise<Image | undefined>

export interface Image {
  /** `image/jpeg`, `image/png` or `image/webp`, by its own first bytes. */
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a file of it is called: `photo.jpg`. */
export const imageFileName = ({ contentType }: Image): string =>
  `photo.${contentType === 'image/jpeg' ? 'jpg' : contentType.replace('image/', '')}`

/** `text` is free of charge; a `template` costs what its category costs. */
export type MessageForm = 'text' | 'template'

export type SendResult =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly form: MessageForm }
  /** It did not go out. */
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      /** The provider's own code. */
      readonly code: string
      readonly detail: string
      /** When the same may be tried again; `never` for what would be refused again. */
      readonly retry: Retry
    }
  /** No answer that can be relied on: it may have gone out. */
  | { readonly kind: 'unknown'; readonly detail: string }

export type Retry = 'never' | { readonly afterMs: number; readonly holds: 'recipient' | 'channel' }

/**
 * `unreachable`: this address cannot be written to (no such account, blocked, no such mailbox). `windowClosed`: only a
 * template may be sent. `template`: the template is not registered, or not with these parameters. `busy`: too much at
 * once. `misconfigured`: keys, permissions or the account: somebody has to look. `unavailable`: it is down.
 */
export type RefusalReason =
  | 'unreachable'
  | 'windowClosed'
  | 'template'
  | 'busy'
  | 'misconfigured'
  | 'unavailable'
  | 'invalid'

// ---- what a provider sends to us ---------------------------------------------------------------------------------

export type Inbound =
  /** `acknowledge` only after the events have been committed, else `failed`: the provider sends them again. */
  | {
      readonly kind: 'events'
      readonly events: readonly MessagingEvent[]
      readonly acknowledge: Reply
      readonly failed: Reply
    }
  /** The provider makes sure that the address is ours; send the reply, there is nothing else to do. */
  | { readonly kind: 'handshake'; readonly reply: Reply }
  | {
      readonly kind: 'refused'
      readonly why: 'signature' | 'malformed' | 'unknownAddress'
      readonly detail: string
      readonly reply: Reply
    }

/** Batched, repeated and out of order, as providers send them. */
export type MessagingEvent =
  | {
      readonly kind: 'received'
      /** The provider's, the same when it is sent again. */
      readonly providerId: string
      readonly from: string
      /** Empty for a picture, a sound and the like. */
      readonly text: string
      readonly at: Instant
    }
  | {
      readonly kind: 'delivery'
      readonly providerId: string
      /** Of the OutgoingMessage, where the provider gives it back. */
      readonly id: string | undefined
      readonly state: 'sent' | 'delivered' | 'read'
      readonly at: Instant
    }
  | {
      readonly kind: 'delivery'
      readonly providerId: string
      readonly id: string | undefined
      readonly state: 'failed'
      readonly reason: RefusalReason
      readonly code: string
      readonly detail: string
      readonly retry: Retry
      readonly at: Instant
    }
