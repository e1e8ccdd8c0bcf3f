import { lookup as resolve } from 'node:dns'
import { request as requestInClear } from 'node:http'
import { request as requestByTls } from 'node:https'
import type { LookupFunction } from 'node:net'
import { addressIn, isPublicAddress } from './public-address.ts'

/** A POST to a receiver. Rejects when there was no answer; redirects are not followed. */
export type WebhookPost = (
  url: string,
  request: {
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly signal: AbortSignal
  },
) => Promise<{ readonly status: number }>

/** To anybody whom `fetch` reaches, the networks around this machine included. */
export const postToAnyAddress =
  (fetch: typeof globalThis.fetch): WebhookPost =>
  async (url, request) => {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', ...request })
    await response.body?.cancel()
    return { status: response.status }
  }

/**
 * To servers on the open net only. The address that is connected to is the one that was looked at, so a name that means
 * something else a moment later leads nowhere.
 */
export const postToPublicAddress: WebhookPost = async (url, { headers, body, signal }) => {
  const address = addressIn(url)
  if (address !== undefined && !isPublicAddress(address)) throw notPublic(address)
  const request = url.startsWith('https:') ? requestByTls : requestInClear
  return new Promise((answered, failed) => {
    const post = request(url, { method: 'POST', headers, signal, lookup: lookupPublic }, (response) => {
      response.resume()
      answered({ status: response.statusCode ?? 0 })
    })
    post.on('error', failed)
    post.end(body)
  })
}

const lookupPublic: LookupFunction = (hostname, options, found) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return found(error, [])
    const open = addresses.filter(({ address }) => isPublicAddress(address))
    const [first] = open
    if (first === undefined) return found(notPublic(hostname), [])
    if (options.all) found(null, open)
    else found(null, first.address, first.family)
  })
}

function notPublic(what: string): Error {
  return new Error(
    `${what} is no server on the open net; COLOK_WEBHOOKS_TO_PRIVATE_ADDRESSES allows networks of one's own.`,
  )
}
