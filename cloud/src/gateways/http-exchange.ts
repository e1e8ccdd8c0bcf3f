import { neverLeft } from './never-left.ts'
import type { GatewayRuntime } from './runtime.ts'

/** Providers answer within 5 s as a rule, and their own time-outs are 15 to 30 s: past it the outcome is unknown. */
const answerWithinMs = 20_000

/** Answers are a few kB; a proxy's error page may be larger, and no more of it is kept than this. */
const longestAnswerBytes = 256 * 1024

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** Nothing, or not all of it, came back in time. `mayHaveActed`: the other side may have had the request. */
  | { readonly kind: 'noAnswer'; readonly message: string; readonly mayHaveActed: boolean }

/** One request with a deadline over the whole of its answer. Never rejects; the message holds no header and no body. */
export async function exchange(runtime: GatewayRuntime, request: HttpRequest): Promise<HttpAnswer> {
  const where = `${request.method} ${new URL(request.url).host}${new URL(request.url).pathname}`
  const abort = new AbortController()
  let cancel = () => {}
  const deadline = new Promise<HttpAnswer>((resolve) => {
    cancel = runtime.clock.after(answerWithinMs, () => {
      abort.abort()
      const message = `${where} gave no answer in ${answerWithinMs / 1000} s.`
      resolve({ kind: 'noAnswer', message, mayHaveActed: true })
    })
  })
  try {
    return await Promise.race([deadline, send(runtime, request, abort.signal)])
  } catch (error) {
    const message = `${where} failed: ${causeOf(error)}.`
    return { kind: 'noAnswer', message, mayHaveActed: !neverLeft(error) }
  } finally {
    cancel()
  }
}

async function send(runtime: GatewayRuntime, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { method, url, headers, body } = request
  const response = await runtime.fetch(url, {
    method,
    headers,
    signal,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  return { kind: 'answered', status: response.status, text: await boundedText(response) }
}

async function boundedText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const pieces: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > longestAnswerBytes) {
      await reader.cancel()
      throw new Error(`its answer is longer than ${longestAnswerBytes} bytes`)
    }
    pieces.push(value)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** `fetch` says "fetch failed" and keeps the reason in the cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** A JSON object, or undefined: providers answer with nothing else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
