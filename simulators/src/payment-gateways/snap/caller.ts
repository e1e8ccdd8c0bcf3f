import type { KeyObject } from 'node:crypto'
import type { Random } from '@colok/shared/time'
import { randomDigits } from '../digits.ts'
import { jakartaIso } from '../jakarta.ts'
import { signTokenRequest, transactionSignature } from './signature.ts'

/** How a provider calls its merchant: by a token of the merchant's own, or with none. */
export interface SnapCaller {
  readonly clientId: string
  readonly clientSecret: string
  readonly providerKey: KeyObject
  /** Undefined for the scheme whose signature has an empty token. */
  readonly tokenUrl: string | undefined
  readonly channelId: string
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly random: Random
}

/** A signed notification; undefined when the merchant gives no token. */
export async function snapNotification(
  caller: SnapCaller,
  url: string,
  message: Readonly<Record<string, unknown>>,
  options: { readonly badSignature: boolean },
): Promise<Request | undefined> {
  const token = caller.tokenUrl === undefined ? '' : await askForToken(caller, caller.tokenUrl)
  if (token === undefined) return undefined
  const body = JSON.stringify(message)
  const timestamp = jakartaIso(caller.now())
  const signed = { method: 'POST', path: new URL(url).pathname, token, body, timestamp }
  const secret = options.badSignature ? `not ${caller.clientSecret}` : caller.clientSecret
  return new Request(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
      'X-TIMESTAMP': timestamp,
      'X-SIGNATURE': transactionSignature(signed, secret),
      'X-PARTNER-ID': caller.clientId,
      'X-EXTERNAL-ID': randomDigits(caller.random, 18),
      'CHANNEL-ID': caller.channelId,
    },
    body,
  })
}

async function askForToken(caller: SnapCaller, url: string): Promise<string | undefined> {
  const timestamp = jakartaIso(caller.now())
  try {
    const response = await caller.fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-TIMESTAMP': timestamp,
        'X-CLIENT-KEY': caller.clientId,
        'X-SIGNATURE': signTokenRequest(caller.clientId, timestamp, caller.providerKey),
      },
      body: '{"grantType":"client_credentials"}',
    })
    const answer = (await response.json()) as { accessToken?: unknown }
    return typeof answer.accessToken === 'string' ? answer.accessToken : undefined
  } catch {
    return undefined
  }
}
