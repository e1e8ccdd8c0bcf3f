import type { AddressInfo, Server } from 'node:net'
import type { Clock, Random } from '@colok/shared/time'
import { breakableServer, closeServer, fetchFromThisMachine } from '../live/breakable-server.ts'
import { buildPageAssets } from '../live/page-assets.ts'
import { createInboxPage } from './inbox-page/server.ts'
import { createMessagingProviders, type MessagingProviders, mailAccountAt } from './providers.ts'

export interface StartOptions {
  /** 0 for any free one. */
  readonly ports: {
    readonly whatsapp: number
    readonly telegram: number
    readonly smtp: number
    readonly inbox: number
  }
  readonly clock: Clock
  readonly random: Random
  /** Where the company hears of messages, on this machine, asked for each time: `http://127.0.0.1:8080/messaging`. */
  readonly callbackUrl: () => string
  /** What the company has registered with WhatsApp. */
  readonly templates: readonly object[]
  /** Listens on 127.0.0.1 at the port. Rejects when it cannot, saying which and why. */
  readonly listen: (
    server: Server,
    port: number,
    name: 'whatsapp' | 'telegram' | 'smtp' | 'inbox',
  ) => Promise<void>
}

export interface RunningMessagingProviders {
  readonly providers: MessagingProviders
  /** Every account, as the central system's settings take them. */
  readonly accounts: MessagingProviders['accounts'] & { readonly email: ReturnType<typeof mailAccountAt> }
  readonly inboxUrl: string
  stop(): Promise<void>
}

type Answer = (request: Request) => Promise<Response | undefined>

/** The providers, the mail server and the inbox page on this machine's loopback, each at a port of its own. */
export async function startMessagingProviders(options: StartOptions): Promise<RunningMessagingProviders> {
  const answers = new Map<string, Answer>()
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last()
  }
  const open = async (name: 'whatsapp' | 'telegram' | 'inbox'): Promise<string> => {
    const server = breakableServer((request) => answers.get(name)?.(request) ?? Promise.resolve(undefined))
    await options.listen(server, options.ports[name], name)
    undo.push(() => closeServer(server))
    return `http://127.0.0.1:${portOf(server)}`
  }
  try {
    const urls = { whatsapp: await open('whatsapp'), telegram: await open('telegram') }
    const inboxUrl = await open('inbox')
    const providers = createMessagingProviders({
      ...options,
      urls,
      fetch: fetchFromThisMachine,
    })
    undo.push(async () => providers.stop())
    await options.listen(providers.mail.server, options.ports.smtp, 'smtp')
    undo.push(() => providers.mail.stop())
    const { host } = new URL(inboxUrl)
    const page = createInboxPage({
      providers,
      clock: options.clock,
      assets: await buildPageAssets(
        new URL('inbox-page/client/main.tsx', import.meta.url),
        new URL('inbox-page/inbox-page.css', import.meta.url),
      ),
      hosts: () => [host, host.replace('127.0.0.1', 'localhost')],
    })
    answers.set('inbox', async (request) => page.fetch(request))
    answers.set('whatsapp', (request) => providers.whatsapp.answer(request))
    answers.set('telegram', (request) => providers.telegram.answer(request))
    return {
      providers,
      accounts: { ...providers.accounts, email: mailAccountAt(portOf(providers.mail.server)) },
      inboxUrl,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const portOf = (server: Server) => (server.address() as AddressInfo).port
