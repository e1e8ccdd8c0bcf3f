import type { KeyObject } from 'node:crypto'
import type { GatewayFailure } from '../contract.ts'
import { exchange, jsonObject } from '../http-exchange.ts'
import { jakartaTime, textOf } from '../provider-text.ts'
import { type GatewayRuntime, randomDigits } from '../runtime.ts'
import { AccessToken } from './access-token.ts'
import { failureOf, readResponseCode, type SnapCode, type SnapRefusal } from './response-code.ts'
import { signTransaction } from './signature.ts'

export interface SnapAccount {
  readonly baseUrl: string
  readonly tokenPath: string
  readonly clientId: string
  readonly clientSecret: string
  readonly privateKey: KeyObject
}

export interface SnapCall {
  readonly path: string
  /** The two digits of the service, which its answer must carry: `47`. */
  readonly service: string
  readonly channelId: string
  readonly body: Readonly<Record<string, unknown>>
  /** The token of a customer who has linked an account with us. */
  readonly customerToken?: string
}

export type SnapAnswer =
  /** 200 or 202: the case tells done from accepted. */
  | { readonly kind: 'accepted'; readonly code: SnapCode; readonly body: Readonly<Record<string, unknown>> }
  | ({ readonly kind: 'refused' } & SnapRefusal)
  /** No business code came back: see the failure. */
  | { readonly kind: 'failed'; readonly failure: GatewayFailure }

/** Calls of one partner account at one SNAP provider. */
export class SnapClient {
  readonly #runtime: GatewayRuntime
  readonly #account: SnapAccount
  readonly #token: AccessToken

  constructor(runtime: GatewayRuntime, account: SnapAccount) {
    this.#runtime = runtime
    this.#account = account
    this.#token = new AccessToken(runtime, {
      url: `${account.baseUrl}${account.tokenPath}`,
      clientId: account.clientId,
      privateKey: account.privateKey,
    })
  }

  /** Signs, sends and reads one call. A token that the provider has forgotten is renewed once: nothing was done under it. */
  async call(call: SnapCall): Promise<SnapAnswer> {
    const first = await this.#callOnce(call)
    const isTokenForgotten =
      first.kind === 'refused' && first.code.http === 401 && ['01', '03'].includes(first.code.caseCode)
    return isTokenForgotten ? this.#callOnce(call) : first
  }

  async #callOnce(call: SnapCall): Promise<SnapAnswer> {
    const token = await this.#token.get()
    if (token.kind !== 'token') return { kind: 'failed', failure: token }
    const body = JSON.stringify(call.body)
    const answer = await exchange(this.#runtime, {
      method: 'POST',
      url: `${this.#account.baseUrl}${call.path}`,
      headers: this.#headers(call, token.token, body),
      body,
    })
    if (answer.kind === 'noAnswer') return unknown(answer.message)
    const read = jsonObject(answer.text)
    const code = readResponseCode(read?.responseCode)
    if (read === undefined || code === undefined)
      return unknown(`HTTP ${answer.status} without a response code.`)
    if (code.service !== call.service) return unknown(`${code.text} is no answer to service ${call.service}.`)
    if (code.http < 300) return { kind: 'accepted', code, body: read }
    if (code.http === 401 && code.caseCode !== '00') this.#token.drop(token.token)
    return { kind: 'refused', code, message: textOf(read.responseMessage) ?? `HTTP ${answer.status}` }
  }

  #headers(call: SnapCall, token: string, body: string): Record<string, string> {
    const { clientId, clientSecret } = this.#account
    const nowMs = this.#runtime.clock.wallMs()
    const timestamp = jakartaTime(nowMs)
    const signed = { method: 'POST', path: call.path, token, body, timestamp }
    return {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
      'X-TIMESTAMP': timestamp,
      'X-SIGNATURE': signTransaction(signed, clientSecret),
      'X-PARTNER-ID': clientId,
      // A fresh one for each attempt, unique on its day over all our processes: the millisecond and fifteen digits.
      'X-EXTERNAL-ID': `${String(Math.floor(nowMs))}${randomDigits(this.#runtime.random, 15)}`,
      'CHANNEL-ID': call.channelId,
      ...(call.customerToken === undefined
        ? {}
        : { 'Authorization-Customer': `Bearer ${call.customerToken}` }),
    }
  }
}

/** For the cases that a provider's file does not treat itself. */
export function failureOfAnswer(answer: Exclude<SnapAnswer, { readonly kind: 'accepted' }>): GatewayFailure {
  return answer.kind === 'failed' ? answer.failure : failureOf(answer)
}

function unknown(message: string): SnapAnswer {
  return { kind: 'failed', failure: { kind: 'unknown', message } }
}
