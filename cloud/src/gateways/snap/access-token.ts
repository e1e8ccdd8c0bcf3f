import type { KeyObject } from 'node:crypto'
import type { GatewayFailure } from '../contract.ts'
import { exchange, jsonObject } from '../http-exchange.ts'
import { jakartaTime, textOf } from '../provider-text.ts'
import type { GatewayRuntime } from '../runtime.ts'
import { readResponseCode } from './response-code.ts'
import { signTokenRequest } from './signature.ts'

/** A token that ends on its way to the provider is a refused payment; it lives for 900 s as a rule. */
const renewBeforeEndMs = 60_000

/** `expiresIn` is believed up to a day: an endless token would hide a lost key. */
const longestLifeS = 86_400

export interface TokenSource {
  readonly url: string
  readonly clientId: string
  readonly privateKey: KeyObject
}

export type TokenAnswer = { readonly kind: 'token'; readonly token: string } | GatewayFailure

/** Our bearer token at one provider (service 73): asked for once however many calls wait for it, and renewed early. */
export class AccessToken {
  readonly #runtime: GatewayRuntime
  readonly #source: TokenSource
  #current: { readonly token: string; readonly renewAtMs: number } | undefined
  #asking: Promise<TokenAnswer> | undefined

  constructor(runtime: GatewayRuntime, source: TokenSource) {
    this.#runtime = runtime
    this.#source = source
  }

  async get(): Promise<TokenAnswer> {
    const current = this.#current
    if (current !== undefined && this.#runtime.clock.monotonicMs() < current.renewAtMs)
      return { kind: 'token', token: current.token }
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  /** The provider did not take this token: the next call asks for another, unless somebody has already. */
  drop(token: string): void {
    if (this.#current?.token === token) this.#current = undefined
  }

  async #ask(): Promise<TokenAnswer> {
    const askedAtMs = this.#runtime.clock.monotonicMs()
    const answer = await askForToken(this.#runtime, this.#source, { grantType: 'client_credentials' })
    if (answer.kind !== 'answered') return answer
    const token = textOf(answer.body.accessToken)
    const lifeS = Number(answer.body.expiresIn)
    if (token === undefined || !(lifeS > 0))
      return { kind: 'declined', code: 'noToken', message: 'The answer has no token, or no life of it.' }
    const lifeMs = Math.min(lifeS, longestLifeS) * 1000
    this.#current = { token, renewAtMs: askedAtMs + lifeMs - renewBeforeEndMs }
    return { kind: 'token', token }
  }
}

/**
 * Services 73 and 74: signed with our key alone. A failure never leaves anything undecided, since nothing but a token
 * was asked for.
 */
export async function askForToken(
  runtime: GatewayRuntime,
  source: TokenSource,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly kind: 'answered'; readonly body: Readonly<Record<string, unknown>> } | GatewayFailure> {
  const { url, clientId, privateKey } = source
  const timestamp = jakartaTime(runtime.clock.wallMs())
  const answer = await exchange(runtime, {
    method: 'POST',
    url,
    headers: {
      'Content-Type': 'application/json',
      'X-TIMESTAMP': timestamp,
      'X-CLIENT-KEY': clientId,
      'X-SIGNATURE': signTokenRequest(clientId, timestamp, privateKey),
    },
    body: JSON.stringify(body),
  })
  if (answer.kind === 'noAnswer') return { kind: 'declined', code: 'noToken', message: answer.message }
  const read = jsonObject(answer.text)
  if (answer.status === 200 && read !== undefined) return { kind: 'answered', body: read }
  const code = readResponseCode(read?.responseCode)?.text ?? `HTTP ${answer.status}`
  const message = textOf(read?.responseMessage) ?? 'No token was given.'
  return {
    kind: answer.status === 400 || answer.status === 401 ? 'misconfigured' : 'declined',
    code,
    message,
  }
}
