import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { AcceptingCentralSystem } from './accepting-central-system.ts'

/** A central system on loopback that takes one charger at a time and notes when what came. */
export class BenchCentralSystem {
  readonly #server: WebSocketServer
  readonly #central = new AcceptingCentralSystem(() => Date.now())
  readonly #listeners = new Set<(text: string) => void>()

  private constructor(server: WebSocketServer) {
    this.#server = server
    server.on('connection', (socket) =>
      socket.on('message', (data) => {
        const text = String(data)
        const answer = this.#central.answer(text)
        if (answer !== undefined) socket.send(answer)
        for (const listener of this.#listeners) listener(text)
      }),
    )
  }

  static async listen(): Promise<BenchCentralSystem> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      perMessageDeflate: false,
      handleProtocols: () => 'ocpp1.6',
    })
    await once(server, 'listening')
    return new BenchCentralSystem(server)
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/CLK-BENCH`
  }

  count(action: Parameters<AcceptingCentralSystem['counts']['get']>[0]): number {
    return this.#central.counts.get(action) ?? 0
  }

  /** Resolves with the moment at which a text has come that fits. */
  untilText(fits: (text: string) => boolean, deadlineMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const listener = (text: string) => {
        if (!fits(text)) return
        clearTimeout(deadline)
        this.#listeners.delete(listener)
        resolve(performance.now())
      }
      const deadline = setTimeout(() => {
        this.#listeners.delete(listener)
        reject(new Error(`the charger did not say it within ${deadlineMs / 1_000} s`))
      }, deadlineMs)
      this.#listeners.add(listener)
    })
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }
}
