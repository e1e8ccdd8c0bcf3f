import { Hono } from 'hono'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { takeNotification } from './notifications.ts'

/** Notifications are a kilobyte or two. */
const maxBytes = 64 * 1024

/** Where providers tell us of payments, mounted at `/gateways`. Each checks the bytes as they came. */
export function gatewayRoutes(services: Services): Hono {
  return new Hono().all('/:gateway/*', async (c) => {
    const gateway = services.payments.named(c.req.param('gateway'))
    if (gateway === undefined) throw new Problem('not-found', `Nothing is at ${c.req.path}.`)
    const body = new Uint8Array(await c.req.arrayBuffer())
    if (body.byteLength > maxBytes)
      throw new Problem('too-large', `A notification may have ${maxBytes} bytes.`)
    const { pathname, search } = new URL(c.req.url)
    const reply = await takeNotification(services, gateway, {
      method: c.req.method,
      target: `${pathname}${search}`,
      headers: c.req.raw.headers,
      body,
    })
    return new Response(reply.body, { status: reply.status, headers: reply.headers })
  })
}
