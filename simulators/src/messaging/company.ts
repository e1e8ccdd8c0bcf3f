import { composeMessagingGateways } from '@colok/cloud/gateways/messaging'
import { templateRegistrations } from '@colok/cloud/message-templates'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import type { Clock } from '@colok/shared/time'
import { listen, portOf } from '../demo/listening.ts'
import { systemClock } from '../demo/system-clock.ts'
import type { InboxChannel } from './inbox.ts'
import { createMessagingProviders, type MessagingProviders, mailAccountAt } from './providers.ts'

type Gateways = ReturnType<typeof composeMessagingGateways>
export type MessagingGateway = NonNullable<ReturnType<Gateways['get']>>
export type Inbound = ReturnType<MessagingGateway['verify']>
export type OutgoingMessage = Parameters<MessagingGateway['send']>[0]
export type SendResult = Awaited<ReturnType<MessagingGateway['send']>>
type Settings = Parameters<typeof composeMessagingGateways>[0]

const origin = 'http://company.test'

/** What each channel knows one and the same person by. */
export const addresses: Readonly<Record<InboxChannel, string>> = {
  whatsapp: '+6281234567890',
  telegram: '123456789',
  email: 'budi@mail.example',
}

/** The central system's own gateways in one process with the providers; mail goes over a loopback socket. */
export class Company {
  readonly providers: MessagingProviders
  readonly settings: Settings
  readonly gateways: Gateways
  /** What became of each request that a provider sent, in order. */
  readonly inbound: Inbound[] = []
  #lastId = 0

  private constructor(clock: Clock, providers: MessagingProviders, smtpPort: number) {
    this.providers = providers
    this.settings = { ...providers.accounts, email: mailAccountAt(smtpPort) }
    this.gateways = this.compose(clock)
  }

  /** `gatewayClock` is what the gateways go by, where that is not the providers' own clock. */
  static async open(clock: Clock = systemClock, gatewayClock = clock): Promise<Company> {
    const ports: Company[] = []
    const providers = createMessagingProviders({
      clock,
      random: seededRandom(1),
      urls: { whatsapp: 'http://whatsapp.test', telegram: 'http://telegram.test' },
      callbackUrl: () => `${origin}/messaging`,
      templates: templateRegistrations(),
      fetch: async (input, init) => ports[0]?.receive(new Request(input, init)) ?? Response.error(),
    })
    await listen(providers.mail.server, 0, 'the mail server')
    const company = new Company(gatewayClock, providers, portOf(providers.mail.server))
    ports.push(company)
    return company
  }

  async close(): Promise<void> {
    this.providers.stop()
    await this.providers.mail.stop()
  }

  /** Gateways with changed settings, beside those that the company has. */
  compose(clock: Clock, change: (settings: Settings) => Settings = (settings) => settings): Gateways {
    const { fetch } = this.providers
    return composeMessagingGateways(change(this.settings), { fetch, clock, random: seededRandom(2) })
  }

  gateway(channel: InboxChannel): MessagingGateway {
    const gateway = this.gateways.get(channel)
    if (gateway === undefined) throw new Error(`there is no ${channel}`)
    return gateway
  }

  faults(channel: InboxChannel) {
    const { whatsapp, telegram, mail } = this.providers
    return { whatsapp, telegram, email: mail }[channel].faults
  }

  /** What lies on the person's phone, oldest first. */
  arrived(channel: InboxChannel) {
    const messages = this.providers.inbox.find(channel, addresses[channel])?.messages ?? []
    return messages.filter(({ from }) => from === 'company')
  }

  /** A person's first word: Telegram knows nobody before it. */
  introduce(): void {
    this.providers.telegram.write(addresses.telegram, '/start')
  }

  /** Says that a refund has arrived, or gives a code. */
  message(
    channel: InboxChannel,
    change: Partial<OutgoingMessage> & { readonly code?: string } = {},
  ): OutgoingMessage {
    const { code, ...rest } = change
    this.#lastId += 1
    const template =
      code === undefined
        ? { name: 'colok_refund_arrived', category: 'utility' as const, parameters: ['Rp 7.117', 'GoPay'] }
        : { name: 'colok_sign_in_code', category: 'authentication' as const, parameters: [code] }
    const text =
      code === undefined
        ? 'Uang Anda Rp 7.117 sudah kembali ke GoPay. Terima kasih atas kesabaran Anda.'
        : `Kode masuk Colok Anda: ${code}\n\nBerlaku 5 menit.`
    return {
      id: `attempt-${this.#lastId}`,
      messageId: `message-${this.#lastId}`,
      to: addresses[channel],
      content: { language: 'id', template, subject: 'Uang sudah kembali', text, code },
      conversationIsOpen: false,
      ...rest,
    }
  }

  /** As the web server hands over what arrives. */
  async receive(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    const gateway = [...this.gateways.values()].find(({ channel }) => pathname === `/messaging/${channel}`)
    if (gateway === undefined) return new Response(null, { status: 404 })
    const inbound = gateway.verify({
      method: request.method,
      target: `${pathname}${search}`,
      headers: request.headers,
      body: new Uint8Array(await request.arrayBuffer()),
    })
    this.inbound.push(inbound)
    const { body, status, headers } = inbound.kind === 'events' ? inbound.acknowledge : inbound.reply
    return new Response(body, { status, headers })
  }

  /** Every event that was let in. */
  get events() {
    return this.inbound.flatMap((inbound) => (inbound.kind === 'events' ? inbound.events : []))
  }
}
