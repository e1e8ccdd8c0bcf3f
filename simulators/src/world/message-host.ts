import { templateRegistrations } from '@colok/cloud/message-templates'
import type { Clock } from '@colok/shared/time'
import type { MessagingFault } from '../messaging/faults.ts'
import { type InboxChannel, type InboxMessage, mostMessages } from '../messaging/inbox.ts'
import type { Mail } from '../messaging/mail-server.ts'
import { noConnection } from '../messaging/no-connection.ts'
import { createMessagingProviders, type MessagingProviders } from '../messaging/providers.ts'
import type { Chronicle } from './chronicle.ts'
import { Dice } from './dice.ts'

/** Enough for everybody near fifty chargers. */
const mostConversations = 10_000

/** Where somebody is written to. */
export interface Whereabouts {
  readonly channel: InboxChannel
  readonly address: string
}

/** WhatsApp, Telegram, a mail server, and the phones behind them: outside of the central system, which may be killed meanwhile. */
export class MessageHost {
  readonly #providers: MessagingProviders
  readonly #clock: Clock
  readonly #dice: Dice
  /** Numbers to which the central system has said that it would write, and when; wall clock. */
  readonly #expected = new Map<string, number>()
  /** What may make a message arrive again, or never. */
  readonly struckBy = new Set<MessagingFault | 'killed' | 'down'>()
  /** Nobody can be reached there. */
  isDown = false
  /** Hands each receipt over twice: planted bugs only. */
  doubles = false

  /** `deliver` reaches the central system of now, and rejects where there is none. */
  constructor(parts: {
    readonly seed: number
    readonly clock: Clock
    readonly chronicle: Chronicle
    readonly deliver: (request: Request) => Promise<Response>
  }) {
    const { seed, clock, chronicle } = parts
    this.#clock = clock
    this.#dice = new Dice(seed, 'message lines')
    this.#providers = createMessagingProviders({
      clock,
      random: new Dice(seed, 'message providers').random,
      urls: { whatsapp: 'http://whatsapp.world', telegram: 'http://telegram.world' },
      callbackUrl: () => 'http://csms.world/messaging',
      templates: templateRegistrations(),
      mostConversations,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        await this.#travel()
        const response = await parts.deliver(request)
        const { pathname } = new URL(request.url)
        chronicle.note('messages', `word at ${pathname} was answered ${response.status}`)
        return response
      },
    })
  }

  /** The central system's accounts. Nobody listens at the mail server's address: `deliverMail` takes its place. */
  get accounts() {
    const email = { smtpUrl: 'smtp://127.0.0.1:25', from: 'Colok <halo@colok.example>' }
    return { ...this.#providers.accounts, email }
  }

  /** Takes the central system's requests to WhatsApp and Telegram. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    await this.#travel()
    if (this.isDown) throw noConnection()
    if (this.doubles && (await request.clone().text()).includes('receipt'))
      await this.#providers.fetch(request.clone())
    const response = await this.#providers.fetch(request)
    await this.#travel()
    return response
  }

  /** Takes the central system's mails, as a mail server answers them. */
  readonly deliverMail = async (mail: Mail): Promise<'taken' | 'notReached'> => {
    await this.#travel()
    if (this.isDown) return 'notReached'
    await this.#providers.mail.take(mail)
    await this.#travel()
    return 'taken'
  }

  arm(fault: MessagingFault, times: number): void {
    const { whatsapp, telegram, mail } = this.#providers
    for (const { faults } of [whatsapp, telegram, mail]) faults.arm(fault, times)
    if (times > 0) this.struckBy.add(fault)
  }

  setDown(isDown: boolean): void {
    this.isDown = isDown
    if (isDown) this.struckBy.add('down')
  }

  /** A person writes to the central system's number or bot. */
  write(from: Whereabouts, text: string): void {
    if (from.channel === 'telegram') this.#providers.telegram.write(from.address, text)
    else this.#providers.whatsapp.write(from.address, text)
  }

  /** What the central system has written to somebody that arrived, the oldest first. */
  arrivedAt({ channel, address }: Whereabouts): readonly InboxMessage[] {
    const messages = this.#providers.inbox.find(channel, address)?.messages ?? []
    return messages.filter(({ from, state }) => from === 'company' && state !== 'failed')
  }

  /** Whether somebody has had more than a phone or a mailbox keeps. */
  isFull({ channel, address }: Whereabouts): boolean {
    return (this.#providers.inbox.find(channel, address)?.messages.length ?? 0) >= mostMessages
  }

  /** The central system has said that it would write to this number. */
  expect(number: string): void {
    this.#expected.set(number, this.#clock.wallMs())
  }

  /**
   * How many receipts each number has had that has waited since before `beforeMs`; change that waits for its owner is told
   * of beside them.
   */
  arrived(beforeMs: number): { readonly number: string; readonly count: number }[] {
    const waiting = [...this.#expected].filter(([, sinceMs]) => sinceMs < beforeMs)
    return waiting.map(([number]) => ({
      number,
      count: this.arrivedAt({ channel: 'whatsapp', address: number }).filter(({ template }) =>
        template?.includes('receipt'),
      ).length,
    }))
  }

  /** What has come to this number was looked at. */
  letGo(number: string): void {
    this.#expected.delete(number)
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(this.#dice.between(10, 300), resolve))
  }
}
