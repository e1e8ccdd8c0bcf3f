import type { Random } from '@colok/shared/time'
import { z } from 'zod'
import { randomDigits } from '../digits.ts'
import { jakartaIso } from '../jakarta.ts'
import { accepted, fieldsOf, isRefusal, refusal, type SnapAnswer, type SnapDoor } from '../snap/door.ts'

const dayMs = 86_400_000
/** A customer's token lives for 15 days, what renews it for two years. */
const accessMs = 15 * dayMs
const refreshMs = 730 * dayMs
const authCodeMs = 10 * 60_000

const Bind = z.object({
  merchantId: z.string(),
  phoneNo: z.string().optional(),
  additionalInfo: z.object({ finishBindingUrl: z.url(), externalUid: z.string().min(1) }),
})
const Grant = z.discriminatedUnion('grantType', [
  z.object({ grantType: z.literal('AUTHORIZATION_CODE'), authCode: z.string() }),
  z.object({ grantType: z.literal('REFRESH_TOKEN'), refreshToken: z.string() }),
])

interface Request {
  readonly customerId: string
  readonly returnUrl: string
  readonly link: string
  readonly endsAt: number
}

/** Linking a customer's account: service 07, the customer's consent, service 74, and 09 to end it. */
export class AstraPayAccounts {
  readonly #merchantId: string
  readonly #door: SnapDoor
  readonly #random: Random
  readonly #url: string
  readonly #requests = new Map<string, Request>()
  readonly #codes = new Map<string, { readonly customerId: string; readonly endsAt: number }>()
  readonly #access = new Map<string, { readonly customerId: string; readonly endsAt: number }>()
  readonly #refresh = new Map<string, { readonly customerId: string; readonly endsAt: number }>()

  constructor(
    door: SnapDoor,
    world: { readonly merchantId: string; readonly random: Random; readonly url: string },
  ) {
    this.#door = door
    this.#merchantId = world.merchantId
    this.#random = world.random
    this.#url = world.url
  }

  bind(text: string): SnapAnswer {
    const fields = fieldsOf(text, Bind, '07')
    if (isRefusal(fields)) return fields
    if (fields.merchantId !== this.#merchantId) return refusal('4040708', 'Invalid Merchant')
    const code = randomDigits(this.#random, 20)
    const link = `${this.#url}/bind/${code}`
    const { finishBindingUrl, externalUid } = fields.additionalInfo
    this.#requests.set(code, {
      customerId: externalUid,
      returnUrl: finishBindingUrl,
      link,
      endsAt: this.#door.now + authCodeMs,
    })
    return accepted('07', { redirectUrl: link, additionalInfo: {} })
  }

  /** The customer's yes: where their browser goes back to, with the code. Undefined for a link that has ended. */
  approve(link: string): string | undefined {
    const code = link.slice(`${this.#url}/bind/`.length)
    const request = this.#requests.get(code)
    if (request?.link !== link || request.endsAt < this.#door.now) return undefined
    this.#requests.delete(code)
    const authCode = randomDigits(this.#random, 24)
    this.#codes.set(authCode, { customerId: request.customerId, endsAt: this.#door.now + authCodeMs })
    const back = new URL(request.returnUrl)
    back.searchParams.set('authCode', authCode)
    return back.href
  }

  isBinding(link: string): boolean {
    return this.#requests.has(link.slice(`${this.#url}/bind/`.length))
  }

  token(headers: Headers, text: string): SnapAnswer {
    const refused = this.#door.refusalOfKey(headers, '74')
    if (refused !== undefined) return refused
    const fields = fieldsOf(text, Grant, '74')
    if (isRefusal(fields)) return fields
    const [from, key] =
      fields.grantType === 'AUTHORIZATION_CODE'
        ? [this.#codes, fields.authCode]
        : [this.#refresh, fields.refreshToken]
    const granted = from.get(key)
    if (granted === undefined || granted.endsAt < this.#door.now)
      return refusal('4017400', 'Unauthorized. [Code]')
    from.delete(key)
    const { customerId } = granted
    const now = this.#door.now
    const accessToken = `customer-${randomDigits(this.#random, 32)}`
    const refreshToken = `renew-${randomDigits(this.#random, 32)}`
    this.#access.set(accessToken, { customerId, endsAt: now + accessMs })
    this.#refresh.set(refreshToken, { customerId, endsAt: now + refreshMs })
    return accepted('74', {
      accessToken,
      tokenType: 'Bearer',
      accessTokenExpiryTime: jakartaIso(now + accessMs),
      refreshToken,
      refreshTokenExpiryTime: jakartaIso(now + refreshMs),
    })
  }

  /** Whose account a call is for; undefined for a token that is not good. */
  customerOf(headers: Headers): string | undefined {
    const token = (headers.get('authorization-customer') ?? '').replace(/^Bearer /, '')
    const access = this.#access.get(token)
    return access === undefined || access.endsAt < this.#door.now ? undefined : access.customerId
  }

  unbind(customerId: string, hasOpenReserve: boolean): SnapAnswer {
    if (hasOpenReserve) return refusal('4030906', 'Feature Not Allowed. [Open reserve]')
    for (const tokens of [this.#access, this.#refresh])
      for (const [token, { customerId: owner }] of tokens) if (owner === customerId) tokens.delete(token)
    return accepted('09', {})
  }
}
