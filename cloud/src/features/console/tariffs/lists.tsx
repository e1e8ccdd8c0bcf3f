/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import {
  type PriceCapView,
  priceCapSortKeys,
  type TariffView,
  tariffSortKeys,
} from '../../tariffs/schemas.ts'
import { hrefOf } from '../asking.ts'
import { type ListPage, ViewLink } from '../desk.tsx'
import { none, rupiah, when } from '../figures.ts'
import { tariffWords as w } from './words.ts'

export const tariffList: ListPage<TariffView> = {
  path: '/console/tariffs',
  api: '/tariffs',
  title: w.title,
  lead: w.lead,
  empty: w.empty,
  sorts: tariffSortKeys,
  makes: { form: '/console/tariffs/new', button: w.make },
  columns: (asking) => {
    const { language } = asking
    return [
      {
        key: 'name',
        name: w.name[language],
        cell: ({ id, name }) => <a href={hrefOf('/console/tariffs/:id', { id })}>{name}</a>,
        csv: ({ name }) => name,
      },
      {
        key: 'site',
        name: w.site[language],
        cell: ({ site }) =>
          site === null ? (
            w.everySite[language]
          ) : (
            <ViewLink asking={asking} view="/console/sites/:slug" names={{ slug: site }}>
              {site}
            </ViewLink>
          ),
        csv: ({ site }) => site,
      },
      {
        key: 'customerGroup',
        name: w.group[language],
        cell: ({ customerGroup }) => customerGroup ?? w.everybody[language],
        csv: ({ customerGroup }) => customerGroup,
      },
      {
        key: 'priceIdrPerKwh',
        name: w.perKwh[language],
        cell: ({ priceIdrPerKwh }) => rupiah(priceIdrPerKwh, language),
        csv: ({ priceIdrPerKwh }) => priceIdrPerKwh,
        figure: true,
      },
      {
        key: 'validFrom',
        name: w.from[language],
        cell: ({ validFrom }) => when(validFrom, language),
        csv: ({ validFrom }) => validFrom,
      },
      {
        key: 'validUntil',
        name: w.until[language],
        cell: ({ validUntil }) => when(validUntil, language),
        csv: ({ validUntil }) => validUntil,
      },
    ]
  },
  fileOnly: { id: ({ id }) => id },
}

export const capList: ListPage<PriceCapView> = {
  path: '/console/price-caps',
  api: '/price-caps',
  title: w.caps,
  lead: w.capsLead,
  empty: w.noCaps,
  sorts: priceCapSortKeys,
  makes: { form: '/console/price-caps/new', button: w.makeCap },
  columns: ({ language }) => [
    { key: 'decree', name: w.decree[language], cell: ({ decree }) => decree, csv: ({ decree }) => decree },
    {
      key: 'maxIdrPerKwh',
      name: w.most[language],
      cell: ({ maxIdrPerKwh }) => rupiah(maxIdrPerKwh, language),
      csv: ({ maxIdrPerKwh }) => maxIdrPerKwh,
      figure: true,
    },
    {
      key: 'validFrom',
      name: w.from[language],
      cell: ({ validFrom }) => when(validFrom, language),
      csv: ({ validFrom }) => validFrom,
    },
    {
      key: 'validUntil',
      name: w.until[language],
      cell: ({ validUntil }) => (validUntil === null ? none : when(validUntil, language)),
      csv: ({ validUntil }) => validUntil,
    },
  ],
}
