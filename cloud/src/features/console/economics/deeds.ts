import { z } from 'zod'
import { type PostCost, PostCostInput, PurchaseTariffInput } from '../../economics/schemas.ts'
import { type Asking, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import { rupiah, sen } from '../figures.ts'
import { siteOptions } from '../tariffs/deeds.tsx'
import { costKinds, economicsWords as w } from './words.ts'

const toPrices = ({ slug = '' }: Names) => hrefOf('/console/sites/:slug/purchase-tariffs', { slug })

const PriceFromADay = PurchaseTariffInput.safeExtend({ validFrom: z.iso.date() })

const newPrice: Deed = {
  path: '/console/sites/:slug/purchase-tariffs/new',
  title: w.newPrice,
  lead: w.pricesLead,
  button: { id: 'Simpan', en: 'Save' },
  section: '/console/sites',
  fields: [
    { name: 'validFrom', kind: 'day', label: { id: 'Mulai hari', en: 'From the day' }, required: true },
    {
      name: 'priceSenPerKwh',
      kind: 'sen',
      unit: 'Rp/kWh',
      label: w.perKwh,
      hint: { id: 'Misalnya 1.644,52.', en: 'Such as 1,644.52.' },
      required: true,
    },
    {
      name: 'standingIdrPerMonth',
      kind: 'whole',
      unit: 'Rp',
      label: w.standing,
      hint: {
        id: 'Dibayar berapa pun pemakaiannya; dibagi rata ke pos-pos di sana.',
        en: 'Asked whatever is used; divided evenly among the chargers there.',
      },
    },
    {
      name: 'source',
      kind: 'line',
      label: w.source,
      hint: { id: 'Nomor tagihan atau peraturannya.', en: 'The bill, or the decree.' },
      required: true,
    },
  ],
  input: PriceFromADay,
  confirm: async ({ names, language }, body) => {
    const { validFrom, priceSenPerKwh, standingIdrPerMonth } = PriceFromADay.parse(body)
    const price = sen(priceSenPerKwh, language)
    const standing = rupiah(standingIdrPerMonth, language)
    return language === 'id'
      ? [
          `Mulai ${validFrom}, ${names.slug} membeli listrik dengan ${price} per kWh dan abonemen ${standing} sebulan.`,
          'Laba rugi sejak hari itu dihitung ulang dengannya. Yang pernah ditulis untuk hari yang sama diganti.',
        ]
      : [
          `From ${validFrom} on, ${names.slug} buys energy at ${price} per kWh, with ${standing} a month standing.`,
          'Profit and loss since that day is reckoned by it. What was said of the same day before is replaced.',
        ]
  },
  back: toPrices,
}

const newCost: Deed = {
  path: '/console/post-costs/new',
  title: w.newCost,
  lead: w.costsLead,
  button: { id: 'Tulis', en: 'Enter it' },
  section: '/console/post-costs',
  fields: async (asking) => [
    { name: 'site', kind: 'choice', label: w.site, options: await siteOptions(asking), required: true },
    {
      name: 'chargePointId',
      kind: 'line',
      label: w.charger,
      hint: {
        id: 'Kosong: dibagi rata ke semua pos di lokasi itu.',
        en: 'Empty: divided evenly among the chargers of the site.',
      },
    },
    {
      name: 'kind',
      kind: 'choice',
      label: w.kind,
      options: Object.entries(costKinds).map(([value, label]) => ({ value, label })),
      required: true,
    },
    { name: 'amountIdr', kind: 'whole', unit: 'Rp', label: w.amount, required: true },
    { name: 'fromMonth', kind: 'month', label: { id: 'Mulai bulan', en: 'From the month' }, required: true },
    {
      name: 'untilMonth',
      kind: 'month',
      label: { id: 'Sampai bulan', en: 'Until the month' },
      hint: {
        id: 'Termasuk bulan itu. Kosong: terus. Sama dengan bulan mulai: sekali saja.',
        en: 'Included. Empty: it goes on. The same as the first: it comes once.',
      },
    },
    { name: 'note', kind: 'line', label: w.note },
  ],
  input: PostCostInput,
  confirm: async ({ language }, body) => {
    const { site, chargePointId, amountIdr, fromMonth, untilMonth } = PostCostInput.parse(body)
    const much = rupiah(amountIdr, language)
    const where = chargePointId === null ? `${site}, ${w.all[language]}` : chargePointId
    return language === 'id'
      ? [`${much} sebulan untuk ${where}, ${fromMonth} sampai ${untilMonth ?? 'seterusnya'}.`]
      : [`${much} a month for ${where}, ${fromMonth} until ${untilMonth ?? 'further notice'}.`]
  },
  back: () => '/console/post-costs',
}

const costText = async ({ c, api, names, language }: Asking): Promise<string> => {
  const { items } = await api.get<{ items: z.infer<typeof PostCost>[] }>(c, '/post-costs?limit=200')
  const cost = items.find(({ id }) => id === names.id)
  if (cost === undefined) return w.thisCost[language]
  const { kind, site, chargePointId, amountIdr } = cost
  return `${costKinds[kind][language]}, ${chargePointId ?? site}, ${rupiah(amountIdr, language)}`
}

const takeBack: Deed = {
  path: '/console/post-costs/:id/removal',
  title: { id: 'Tarik biaya yang salah tulis', en: 'Take back a cost that was a mistake' },
  lead: {
    id: 'Hanya untuk yang salah. Biaya yang berakhir diberi bulan terakhir.',
    en: 'For a mistake only. A cost that ends is entered with its last month.',
  },
  button: { id: 'Tarik', en: 'Take it back' },
  section: '/console/post-costs',
  confirm: async (asking) => {
    const text = await costText(asking)
    return asking.language === 'id'
      ? [`${text} hilang dari laba rugi semua bulannya. Riwayat menyimpannya.`]
      : [`${text} leaves the profit and loss of all its months. The history keeps it.`]
  },
  back: () => '/console/post-costs',
}

export const economicsDeeds: readonly Deed[] = [newPrice, newCost, takeBack]
