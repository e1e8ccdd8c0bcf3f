import type { Channel, Language, MessageForm } from '../gateways/messaging/contract.ts'

/** Messages to people. Addresses and what was said are sealed under the system's secret; `…Hash` finds them again. */
export interface MessageTables {
  message: MessageTable
  messageAttempt: MessageAttemptTable
  messageContact: MessageContactTable
  receivedMessage: ReceivedMessageTable
  messagePrice: MessagePriceTable
}

interface MessageTable {
  id: string
  /** What it is about, `receipt:0199…`: the same is never told twice. */
  dedupeKey: string
  kind: string
  language: Language
  timeZone: string
  /** The addresses in the order in which they are tried, `[{ channel, address }]` as JSON. */
  sealedAddresses: string
  /** Null when it is done with and was secret, or old. */
  sealedParameters: string | null
  /** Of the first address: who gets too much is found by it. */
  recipientHash: string
  /** Which address is being tried, from 0, with its channel and its masked form. */
  addressIndex: number
  channel: Channel
  maskedAddress: string
  state: 'pending' | 'sent' | 'delivered' | 'read' | 'failed' | 'expired' | 'stopped'
  /** Why it is not out yet, or never will be. */
  problem: string | null
  priority: number
  /** When there is something to do for it; null when there is nothing. */
  dueAt: string | null
  expiresAt: string
  /** At the present address. */
  attempts: number
  createdBy: string
  createdAt: string
  settledAt: string | null
}

interface MessageAttemptTable {
  /** Goes to the provider too, and comes back with the delivery where it can. */
  id: string
  messageId: string
  channel: Channel
  addressIndex: number
  addressHash: string
  maskedAddress: string
  /** `started` is known not to have ended: the process may have. */
  outcome: 'started' | 'accepted' | 'refused' | 'unknown'
  providerId: string | null
  form: MessageForm | null
  /** A RefusalReason and the provider's code, when it was refused or not delivered. */
  reason: string | null
  code: string | null
  detail: string | null
  /** Null when no price is known; 0 for what was free or did not arrive. */
  priceIdr: number | null
  delivery: 'sent' | 'delivered' | 'read' | 'failed' | null
  /** The providers' day, Asia/Jakarta, on which it began. */
  day: string
  startedAt: string
  endedAt: string | null
  deliveredAt: string | null
  readAt: string | null
}

/** An address that has written to us, or has asked for silence. */
interface MessageContactTable {
  channel: Channel
  addressHash: string
  maskedAddress: string
  /** The newest message from there; null when the provider says that the conversation is over. */
  lastReceivedAt: string | null
  stoppedAt: string | null
  /** `recipient`, or the name of an API key. */
  stoppedBy: string | null
}

interface ReceivedMessageTable {
  id: string
  channel: Channel
  /** The provider's; the same one again is the same message. */
  providerId: string
  addressHash: string
  maskedAddress: string
  sealedText: string | null
  receivedAt: string
}

/** What a template costs from a day on. */
interface MessagePriceTable {
  channel: Channel
  category: 'authentication' | 'utility' | 'marketing'
  validFrom: string
  priceIdr: number
  source: string
}
