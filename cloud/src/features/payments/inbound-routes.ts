import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { takeNotification } from './notifications.ts'

/** Notifications are a kilobyte or two. */
const maxBytes = 64 * 1024

/** What is longer is refused at its announced length, or where it passes the bound: it is never held whole. */
const limitedBody = bodyLimit({
  maxSize: maxBytes,
  onError: () => {
    throw new Problem('too-large', `A notification may have ${maxBytes} bytes.`)
  },
})

/** Where providers tell us of payments, mounted at `/gateways`. Each checks the bytes as they came. */
export function gatewayRoutes(services: Services): Hono {
  return new Hono().all('/:gateway/*', limitedBody, async (c) => {
    const gateway = services.payments.named(c.req.param('gateway'))
    if (gateway === undefined) throw new Problem('not-found', `Nothing is at ${c.req.path}.`)
    const body = new Uint8Array(await c.req.arrayBuffer())
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
