/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import type { PostCost, PurchaseTariff } from '../../economics/schemas.ts'
import type { Site } from '../../sites/schemas.ts'
import { type Asking, filled } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, type ListPage, ShortList, ViewLink } from '../desk.tsx'
import { sen } from '../figures.ts'
import { costKinds, economicsWords as w } from './words.ts'

type Cost = z.infer<typeof PostCost>

export const costList: ListPage<Cost> = {
  path: '/console/post-costs',
  api: '/post-costs',
  title: w.costs,
  lead: w.costsLead,
  empty: w.noCosts,
  makes: { form: '/console/post-costs/new', button: w.newCost },
  columns: (asking) => {
    const { language } = asking
    const { text, rupiah, when, deeds } = columnsIn<Cost>(language)
    return [
      text('fromMonth', w.from),
      text('untilMonth', w.until),
      text('kind', w.kind, ({ kind }) => costKinds[kind][language]),
      text('site', w.site, ({ site }) => (
        <ViewLink asking={asking} view="/console/sites/:slug" names={{ slug: site }}>
          {site}
        </ViewLink>
      )),
      text('chargePointId', w.charger),
      rupiah('amountIdr', w.amount),
      text('note', w.note, ({ note }) => <span class="wrapped">{note ?? ''}</span>),
      text('savedBy', w.by),
      when('savedAt', w.entered),
      deeds(w.deeds, ({ id }) => (
        <DeedLink asking={asking} form="/console/post-costs/:id/removal" names={{ id }} text={w.takeBack} />
      )),
    ]
  },
  fileOnly: { id: ({ id }) => id },
}

/** What a site has paid the utility for energy, and pays now. */
export async function purchasePricesPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const site = await api.get<Site>(c, filled('/sites/:slug', names))
  const prices = await api.get<z.infer<typeof PurchaseTariff>[]>(
    c,
    filled('/sites/:slug/purchase-tariffs', names),
  )
  const { text, rupiah, when } = columnsIn<z.infer<typeof PurchaseTariff>>(language)
  return deskPage(asking, {
    title: `${w.prices[language]}, ${site.name}`,
    section: '/console/sites',
    lead: w.pricesLead[language],
    actions: (
      <DeedLink
        asking={asking}
        form="/console/sites/:slug/purchase-tariffs/new"
        names={{ slug: site.slug }}
        text={w.newPrice}
        isMain
      />
    ),
    children: (
      <ShortList
        title={w.prices[language]}
        columns={[
          text('validFrom', w.from),
          {
            key: 'priceSenPerKwh',
            name: w.perKwh[language],
            cell: ({ priceSenPerKwh }) => sen(priceSenPerKwh, language),
            figure: true,
          },
          rupiah('standingIdrPerMonth', w.standing),
          text('source', w.source, ({ source }) => <span class="wrapped">{source}</span>),
          text('savedBy', w.by),
          when('savedAt', w.entered),
        ]}
        rows={prices}
        empty={w.noPrices[language]}
      />
    ),
  })
}
