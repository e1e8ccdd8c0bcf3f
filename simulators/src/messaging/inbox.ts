import type { Clock, Instant } from '@colok/shared/time'

export type InboxChannel = 'whatsapp' | 'telegram' | 'email'

/** How far a message has come, as a phone shows it. */
export type InboxState = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed'

export interface InboxMessage {
  /** The provider's. */
  readonly id: string
  readonly from: 'company' | 'person'
  readonly at: Instant
  readonly text: string
  readonly subject: string | undefined
  readonly footer: string | undefined
  /** What its button copies. */
  readonly code: string | undefined
  readonly template: string | undefined
  /** The number of the picture that it has, under which `image` gives it. */
  readonly image: number | undefined
  state: InboxState
  /** A mail that came again under the same Message-ID. */
  copies: number
}

/** A picture that came with a message. */
export interface InboxImage {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** All between the company and one address on one channel. */
export interface Conversation {
  readonly channel: InboxChannel
  readonly address: string
  /** Oldest first. */
  readonly messages: InboxMessage[]
  /** Off: what is sent waits until the phone is on again. */
  isOn: boolean
  /** No such account, mailbox, or the bot is blocked. */
  isUnreachable: boolean
}

/** That a conversation keeps. */
export const mostMessages = 200
const mostImages = 50

/** What arrives on people's phones. Bounded: the oldest goes first. */
export class Inbox {
  readonly #clock: Clock
  readonly #mostConversations: number
  readonly #conversations = new Map<string, Conversation>()
  readonly #images = new Map<number, InboxImage>()
  readonly #listeners = new Set<() => void>()
  #lastImage = 0
  readonly #readers: ((conversation: Conversation, message: InboxMessage) => void)[] = []

  constructor(clock: Clock, mostConversations = 200) {
    this.#clock = clock
    this.#mostConversations = mostConversations
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called for each message of the company that a person has read, or that reaches a phone that was off. */
  onProgress(listener: (conversation: Conversation, message: InboxMessage) => void): void {
    this.#readers.push(listener)
  }

  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  /** The one that changed last first. */
  all(): readonly Conversation[] {
    return [...this.#conversations.values()].reverse()
  }

  find(channel: InboxChannel, address: string): Conversation | undefined {
    return this.#conversations.get(`${channel} ${address}`)
  }

  /** Begins a conversation, or brings it to the top. */
  open(channel: InboxChannel, address: string): Conversation {
    const key = `${channel} ${address}`
    const conversation = this.#conversations.get(key) ?? {
      channel,
      address,
      messages: [],
      isOn: true,
      isUnreachable: false,
    }
    this.#conversations.delete(key)
    this.#conversations.set(key, conversation)
    for (const oldest of this.#conversations.keys()) {
      if (this.#conversations.size <= this.#mostConversations) break
      this.#conversations.delete(oldest)
    }
    return conversation
  }

  add(
    conversation: Conversation,
    message: Pick<InboxMessage, 'id' | 'from' | 'text' | 'state'> & Partial<InboxMessage>,
  ): InboxMessage {
    const whole: InboxMessage = {
      at: this.#clock.wallMs(),
      subject: undefined,
      footer: undefined,
      code: undefined,
      template: undefined,
      image: undefined,
      copies: 1,
      ...message,
    }
    conversation.messages.push(whole)
    conversation.messages.splice(0, conversation.messages.length - mostMessages)
    this.changed()
    return whole
  }

  /** Keeps a picture: its number, for the message that it came with. */
  keepImage(image: InboxImage): number {
    this.#lastImage += 1
    this.#images.set(this.#lastImage, image)
    this.#images.delete(this.#lastImage - mostImages)
    return this.#lastImage
  }

  /** Undefined once newer ones have taken its place. */
  image(number: number): InboxImage | undefined {
    return this.#images.get(number)
  }

  /** A person looks at a conversation: what has arrived is read. */
  read(conversation: Conversation): void {
    for (const message of conversation.messages)
      if (message.from === 'company' && message.state === 'delivered')
        this.progress(conversation, message, 'read')
  }

  switchPhone(conversation: Conversation, isOn: boolean): void {
    conversation.isOn = isOn
    if (isOn)
      for (const message of conversation.messages)
        if (message.from === 'company' && message.state === 'sent')
          this.progress(conversation, message, 'delivered')
    this.changed()
  }

  progress(conversation: Conversation, message: InboxMessage, state: InboxState): void {
    message.state = state
    for (const tell of this.#readers) tell(conversation, message)
    this.changed()
  }

  clear(): void {
    this.#conversations.clear()
    this.#images.clear()
    this.changed()
  }
}
