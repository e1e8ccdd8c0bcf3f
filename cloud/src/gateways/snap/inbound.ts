import type { KeyObject } from 'node:crypto'
import type { Clock, Random } from '@colok/shared/time'
import type {
  ExternalIdLog,
  GatewayName,
  Inbound,
  InboundRefusal,
  InboundRequest,
  Reply,
} from '../contract.ts'
import { jsonObject } from '../http-exchange.ts'
import { instantOf, jakartaDay } from '../provider-text.ts'
import { randomDigits } from '../runtime.ts'
import { issueToken, isTokenGood, tokenLifeS } from './issued-token.ts'
import { isSignedByKey, isTokenRequestSigned, isTransactionSigned, sha256Hex } from './signature.ts'

/** A request that is older, or from a clock further ahead, is not taken: it may have been recorded. */
const skewMs = 5 * 60_000

export interface InboundAccount {
  readonly gateway: GatewayName
  /**
   * `token`: the provider asks us for a token by its RSA key and signs with our common secret. `emptyToken`: signed
   * with that secret and no token. `key`: signed with the provider's RSA key.
   */
  readonly scheme: 'token' | 'emptyToken' | 'key'
  readonly clientId: string
  readonly clientSecret: string
  /** Needed for `token` and `key`. */
  readonly providerKey: KeyObject | undefined
  /** Ours alone: signs the tokens that we issue. */
  readonly tokenKey: string
}

export type Opened =
  | { readonly kind: 'opened'; readonly body: Readonly<Record<string, unknown>> }
  | Extract<Inbound, { readonly kind: 'refused' }>

/** The door for what a SNAP provider sends: tokens are issued, notifications are checked on the bytes as received. */
export class SnapInbound {
  readonly #account: InboundAccount
  readonly #world: { readonly clock: Clock; readonly random: Random; readonly externalIds: ExternalIdLog }

  constructor(
    account: InboundAccount,
    world: { readonly clock: Clock; readonly random: Random; readonly externalIds: ExternalIdLog },
  ) {
    this.#account = account
    this.#world = world
  }

  /** Service 73 turned round: the provider asks us. */
  issueToken(request: InboundRequest): Inbound {
    const { clientId, providerKey, tokenKey } = this.#account
    const now = this.#world.clock.wallMs()
    const refuse = (why: InboundRefusal, code: string, detail: string) => refused(why, code, detail)
    const timestamp = request.headers.get('x-timestamp') ?? ''
    const signature = request.headers.get('x-signature') ?? ''
    if (providerKey === undefined) return refuse('unknownAddress', '4047300', 'No tokens are issued here')
    if (request.headers.get('x-client-key') !== clientId)
      return refuse('signature', '4017300', 'Unauthorized. [Unknown client]')
    const body = jsonObject(textOf(request.body))
    if (body?.grantType !== 'client_credentials')
      return refuse('malformed', '4007302', 'Invalid Mandatory Field {grantType}')
    if (!isTokenRequestSigned({ clientId, timestamp, signature }, providerKey))
      return refuse('signature', '4017300', 'Unauthorized. [Signature]')
    if (!isFresh(timestamp, now)) return refuse('stale', '4007301', 'Invalid Field Format {X-TIMESTAMP}')
    const accessToken = issueToken(tokenKey, clientId, now, randomDigits(this.#world.random, 24))
    const said = { responseCode: '2007300', responseMessage: 'Successful', accessToken }
    const reply = json(200, {
      ...said,
      tokenType: 'Bearer',
      expiresIn: String(tokenLifeS),
      additionalInfo: {},
    })
    return { kind: 'tokenIssued', reply }
  }

  /** Checks who sent it, when, and that it was not sent before with another body. `service` is two digits. */
  async open(request: InboundRequest, service: string): Promise<Opened> {
    const { clientId, gateway } = this.#account
    const now = this.#world.clock.wallMs()
    const timestamp = request.headers.get('x-timestamp') ?? ''
    const externalId = request.headers.get('x-external-id') ?? ''
    if (request.headers.get('x-partner-id') !== clientId)
      return refused('signature', `401${service}00`, 'Unauthorized. [Unknown partner]')
    if (!/^\d{1,36}$/.test(externalId))
      return refused('malformed', `400${service}01`, 'Invalid Field Format {X-EXTERNAL-ID}')
    const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '')
    if (this.#account.scheme === 'token' && !isTokenGood(token, this.#account.tokenKey, clientId, now))
      return refused('token', `401${service}01`, 'Invalid Token (B2B)')
    const body = jsonObject(textOf(request.body))
    if (!this.#isSigned(request, token, timestamp, body))
      return refused('signature', `401${service}00`, 'Unauthorized. [Signature]')
    if (!isFresh(timestamp, now))
      return refused('stale', `400${service}01`, 'Invalid Field Format {X-TIMESTAMP}')
    if (body === undefined) return refused('malformed', `400${service}00`, 'Bad Request')
    const seen = await this.#world.externalIds.remember({
      gateway,
      day: jakartaDay(now),
      externalId,
      bodyHash: sha256Hex(request.body),
    })
    return seen === 'different'
      ? refused('replayed', `409${service}00`, 'Conflict')
      : { kind: 'opened', body }
  }

  /** On the raw bytes; some senders sign the compact form of what they send pretty-printed, so that is tried too. */
  #isSigned(
    request: InboundRequest,
    token: string,
    timestamp: string,
    body: Readonly<Record<string, unknown>> | undefined,
  ): boolean {
    const path = request.target.split('?')[0] ?? ''
    const signature = request.headers.get('x-signature') ?? ''
    const forms = [request.body, ...(body === undefined ? [] : [JSON.stringify(body)])]
    const { scheme, clientSecret, providerKey } = this.#account
    return forms.some((form) => {
      const call = { method: request.method, path, body: form, timestamp, signature }
      if (scheme === 'key') return providerKey !== undefined && isSignedByKey(call, providerKey)
      return isTransactionSigned({ ...call, token: scheme === 'token' ? token : '' }, clientSecret)
    })
  }
}

/** Takes a notification; `failed` makes the provider send it again. */
export function snapReplies(service: string): { readonly acknowledge: Reply; readonly failed: Reply } {
  return {
    acknowledge: json(200, {
      responseCode: `200${service}00`,
      responseMessage: 'Request has been processed successfully',
    }),
    failed: json(500, { responseCode: `500${service}00`, responseMessage: 'General Error' }),
  }
}

export function refused(
  why: InboundRefusal,
  code: string,
  detail: string,
): Extract<Inbound, { readonly kind: 'refused' }> {
  const reply = json(Number(code.slice(0, 3)), { responseCode: code, responseMessage: detail })
  return { kind: 'refused', why, detail, reply }
}

function json(status: number, body: Readonly<Record<string, unknown>>): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
}

function isFresh(timestamp: string, now: number): boolean {
  const at = instantOf(timestamp)
  return at !== undefined && Math.abs(now - at) <= skewMs
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}
