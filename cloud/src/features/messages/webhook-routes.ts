import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Reply } from '../../gateways/contract.ts'
import { channels } from '../../gateways/messaging/contract.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { takeIn } from './inbound.ts'

/** WhatsApp sends up to a thousand events at once, in up to 3 MB. */
const maxBodyBytes = 3 * 1024 * 1024

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new Problem('too-large', `A request body may have ${maxBodyBytes} bytes.`)
  },
})

/** Where messaging providers reach us, mounted at `/messaging`: `/messaging/whatsapp` and so on. */
export function messagingWebhookRoutes(services: Services): Hono {
  return new Hono().on(['GET', 'POST'], '/:channel', limitedBody, async (c) => {
    const channel = channels.find((known) => known === c.req.param('channel'))
    const gateway = channel === undefined ? undefined : services.messages.gateways.get(channel)
    if (gateway === undefined) throw new Problem('not-found', 'No messaging provider is expected here.')
    const { pathname, search } = new URL(c.req.url)
    const inbound = gateway.verify({
      method: c.req.method,
      target: `${pathname}${search}`,
      headers: c.req.raw.headers,
      body: new Uint8Array(await c.req.arrayBuffer()),
    })
    if (inbound.kind === 'handshake') return send(c, inbound.reply)
    if (inbound.kind === 'refused') {
      services.log.warn(
        { channel, why: inbound.why, detail: inbound.detail },
        'a messaging webhook was refused',
      )
      return send(c, inbound.reply)
    }
    try {
      await services.writer.write((tx) => takeIn(tx, services, gateway.channel, inbound.events))
      return send(c, inbound.acknowledge)
    } catch (error) {
      services.log.error({ error, channel }, 'a messaging webhook could not be stored; it will come again')
      return send(c, inbound.failed)
    }
  })
}

function send(c: Context, { status, headers, body }: Reply): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return c.body(body, status as 200)
}
