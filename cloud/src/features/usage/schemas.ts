import { z } from 'zod'
import { optionalSort } from '../../http/sorted-list.ts'
import { Slug } from '../sites/schemas.ts'
import { Period } from '../statements/schemas.ts'

const sums = {
  sessions: z.int(),
  energyWh: z.int().meta({ unit: 'Wh' }),
  amountIdr: z.int().meta({ unit: 'rupiah', description: 'What the sessions were billed.' }),
}

/** By what the sites of a month can be sorted. */
const usageSortKeys = ['name', 'sessions', 'energyWh', 'amountIdr'] as const
export type UsageSortKey = (typeof usageSortKeys)[number]

export const UsageQuery = z.object({
  sort: optionalSort(usageSortKeys),
  month: Period.optional().meta({
    description: 'Of the sites’ own calendars; the present one when left out.',
  }),
  site: Slug.optional(),
})

/** A month at the sites that somebody may see. */
export const SiteUsage = z
  .object({
    month: Period,
    total: z.object(sums),
    days: z
      .array(z.object({ day: z.string(), ...sums }))
      .meta({ description: 'Every day of the month, those without a session too.' }),
    hours: z
      .array(z.object({ hour: z.int().min(0).max(23), ...sums }))
      .meta({ description: 'By the hour at the site in which sessions began.' }),
    sites: z
      .array(z.object({ slug: z.string(), name: z.string(), ...sums }))
      .meta({ description: '50 at most; without `sort` those with the highest takings first.' }),
  })
  .meta({ id: 'SiteUsage' })
export type SiteUsage = z.infer<typeof SiteUsage>
