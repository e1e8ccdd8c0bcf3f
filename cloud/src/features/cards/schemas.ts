import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { Slug } from '../sites/schemas.ts'
import { CustomerGroup } from '../tariffs/schemas.ts'

/** Upper case: OCPP compares idTags without regard to case. */
export const IdTagText = z
  .string()
  .min(1)
  .max(20)
  .transform((text) => text.toUpperCase())
  .meta({ example: '04A1B2C3D4E5F6' })

const StoredInstant = z.iso.datetime({ offset: true }).transform(toStoredInstant)

export const CardDetails = z
  .strictObject({
    status: z.enum(['Accepted', 'Blocked']),
    expiresAt: StoredInstant.nullable().default(null),
    parentIdTag: IdTagText.nullable()
      .default(null)
      .meta({ description: 'Cards of one parent may stop each other.' }),
    maxActiveSessions: z.int().min(1).max(100).default(1),
    label: z.string().max(100).nullable().default(null),
    customerGroup: CustomerGroup.nullable().default(null).meta({ description: 'Whose prices it gets.' }),
    postpaidAccount: Slug.nullable()
      .default(null)
      .meta({ description: 'The organisation that pays for it by the month.' }),
  })
  .meta({ id: 'IdTagInput' })
export type CardDetails = z.output<typeof CardDetails>

export const CardInput = CardDetails.extend({ idTag: IdTagText })
export type CardInput = z.output<typeof CardInput>

export const CardView = z
  .object({
    idTag: z.string(),
    status: z.enum(['Accepted', 'Blocked']),
    expiresAt: z.iso.datetime().nullable(),
    parentIdTag: z.string().nullable(),
    maxActiveSessions: z.int(),
    label: z.string().nullable(),
    customerGroup: z.string().nullable(),
    postpaidAccount: z.string().nullable(),
    walletId: z.string().nullable().meta({ description: 'The wallet that pays for it.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'IdTag' })
export type CardView = z.infer<typeof CardView>

export const CardReplacement = z
  .strictObject({ by: IdTagText.meta({ description: 'The new card: nobody’s as yet.' }) })
  .meta({ id: 'IdTagReplacementInput' })
export type CardReplacement = z.output<typeof CardReplacement>

/** By what cards can be sorted. */
export const cardSortKeys = ['idTag', 'updatedAt'] as const
export type CardSortKey = (typeof cardSortKeys)[number]
