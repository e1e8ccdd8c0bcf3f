import { z } from 'zod'
import { Slug } from '../sites/schemas.ts'

const CardLimit = z
  .strictObject({
    per: z
      .enum(['session', 'day', 'month'])
      .meta({ description: 'Days and months by the clocks of the site.' }),
    unit: z.enum(['idr', 'wh']).meta({ description: 'Whole rupiah, or Wh.' }),
    amount: z.int().min(0).max(1_000_000_000),
  })
  .meta({ id: 'CardLimit' })

export const CardLimits = z
  .strictObject({
    limits: z
      .array(CardLimit)
      .max(6)
      .refine(
        (limits) => new Set(limits.map(({ per, unit }) => `${per} ${unit}`)).size === limits.length,
        'one limit for each period and unit',
      ),
  })
  .meta({ id: 'CardLimits' })

export const FleetCard = z
  .object({
    idTag: z.string(),
    label: z.string().nullable(),
    account: z.string(),
    rider: z.object({ id: z.string(), name: z.string() }).nullable(),
    blocked: z.boolean().meta({ description: 'By the company.' }),
    mayCharge: z.boolean(),
    limits: z.array(CardLimit),
    used: z.object({ dayIdr: z.int(), dayWh: z.int(), monthIdr: z.int(), monthWh: z.int() }).meta({
      description: 'Today and this month in Jakarta; what is under way counts with all that it may take.',
    }),
  })
  .meta({ id: 'FleetCard' })
export type FleetCard = z.infer<typeof FleetCard>

export const Rider = z
  .object({ id: z.string(), name: z.string(), phone: z.string().nullable(), cards: z.array(z.string()) })
  .meta({ id: 'Rider' })
export type Rider = z.infer<typeof Rider>

export const RiderInput = z
  .strictObject({
    userId: z.string().max(60).nullable().meta({ description: 'Null: nobody rides with it.' }),
  })
  .meta({ id: 'FleetCardRider' })

export const FleetAccount = z
  .strictObject({
    account: Slug.meta({ description: 'The postpaid account that its cards are charged to.' }),
  })
  .meta({ id: 'FleetAccount' })
