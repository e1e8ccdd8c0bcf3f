import type { Dice } from './dice.ts'
import type { MessageHost } from './message-host.ts'

/** What the simulated providers can be armed with, by the world's own names. */
const switches = {
  messageAnswerLost: 'loseAnswer',
  messageSlow: 'slow',
  messageTooMany: 'tooMany',
  messageUndelivered: 'failDelivery',
  deliveryWordLost: 'loseNotification',
  deliveryWordDoubled: 'duplicateNotification',
  deliveryWordReordered: 'holdNotification',
  deliveryWordForged: 'badSignature',
} as const

/** With the mean time between two. */
export const messageMeanHours = {
  messageAnswerLost: 12,
  messageSlow: 12,
  messageTooMany: 6,
  messageUndelivered: 12,
  deliveryWordLost: 3,
  deliveryWordDoubled: 3,
  deliveryWordReordered: 3,
  deliveryWordForged: 6,
  messagesUnreachable: 8,
} as const satisfies Record<keyof typeof switches | 'messagesUnreachable', number>
export type MessageFaultKind = keyof typeof messageMeanHours

export function isMessageFault(kind: string): kind is MessageFaultKind {
  return Object.hasOwn(messageMeanHours, kind)
}

/** Strikes WhatsApp, Telegram and the mail server; what is to be taken back after a while, and when. */
export function strikeMessages(
  kind: MessageFaultKind,
  messages: MessageHost,
  dice: Dice,
): { readonly afterMs: number; readonly heal: () => void } {
  if (kind === 'messagesUnreachable') {
    messages.setDown(true)
    return { afterMs: dice.between(20_000, 40 * 60_000), heal: () => messages.setDown(false) }
  }
  messages.arm(switches[kind], dice.between(1, 2))
  return {
    afterMs: dice.between(10 * 60_000, 120 * 60_000),
    heal: () => messages.arm(switches[kind], 0),
  }
}
