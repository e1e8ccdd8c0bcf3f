import type {
  Channel,
  Inbound,
  MessagingGateway,
  OutgoingMessage,
  SendResult,
} from '../../../gateways/messaging/contract.ts'

type Answer = SendResult | Promise<SendResult>

/** A provider in memory: takes everything, unless it is told what to answer next. */
export class FakeGateway implements MessagingGateway {
  readonly channel: Channel
  readonly conversationMs: number | undefined
  readonly tellsOfDelivery: boolean
  readonly sent: OutgoingMessage[] = []
  /** One for each of the next messages; an accepting answer after them. */
  readonly next: ((message: OutgoingMessage) => Answer)[] = []

  constructor(channel: Channel) {
    this.channel = channel
    this.conversationMs = channel === 'whatsapp' ? 24 * 3_600_000 : undefined
    this.tellsOfDelivery = channel === 'whatsapp'
  }

  async send(message: OutgoingMessage): Promise<SendResult> {
    this.sent.push(message)
    const form = message.conversationIsOpen ? 'text' : 'template'
    return this.next.shift()?.(message) ?? { kind: 'accepted', providerId: `p-${message.id}`, form }
  }

  verify(): Inbound {
    throw new Error('Nothing is sent to a gateway in memory.')
  }
}
