import { WebSocket } from 'ws'
import { z } from 'zod'

/** A process that is alive answers in milliseconds; a full collection of a small heap takes a tenth of a second. */
const answerMs = 20_000

const answerSchema = z.object({
  id: z.int().optional(),
  result: z.object({ result: z.object({ value: z.unknown() }).optional() }).optional(),
  error: z.object({ message: z.string() }).optional(),
})

/** Node's inspector in another process, asked over its WebSocket (Chrome DevTools Protocol). */
export class Inspector {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #nextId = 1

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#hear(String(data)))
    socket.on('close', () => this.#fail(new Error('the process has closed its inspector')))
    socket.on('error', () => {})
  }

  /** `url` is what the process prints: `ws://127.0.0.1:9229/…`. Rejects when nobody listens there. */
  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return new Inspector(socket)
  }

  async collectGarbage(): Promise<void> {
    await this.#ask('HeapProfiler.collectGarbage', {})
  }

  /** The value of an expression in that process; it must be JSON. Rejects when the process does not answer. */
  evaluate(expression: string): Promise<unknown> {
    return this.#ask('Runtime.evaluate', { expression, returnByValue: true })
  }

  close(): void {
    this.#socket.close()
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = this.#nextId++
    const answer = Promise.withResolvers<unknown>()
    this.#waiting.set(id, answer)
    const deadline = setTimeout(() => {
      this.#waiting.delete(id)
      answer.reject(new Error(`the process has not answered ${method} within ${answerMs} ms`))
    }, answerMs)
    this.#socket.send(JSON.stringify({ id, method, params }))
    return answer.promise.finally(() => clearTimeout(deadline))
  }

  #hear(text: string): void {
    const { id, result, error } = answerSchema.parse(JSON.parse(text))
    const waiting = id === undefined ? undefined : this.#waiting.get(id)
    if (id === undefined || waiting === undefined) return
    this.#waiting.delete(id)
    if (error === undefined) waiting.resolve(result?.result?.value)
    else waiting.reject(new Error(error.message))
  }

  #fail(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}
