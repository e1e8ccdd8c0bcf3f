import { type MessagingFault, messagingFaults } from '../faults.ts'
import type { Conversation, InboxChannel, InboxMessage } from '../inbox.ts'
import type { MessagingProviders } from '../providers.ts'

/** Everything that the page draws. */
export interface InboxSnapshot {
  /** The newest first. */
  readonly conversations: readonly ConversationView[]
  readonly faults: Readonly<Record<InboxChannel, Partial<Record<MessagingFault, number>>>>
}

export interface ConversationView {
  readonly channel: InboxChannel
  readonly address: string
  readonly isOn: boolean
  readonly isUnreachable: boolean
  readonly messages: readonly InboxMessage[]
}

const mostConversations = 50
const mostMessages = 60

export function snapshotOf({ inbox, whatsapp, telegram, mail }: MessagingProviders): InboxSnapshot {
  return {
    conversations: inbox.all().slice(0, mostConversations).map(viewOf),
    faults: { whatsapp: armed(whatsapp), telegram: armed(telegram), email: armed(mail) },
  }
}

function viewOf({ channel, address, isOn, isUnreachable, messages }: Conversation): ConversationView {
  return { channel, address, isOn, isUnreachable, messages: messages.slice(-mostMessages) }
}

function armed({ faults }: { readonly faults: { armed(kind: MessagingFault): number } }) {
  const counts = messagingFaults.map((fault) => [fault, faults.armed(fault)] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}
