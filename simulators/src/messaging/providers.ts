import type { Clock, Random } from '@colok/shared/time'
import { Inbox } from './inbox.ts'
import { MailServer } from './mail-server.ts'
import { noConnection } from './no-connection.ts'
import { TelegramProvider } from './telegram.ts'
import { WhatsAppProvider } from './whatsapp.ts'

export interface MessagingProvidersOptions {
  readonly clock: Clock
  readonly random: Random
  /** Where each one is: `http://127.0.0.1:8094`, without a slash at its end. */
  readonly urls: { readonly whatsapp: string; readonly telegram: string }
  /** Where the company hears of messages, asked for each time: `http://127.0.0.1:8080/messaging`. */
  readonly callbackUrl: () => string
  /** What the company has registered with WhatsApp: bodies of `POST /{WABA_ID}/message_templates`. */
  readonly templates: readonly object[]
  /** The oldest goes first; 200 when left out. */
  readonly mostConversations?: number
  /** Reaches the company. */
  readonly fetch: typeof fetch
}

/** Three providers, the phones behind them, and what a company needs to be their customer. */
export interface MessagingProviders {
  readonly inbox: Inbox
  readonly whatsapp: WhatsAppProvider
  readonly telegram: TelegramProvider
  readonly mail: MailServer
  /** The company's accounts, as the central system's settings take them. */
  readonly accounts: ReturnType<typeof accountsOf>
  /**
   * For a company in this process: answers at the providers' addresses, and rejects like a connection that breaks.
   * Every other address is refused. Mail goes over a socket only.
   */
  readonly fetch: typeof fetch
  /** Nothing is told any more. */
  stop(): void
}

const business = {
  accessToken: 'EAAsimulatedSystemUserToken',
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
  appSecret: 'simulated-app-secret',
  verifyToken: 'simulated-verify-token',
}
const bot = {
  token: `7000000001:${'SimulatedBotTokenAbcdefghij'.padEnd(35, '0')}`,
  secretToken: 'simulated-secret',
}
const mailAccount = { user: 'colok', password: 'simulated-password' }

/** Puts the providers together out of what is handed in; nothing is listened on. Throws for a template that is refused. */
export function createMessagingProviders(options: MessagingProvidersOptions): MessagingProviders {
  const { clock, random, urls, callbackUrl, fetch, templates } = options
  const inbox = new Inbox(clock, options.mostConversations)
  const whatsapp = new WhatsAppProvider(business, {
    clock,
    random,
    inbox,
    fetch,
    callbackUrl: () => `${callbackUrl()}/whatsapp`,
  })
  for (const template of templates) {
    const result = whatsapp.templates.register(template)
    if (result.kind === 'error') throw new RangeError(`${JSON.stringify(template)}: ${result.message}`)
  }
  const webhook = { url: () => `${callbackUrl()}/telegram`, secretToken: bot.secretToken }
  const telegram = new TelegramProvider({ token: bot.token, webhook }, { clock, inbox, fetch })
  const byOrigin = new Map<string, { answer(request: Request): Promise<Response | undefined> }>([
    [new URL(urls.whatsapp).origin, whatsapp],
    [new URL(urls.telegram).origin, telegram],
  ])
  return {
    inbox,
    whatsapp,
    telegram,
    mail: new MailServer(mailAccount, { clock, inbox }),
    accounts: accountsOf(urls),
    async fetch(input, init) {
      const request = new Request(input, init)
      const provider = byOrigin.get(new URL(request.url).origin)
      if (provider === undefined) throw noConnection()
      const response = await provider.answer(request)
      if (response === undefined)
        throw new TypeError('fetch failed', { cause: new Error('other side closed') })
      return response
    },
    stop() {
      whatsapp.notifier.stop()
      telegram.notifier.stop()
    },
  }
}

function accountsOf(urls: MessagingProvidersOptions['urls']) {
  const { accessToken, phoneNumberId, appSecret, verifyToken } = business
  return {
    whatsapp: {
      apiUrl: `${urls.whatsapp}/v24.0`,
      accessToken,
      phoneNumberId,
      appSecret,
      verifyToken,
      codesInConversation: 'text' as const,
    },
    telegram: { apiUrl: urls.telegram, botToken: bot.token, secretToken: bot.secretToken },
  }
}

/** The account at the mail server, which has an address when it listens. */
export function mailAccountAt(port: number) {
  const { user, password } = mailAccount
  return { smtpUrl: `smtp://${user}:${password}@127.0.0.1:${port}`, from: 'Colok <halo@colok.example>' }
}
