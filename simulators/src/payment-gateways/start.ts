import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Random } from '@colok/shared/time'
import { breakableServer, closeServer, fetchFromThisMachine } from '../live/breakable-server.ts'
import { buildPageAssets } from '../live/page-assets.ts'
import { createIssuerApp } from './issuer-app/server.ts'
import type { PaymentKeys } from './keys.ts'
import { createPaymentProviders, type PaymentProviders } from './providers.ts'

type ServerName = 'doku' | 'astrapay' | 'midtrans' | 'issuerApp'

export interface StartOptions {
  /** 0 for any free one. */
  readonly ports: Readonly<Record<ServerName, number>>
  readonly clock: Clock
  readonly random: Random
  readonly keys: PaymentKeys
  /** Where the merchant hears of payments, on this machine, asked for each time: `http://127.0.0.1:8080/gateways`. */
  readonly merchantUrl: () => string
  readonly merchantName?: string
  /** Listens on 127.0.0.1 at the port. Rejects when it cannot, saying which and why. */
  readonly listen: (server: Server, port: number, name: ServerName) => Promise<void>
}

export interface RunningPaymentProviders {
  readonly providers: PaymentProviders
  readonly urls: Readonly<Record<ServerName, string>>
  stop(): Promise<void>
}

type Answer = (request: Request) => Promise<Response | undefined>

/** The providers and the payers' app on this machine's loopback, each at a port of its own. */
export async function startPaymentProviders(options: StartOptions): Promise<RunningPaymentProviders> {
  const names = ['doku', 'astrapay', 'midtrans', 'issuerApp'] as const
  const answers = new Map<string, Answer>()
  const servers: Server[] = []
  const stopServers = async () => {
    await Promise.all(servers.map(closeServer))
  }
  try {
    const urls: Record<string, string> = {}
    for (const name of names) {
      const server = breakableServer((request) => answers.get(name)?.(request) ?? Promise.resolve(undefined))
      await options.listen(server, options.ports[name], name)
      servers.push(server)
      urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    }
    const { doku = '', astrapay = '', midtrans = '', issuerApp = '' } = urls
    const providers = createPaymentProviders({
      ...options,
      urls: { doku, astrapay, midtrans, issuerApp },
      fetch: fetchFromThisMachine,
    })
    const { host } = new URL(issuerApp)
    const app = createIssuerApp({
      providers,
      clock: options.clock,
      assets: await buildPageAssets(
        new URL('issuer-app/client/main.tsx', import.meta.url),
        new URL('issuer-app/issuer-app.css', import.meta.url),
      ),
      hosts: () => [host, host.replace('127.0.0.1', 'localhost')],
    })
    answers.set('issuerApp', async (request) => app.fetch(request))
    for (const name of ['doku', 'astrapay', 'midtrans'] as const)
      answers.set(name, (request) => providers[name].answer(request))
    return {
      providers,
      urls: { doku, astrapay, midtrans, issuerApp },
      async stop() {
        providers.stop()
        await stopServers()
      },
    }
  } catch (error) {
    await stopServers()
    throw error
  }
}
