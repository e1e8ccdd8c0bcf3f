import type { MessageHost } from '../message-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

/** A lost answer, or a process that died over one, leaves it open whether a message went out: it may come again. */
const mayRepeat = ['loseAnswer', 'slow', 'killed'] as const

/** A receipt that was asked for has come, and once, but where the provider or a kill gave cause for another. */
export function checkMessages(messages: MessageHost, { beforeMs }: Moment, report: Report): void {
  const most = mayRepeat.some((cause) => messages.struckBy.has(cause)) ? 3 : 1
  const least = messages.struckBy.has('failDelivery') ? 0 : 1
  for (const { number, count } of messages.arrived(beforeMs)) {
    if (count < least || count > most)
      report({
        checker: 'messagesArriveOnce',
        subject: 'messages',
        what: `${count} receipts have come to ${number}, which asked for one`,
      })
    messages.letGo(number)
  }
}
