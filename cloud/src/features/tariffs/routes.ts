import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { addPriceCap, addTariff, explainObjection } from './commands.ts'
import { previewTariff } from './preview.ts'
import { findTariff, listPriceCaps, listTariffs } from './queries.ts'
import {
  PriceCapInput,
  PriceCapView,
  priceCapSortKeys,
  TariffInput,
  TariffPreview,
  TariffPreviewInput,
  TariffView,
  tariffSortKeys,
} from './schemas.ts'

const tag = 'Tariffs'

export function tariffRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(TariffView), { summary: 'List tariffs', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(tariffSortKeys) })),
      async (c) => {
        return c.json(await listTariffs(services, { ...c.req.valid('query'), reach: c.var.actor.reach }))
      },
    )
    .get(
      '/preview',
      answers(TariffPreview, {
        summary: 'What a session would cost by a tariff',
        description: 'Nothing is published. `objection` says why it could not be, where there is a reason.',
        tag,
      }),
      checked('query', TariffPreviewInput),
      async (c) => {
        const asked = c.req.valid('query')
        const preview = await previewTariff(services.read, asked)
        if (preview === undefined)
          throw new Problem('invalid-request', `There is no site ${asked.tariff.site}.`)
        return c.json(preview)
      },
    )
    .get(
      '/:id',
      answers(TariffView, { summary: 'One tariff', tag }),
      checked('param', z.object({ id: z.string() })),
      async (c) => {
        const { id } = c.req.valid('param')
        const {
          items: [tariff],
        } = await listTariffs(services, { reach: c.var.actor.reach, id, limit: 1 })
        if (tariff === undefined) throw new Problem('not-found', `There is no tariff ${id}.`)
        return c.json(tariff)
      },
    )
    .post(
      '/',
      answers(TariffView, {
        summary: 'Add a tariff',
        description:
          'It never changes afterwards: a new price is a new tariff from a later moment. Adding the same one again changes nothing.',
        tag,
        status: 201,
      }),
      checked('json', TariffInput),
      async (c) => {
        const tariff = c.req.valid('json')
        const result = await services.writer.write((tx) => addTariff(tx, services, tariff))
        switch (result.kind) {
          case 'unknownSite':
            throw new Problem('invalid-request', `There is no site ${tariff.site}.`)
          case 'differs':
            throw new Problem(
              'conflict',
              `A tariff of that name holds from then on at Rp ${result.priceIdrPerKwh} per kWh; add one from a later moment.`,
            )
          case 'aboveCap':
          case 'feeWithoutBasis':
            throw new Problem('invalid-request', explainObjection(result))
          case 'added':
          case 'alreadyThere':
            return c.json(await findTariff(services.read, result.id), 201)
        }
      },
    )
}

/** What decrees let a kWh cost, mounted at `/price-caps`. */
export function priceCapRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(z.object({ items: z.array(PriceCapView) }), { summary: 'What the law lets a kWh cost', tag }),
      checked('query', z.object({ sort: optionalSort(priceCapSortKeys) })),
      async (c) => c.json({ items: await listPriceCaps(services.read, c.req.valid('query').sort) }),
    )
    .post(
      '/',
      answers(PriceCapView, {
        summary: 'Add what a decree lets a kWh cost',
        description:
          'Sessions that start while it is in force are charged at most that, whatever their tariff.',
        tag,
        status: 201,
      }),
      checked('json', PriceCapInput),
      async (c) => {
        const cap = c.req.valid('json')
        const id = await services.writer.write((tx) => addPriceCap(tx, services, cap))
        return c.json({ id, ...cap }, 201)
      },
    )
}
