import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { Slug } from '../sites/schemas.ts'

const StoredInstant = z.iso.datetime({ offset: true }).transform(toStoredInstant)

export const TariffInput = z
  .strictObject({
    name: z.string().min(1).max(100),
    site: Slug.nullable().default(null).meta({
      description: 'Null for every site without a tariff of its own.',
    }),
    priceIdrPerKwh: z.int().min(0).max(1_000_000).meta({ unit: 'rupiah per kWh', example: 2466 }),
    validFrom: StoredInstant,
    validUntil: StoredInstant.nullable().default(null).meta({ description: 'The first instant after it.' }),
  })
  .refine((tariff) => tariff.validUntil === null || tariff.validUntil > tariff.validFrom, {
    path: ['validUntil'],
    message: 'must be after validFrom',
  })
  .meta({ id: 'TariffInput' })
export type TariffInput = z.output<typeof TariffInput>

export const TariffView = z
  .object({
    id: z.string(),
    name: z.string(),
    site: z.string().nullable(),
    priceIdrPerKwh: z.int(),
    validFrom: z.iso.datetime(),
    validUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Tariff' })
export type TariffView = z.infer<typeof TariffView>
