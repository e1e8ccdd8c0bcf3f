import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Action, type Request, registry } from '@colok/shared/ocpp/registry'
import { WebSocketServer } from 'ws'

/** A transaction as the charger has told it. */
export interface ToldTransaction {
  readonly connectorId: number
  readonly start: Request<'StartTransaction'>
  stop: Request<'StopTransaction'> | undefined
}

const call = 2
const confirmation = 3

/**
 * A friendly central system on loopback that takes every card and keeps the transactions. Every call must be as the
 * standard has it, and a start that is told twice is one transaction.
 */
export class AccountingCentralSystem {
  readonly transactions: ToldTransaction[] = []
  readonly problems: string[] = []
  readonly #server: WebSocketServer
  readonly #wallMs: () => number

  private constructor(server: WebSocketServer, wallMs: () => number) {
    this.#server = server
    this.#wallMs = wallMs
    server.on('connection', (socket) => {
      socket.on('error', () => {})
      socket.on('message', (data) => {
        const answer = this.#hear(String(data))
        if (answer !== undefined) socket.send(answer)
      })
    })
  }

  static async listen(wallMs: () => number): Promise<AccountingCentralSystem> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      perMessageDeflate: false,
      handleProtocols: () => 'ocpp1.6',
    })
    await once(server, 'listening')
    return new AccountingCentralSystem(server, wallMs)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }

  #hear(text: string): string | undefined {
    const [type, messageId, action, payload] = JSON.parse(text) as [number, string, Action, unknown]
    if (type !== call) return undefined
    const request = registry[action].request.safeParse(payload)
    if (!request.success)
      this.problems.push(`${action} is not as the standard has it: ${request.error.message}`)
    return JSON.stringify([confirmation, messageId, this.#answer(action, payload)])
  }

  #answer(action: Action, payload: unknown): object {
    const currentTime = new Date(this.#wallMs()).toISOString()
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', interval: 60, currentTime }
      case 'Heartbeat':
        return { currentTime }
      case 'Authorize':
        return { idTagInfo: { status: 'Accepted' } }
      case 'StartTransaction':
        return { transactionId: this.#start(payload as never), idTagInfo: { status: 'Accepted' } }
      case 'StopTransaction':
        this.#stop(payload as never)
        return {}
      default:
        return {}
    }
  }

  #start(start: Request<'StartTransaction'>): number {
    const facts = JSON.stringify(start)
    const known = this.transactions.findIndex((each) => JSON.stringify(each.start) === facts)
    if (known >= 0) return known + 1
    return this.transactions.push({ connectorId: start.connectorId, start, stop: undefined })
  }

  #stop(stop: Request<'StopTransaction'>): void {
    const transaction = this.transactions[stop.transactionId - 1]
    if (transaction === undefined) this.problems.push(`there is no transaction ${stop.transactionId} to stop`)
    else transaction.stop ??= stop
  }
}
