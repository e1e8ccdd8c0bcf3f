import { type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Clock, Random } from '@colok/shared/time'
import type { z } from 'zod'
import { randomDigits } from '../digits.ts'
import type { FaultSwitches } from '../faults.ts'
import { jakartaText } from '../jakarta.ts'
import { isTokenRequestSigned, transactionSignature } from './signature.ts'

const tokenLifeMs = 900_000
const skewMs = 5 * 60_000

export interface SnapMerchant {
  readonly clientId: string
  readonly clientSecret: string
  /** The public half of the key that the merchant signs its requests for tokens with. */
  readonly merchantKey: KeyObject
}

export interface SnapAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface Service {
  /** Two digits. */
  readonly code: string
  readonly channelId: string
}

/** Lets in what SNAP's standard lets in, and refuses the rest with its codes. */
export class SnapDoor {
  readonly #merchant: SnapMerchant
  readonly #clock: Clock
  readonly #random: Random
  readonly #faults: FaultSwitches
  readonly #tokens = new Map<string, number>()
  #externalIds = { day: '', used: new Set<string>() }

  constructor(
    merchant: SnapMerchant,
    world: { readonly clock: Clock; readonly random: Random; readonly faults: FaultSwitches },
  ) {
    this.#merchant = merchant
    this.#clock = world.clock
    this.#random = world.random
    this.#faults = world.faults
  }

  /** The provider's own clock, which a fault may set wrong. */
  get now(): number {
    return this.#clock.wallMs() + this.#faults.clockSkewMs
  }

  /** Service 73. */
  issueToken(headers: Headers, text: string): SnapAnswer {
    const refused = this.refusalOfKey(headers, '73')
    if (refused !== undefined) return refused
    if (parsed(text)?.grantType !== 'client_credentials')
      return refusal('4007302', 'Invalid Mandatory Field {grantType}')
    const accessToken = `sim-${randomDigits(this.#random, 40)}`
    for (const [token, endsAt] of this.#tokens) if (endsAt < this.now) this.#tokens.delete(token)
    this.#tokens.set(accessToken, this.now + tokenLifeMs)
    return accepted('73', {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: String(tokenLifeMs / 1000),
      additionalInfo: {},
    })
  }

  /** What is wrong with a request that is signed with the merchant's key: services 73 and 74. */
  refusalOfKey(headers: Headers, service: string): SnapAnswer | undefined {
    const { clientId, merchantKey } = this.#merchant
    const missing = ['X-TIMESTAMP', 'X-CLIENT-KEY', 'X-SIGNATURE'].find((name) => !headers.get(name))
    if (missing !== undefined) return refusal(`400${service}02`, `Invalid Mandatory Field {${missing}}`)
    const timestamp = headers.get('x-timestamp') ?? ''
    if (!isTimestamp(timestamp)) return refusal(`400${service}01`, 'Invalid Field Format {X-TIMESTAMP}')
    if (headers.get('x-client-key') !== clientId)
      return refusal(`401${service}00`, 'Unauthorized. [Unknown client]')
    const signature = headers.get('x-signature') ?? ''
    if (!isTokenRequestSigned({ clientId, timestamp, signature }, merchantKey))
      return refusal(`401${service}00`, 'Unauthorized. [Signature]')
    if (this.#isSkewed(timestamp)) return refusal(`401${service}00`, 'Unauthorized. [X-TIMESTAMP]')
    return undefined
  }

  /** Forgets every token, as a provider that was restarted. */
  forgetTokens(): void {
    this.#tokens.clear()
  }

  /** Undefined when a transaction's headers and signature are right. */
  refusalOf(call: {
    readonly path: string
    readonly headers: Headers
    readonly text: string
    readonly service: Service
  }): SnapAnswer | undefined {
    const { headers, service } = call
    const refuse = (http: number, caseCode: string, message: string) =>
      refusal(`${http}${service.code}${caseCode}`, message)
    const mandatory = ['Authorization', 'X-TIMESTAMP', 'X-SIGNATURE', 'X-PARTNER-ID', 'X-EXTERNAL-ID']
    const missing = [...mandatory, 'CHANNEL-ID'].find((name) => !headers.get(name))
    if (missing !== undefined) return refuse(400, '02', `Invalid Mandatory Field {${missing}}`)
    const header = (name: string) => headers.get(name) ?? ''
    if (header('channel-id') !== service.channelId)
      return refuse(400, '01', 'Invalid Field Format {CHANNEL-ID}')
    if (!/^\d{1,36}$/.test(header('x-external-id')))
      return refuse(400, '01', 'Invalid Field Format {X-EXTERNAL-ID}')
    const timestamp = header('x-timestamp')
    if (!isTimestamp(timestamp)) return refuse(400, '01', 'Invalid Field Format {X-TIMESTAMP}')
    if (header('x-partner-id') !== this.#merchant.clientId)
      return refuse(401, '00', 'Unauthorized. [Unknown client]')
    const token = header('authorization').replace(/^Bearer /, '')
    if ((this.#tokens.get(token) ?? 0) <= this.now) return refuse(401, '01', 'Invalid Token (B2B)')
    const signed = { method: 'POST', path: call.path, token, body: call.text, timestamp }
    const expected = transactionSignature(signed, this.#merchant.clientSecret)
    if (!isSame(expected, header('x-signature'))) return refuse(401, '00', 'Unauthorized. [Signature]')
    if (this.#isSkewed(timestamp)) return refuse(401, '00', 'Unauthorized. [X-TIMESTAMP]')
    return this.#isNewToday(header('x-external-id')) ? undefined : refuse(409, '00', 'Conflict')
  }

  #isSkewed(timestamp: string): boolean {
    return Math.abs(this.now - Date.parse(timestamp)) > skewMs
  }

  #isNewToday(externalId: string): boolean {
    const day = jakartaText(this.now).slice(0, 10)
    if (this.#externalIds.day !== day) this.#externalIds = { day, used: new Set() }
    if (this.#externalIds.used.has(externalId)) return false
    this.#externalIds.used.add(externalId)
    return true
  }
}

/** The body as its service takes it, or what is wrong with which field. */
export function fieldsOf<T>(text: string, schema: z.ZodType<T>, service: string): T | SnapAnswer {
  const json = parsed(text)
  if (json === undefined) return refusal(`400${service}00`, 'Bad Request')
  const read = schema.safeParse(json)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  const isMissing = issue?.code === 'invalid_type' && issue.message.includes('received undefined')
  return isMissing
    ? refusal(`400${service}02`, `Invalid Mandatory Field {${field}}`)
    : refusal(`400${service}01`, `Invalid Field Format {${field}}`)
}

export function isRefusal(fields: object): fields is SnapAnswer {
  return 'status' in fields && 'body' in fields
}

export function accepted(service: string, fields: Readonly<Record<string, unknown>>): SnapAnswer {
  return {
    status: 200,
    body: { responseCode: `200${service}00`, responseMessage: 'Successful', ...fields },
  }
}

export function inProgress(service: string, fields: Readonly<Record<string, unknown>>): SnapAnswer {
  return {
    status: 202,
    body: { responseCode: `202${service}00`, responseMessage: 'Request in progress', ...fields },
  }
}

export function refusal(responseCode: string, responseMessage: string): SnapAnswer {
  return { status: Number(responseCode.slice(0, 3)), body: { responseCode, responseMessage } }
}

export function responseOf(answer: SnapAnswer): Response {
  return Response.json(answer.body, { status: answer.status })
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$/.test(text)
}

function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
