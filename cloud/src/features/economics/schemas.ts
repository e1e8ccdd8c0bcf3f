import { z } from 'zod'
import { costKinds } from '../../core/profit-and-loss.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Slug } from '../sites/schemas.ts'
import { Period } from '../statements/schemas.ts'

const Amount = z.int().meta({ unit: 'rupiah' })
const Energy = z.int().meta({ unit: 'Wh' })

/** By what the posts of a month can be sorted: by any of their figures. */
export const profitSortKeys = [
  'sessions',
  'soldWh',
  'boughtWh',
  'revenueIdr',
  ...costKinds,
  'resultIdr',
] as const
export type ProfitSortKey = (typeof profitSortKeys)[number]

export const ProfitQuery = z.object({
  month: Period,
  site: Slug.optional(),
  sort: optionalSort(profitSortKeys),
})

const Figures = {
  sessions: z.int(),
  soldWh: Energy.meta({ description: 'Billed to drivers.' }),
  boughtWh: Energy.meta({ description: 'Through the meters, also what nobody paid for.' }),
  unpricedWh: Energy.meta({
    description: 'Of that, what no purchase tariff is known for; its cost is missing.',
  }),
  revenueIdr: Amount.meta({ description: 'Without taxes.' }),
  energyIdr: Amount.meta({ description: 'By the purchase tariffs, with their standing charges.' }),
  gatewayFeeIdr: Amount.meta({ description: 'Of the month in which it was settled.' }),
  messagesIdr: Amount.meta({ description: 'All messages of the month, divided by sessions.' }),
  simIdr: Amount,
  visitsIdr: Amount,
  otherIdr: Amount,
  partnerIdr: Amount.meta({
    description: 'What is owed to partners, less what they bear; to a partner, its own.',
  }),
  resultIdr: Amount,
}

export const PostProfit = z
  .object({
    site: Slug.nullable(),
    siteName: z.string().nullable(),
    chargePointId: z.string().nullable(),
    name: z.string().nullable(),
    ...Figures,
  })
  .meta({ id: 'PostProfit', description: 'All null: what belongs to no charger that there is.' })
export type PostProfit = z.infer<typeof PostProfit>

export const ProfitAndLoss = z
  .object({ month: Period, posts: z.array(PostProfit), total: z.object(Figures) })
  .meta({ id: 'ProfitAndLoss' })
export type ProfitAndLoss = z.infer<typeof ProfitAndLoss>

export const PurchaseTariffInput = z
  .strictObject({
    priceSenPerKwh: z.int().min(0).max(100_000_000).meta({
      unit: 'hundredths of a rupiah per kWh',
      example: 164_452,
    }),
    standingIdrPerMonth: z.int().min(0).max(1_000_000_000).default(0).meta({
      unit: 'rupiah',
      description: 'Asked whatever is used; divided evenly among the site’s chargers.',
    }),
    source: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ description: 'The bill or the decree that it rests on.' }),
  })
  .meta({ id: 'PurchaseTariffInput' })
export type PurchaseTariffInput = z.output<typeof PurchaseTariffInput>

export const PurchaseTariff = z
  .object({
    validFrom: z.iso.date(),
    priceSenPerKwh: z.int(),
    standingIdrPerMonth: Amount,
    source: z.string(),
    savedBy: z.string(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: 'PurchaseTariff' })

const enteredKinds = ['sim', 'visit', 'rent', 'other'] as const

export const PostCostInput = z
  .strictObject({
    site: Slug,
    chargePointId: ChargePointId.nullable().default(null).meta({
      description: 'Null: divided evenly among the site’s chargers.',
    }),
    kind: z.enum(enteredKinds),
    amountIdr: z.int().min(1).max(1_000_000_000).meta({ unit: 'rupiah a month' }),
    fromMonth: Period,
    untilMonth: Period.nullable().default(null).meta({
      description: 'Included; null while it goes on. The same as fromMonth for what comes once.',
    }),
    note: z.string().trim().min(1).max(200).nullable().default(null),
  })
  .refine(({ fromMonth, untilMonth }) => untilMonth === null || untilMonth >= fromMonth, {
    path: ['untilMonth'],
    message: 'must not be before fromMonth',
  })
  .meta({ id: 'PostCostInput' })
export type PostCostInput = z.output<typeof PostCostInput>

export const PostCost = z
  .object({
    id: z.string(),
    site: Slug,
    chargePointId: z.string().nullable(),
    kind: z.enum(enteredKinds),
    amountIdr: Amount,
    fromMonth: Period,
    untilMonth: Period.nullable(),
    note: z.string().nullable(),
    savedBy: z.string(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: 'PostCost' })
