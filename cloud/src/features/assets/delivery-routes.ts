import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'
import { cancelDelivery, receiveGoods, sendGoods } from './delivery.ts'
import { deliveryPdf } from './delivery-pdf.ts'
import { deliveryNoteOr404, demandEnd, listDeliveryNotes } from './delivery-queries.ts'
import { depot, ownPlaces, placeOr404 } from './places.ts'
import { CancellationInput, DeliveryInput, DeliveryNote, ReceiptInput } from './schemas.ts'

const tag = 'Assets'
const Path = z.object({ number: z.coerce.number().int().min(1) })

/** Goods on their way, mounted at `/delivery-notes`. */
export function deliveryRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(DeliveryNote), { summary: 'Delivery notes, the newest first', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const own = await ownPlaces(services, c.var.actor)
        const page = { own, before: decodeCursor(cursor, z.int()), limit: limit + 1 }
        return c.json(toPage(await listDeliveryNotes(services.read, page), limit, ({ number }) => number))
      },
    )
    .get(
      '/:number',
      answers(DeliveryNote, { summary: 'One delivery note', tag }),
      checked('param', Path),
      async (c) => {
        const own = await ownPlaces(services, c.var.actor)
        return c.json(await deliveryNoteOr404(services.read, c.req.valid('param').number, own))
      },
    )
    .get('/:number/pdf', checked('param', Path), async (c) => {
      const own = await ownPlaces(services, c.var.actor)
      const note = await deliveryNoteOr404(services.read, c.req.valid('param').number, own)
      return c.body(new Uint8Array(await deliveryPdf(note, services.settings.operator.name)), 200, {
        'Content-Type': 'application/pdf',
      })
    })
    .post(
      '/',
      answers(DeliveryNote, {
        summary: 'Send goods to a site, or from one to another',
        description: 'Both ends are told. What is on its way is nobody’s stock until it is received.',
        tag,
        status: 201,
      }),
      checked('json', DeliveryInput),
      async (c) => {
        const input = c.req.valid('json')
        const own = await ownPlaces(services, c.var.actor)
        const from = await placeOr404(services.read, input.from, own)
        // Between partners it is for us to send.
        const to = input.to === depot ? depot : await placeOr404(services.read, input.to, own)
        const actor = c.var.actor.name
        const number = await services.writer.write((tx) =>
          sendGoods(tx, services, { from, to, input, actor }),
        )
        return c.json(await deliveryNoteOr404(services.read, number, own), 201)
      },
    )
    .post(
      '/:number/receipt',
      answers(DeliveryNote, {
        summary: 'Say how goods have arrived',
        description: 'By whoever keeps the place that they were sent to, with the reason of each difference.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', ReceiptInput),
      async (c) => {
        const { number } = c.req.valid('param')
        const own = await ownPlaces(services, c.var.actor)
        await demandEnd(services.read, { number, own, end: 'to' })
        const actor = c.var.actor.name
        const input = c.req.valid('json')
        await services.writer.write((tx) => receiveGoods(tx, services, { number, input, actor }))
        return c.json(await deliveryNoteOr404(services.read, number, own), 201)
      },
    )
    .post(
      '/:number/cancellation',
      answers(DeliveryNote, { summary: 'Say that goods did not leave, or came back', tag, status: 201 }),
      checked('param', Path),
      checked('json', CancellationInput),
      async (c) => {
        const { number } = c.req.valid('param')
        const own = await ownPlaces(services, c.var.actor)
        await demandEnd(services.read, { number, own, end: 'from' })
        const actor = c.var.actor.name
        const { note } = c.req.valid('json')
        await services.writer.write((tx) => cancelDelivery(tx, services, { number, note, actor }))
        return c.json(await deliveryNoteOr404(services.read, number, own), 201)
      },
    )
}
