import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { RPCServer } from 'ocpp-rpc'

/** One message of the charger, as the other maker's library took it. */
interface Taken {
  readonly method: string
  readonly params: Record<string, unknown>
}

interface Client {
  call(method: string, params: object): Promise<Record<string, unknown>>
}

/**
 * A central system that is not ours: `ocpp-rpc` in strict mode, with its own copy of the published schemas. What
 * breaks one of them never reaches `taken`, and is kept in `violations`.
 */
export class ThirdPartyCentralSystem {
  readonly taken: Taken[] = []
  readonly violations: string[] = []
  readonly #server: RPCServer
  #client: Client | undefined
  #listeners: (() => void)[] = []
  #nextTransactionId = 1
  /** idTags that are refused, with the status that refuses them. */
  readonly refused = new Map<string, string>()
  /** The password of the last handshake. */
  credentials: string | undefined
  /** Handshakes that were refused by 401. */
  refusals = 0
  accepts: (password: string | undefined) => boolean = () => true
  #secureServer: Server | undefined

  constructor() {
    this.#server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true })
    this.#server.auth((accept, reject, handshake) => {
      this.credentials = handshake.password?.toString()
      if (this.accepts(this.credentials)) return accept({})
      this.refusals += 1
      reject(401, 'Unauthorized')
    })
    this.#server.on('client', (client) => {
      this.#client = client as unknown as Client
      client.handle(({ method, params }: { method?: string; params?: unknown }) =>
        this.#take(method ?? '', params),
      )
      client.on('strictValidationFailure', (event: unknown) => this.violations.push(JSON.stringify(event)))
    })
  }

  /** Listens on loopback; resolves with the address to dial, without the charge point's id. */
  async listen(port = 0): Promise<string> {
    const server = await this.#server.listen(port, '127.0.0.1')
    if (!server.listening) await once(server, 'listening')
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`
  }

  /** The same by TLS; resolves with the port. */
  async listenSecurely(options: ServerOptions): Promise<number> {
    const server = createServer(options)
    server.on('upgrade', this.#server.handleUpgrade)
    server.on('tlsClientError', () => {})
    this.#secureServer = server
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    await this.#server.close({ force: true })
    this.#secureServer?.closeAllConnections()
    this.#secureServer?.close()
  }

  async call(method: string, params: object): Promise<Record<string, unknown>> {
    if (this.#client === undefined) throw new Error('no charger is connected')
    return this.#client.call(method, params)
  }

  sent(method: string): Record<string, unknown>[] {
    return this.taken.filter((each) => each.method === method).map(({ params }) => params)
  }

  statuses(connectorId: number): unknown[] {
    return this.sent('StatusNotification')
      .filter((each) => each.connectorId === connectorId)
      .map(({ status }) => status)
  }

  /** Resolves as soon as `isTrue` is, looking after every message; rejects after `deadlineMs` and tells what came. */
  until(isTrue: () => boolean, deadlineMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isTrue()) return
        clearTimeout(timer)
        this.#listeners = this.#listeners.filter((each) => each !== look)
        resolve()
      }
      const timer = setTimeout(() => {
        const methods = this.taken.map(({ method, params }) => `${method} ${JSON.stringify(params)}`)
        reject(new Error(`not within ${deadlineMs} ms; so far:\n${methods.join('\n')}`))
      }, deadlineMs)
      this.#listeners.push(look)
      look()
    })
  }

  #take(method: string, params: unknown): object {
    this.taken.push({ method, params: params as Record<string, unknown> })
    queueMicrotask(() => {
      for (const look of [...this.#listeners]) look()
    })
    return this.#answer(method, params as Record<string, unknown>)
  }

  #answer(method: string, { idTag }: Record<string, unknown>): object {
    const idTagInfo = { status: this.refused.get(String(idTag)) ?? 'Accepted' }
    switch (method) {
      case 'BootNotification':
        return { status: 'Accepted', interval: 300, currentTime: new Date().toISOString() }
      case 'DataTransfer':
        return { status: 'UnknownVendorId' }
      case 'Heartbeat':
        return { currentTime: new Date().toISOString() }
      case 'Authorize':
      case 'StopTransaction':
        return idTag === undefined ? {} : { idTagInfo }
      case 'StartTransaction':
        return { transactionId: this.#nextTransactionId++, idTagInfo }
      default:
        return {}
    }
  }
}
