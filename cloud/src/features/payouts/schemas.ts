import { z } from 'zod'
import { PageQuery } from '../../http/paging.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { Slug } from '../sites/schemas.ts'

const AmountIdr = z.int().meta({ unit: 'rupiah' })
const note = z.string().min(1).max(1000)
const Instant = z.iso.datetime()

export const BankAccountInput = z
  .strictObject({
    bank: z.string().min(1).max(60).meta({ example: 'BPD Bali' }),
    accountNumber: z
      .string()
      .regex(/^\d{6,20}$/, '6 to 20 digits')
      .meta({ example: '0102030405' }),
    holder: z.string().min(1).max(100),
  })
  .meta({ id: 'BankAccountInput', description: 'Kept encrypted; shown by its last digits only.' })
export type BankAccountInput = z.output<typeof BankAccountInput>

export const BankAccountView = z
  .object({
    id: z.string(),
    organisation: Slug,
    masked: z.string(),
    state: z.enum(['proposed', 'confirmed', 'refused', 'replaced']),
    proposedBy: z.string(),
    proposedAt: Instant,
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
  })
  .meta({ id: 'BankAccount' })
export type BankAccountView = z.infer<typeof BankAccountView>

export const PayoutInput = z
  .strictObject({
    organisation: Slug,
    amountIdr: AmountIdr.min(1)
      .optional()
      .meta({ description: 'All that is owed by closed statements, when left out.' }),
    note: note.optional(),
  })
  .meta({ id: 'PayoutInput' })
export type PayoutInput = z.output<typeof PayoutInput>

export const PayoutView = z
  .object({
    number: z.int(),
    organisation: Slug,
    amountIdr: AmountIdr,
    state: z.enum(['proposed', 'approved', 'paid', 'refused']),
    bankAccount: z.string().meta({ description: 'Masked; it was the confirmed one when this was proposed.' }),
    bankAccountConfirmedAt: Instant.nullable().meta({ description: 'Look twice at one that is new.' }),
    note: z.string().nullable(),
    proposedBy: z.string(),
    proposedAt: Instant,
    approvedBy: z.string().nullable(),
    approvedAt: Instant.nullable(),
    endedBy: z.string().nullable(),
    endedAt: Instant.nullable(),
    bankReference: z.string().nullable(),
    refusal: z.string().nullable(),
  })
  .meta({ id: 'Payout' })
export type PayoutView = z.infer<typeof PayoutView>

export const PaidInput = z
  .strictObject({
    bankReference: z.string().min(1).max(100).meta({ description: 'The bank’s number of the transfer.' }),
  })
  .meta({ id: 'PayoutPaid' })

export const RefusalInput = z.strictObject({ note }).meta({ id: 'PayoutRefusal' })

export const OwedView = z
  .object({
    organisation: Slug,
    owedIdr: AmountIdr.meta({
      description: 'By closed statements, less what was paid out or is about to be; negative: he owes.',
    }),
    bankAccounts: z.array(BankAccountView).meta({ description: 'The newest first.' }),
  })
  .meta({ id: 'PartnerBalance' })

/** By what payouts can be sorted. */
export const payoutSortKeys = ['number', 'organisation', 'amountIdr', 'state', 'proposedAt'] as const
export type PayoutSortKey = (typeof payoutSortKeys)[number]

/** Of the list, and of the page that shows it. */
export const PayoutQuery = PageQuery.extend({
  sort: optionalSort(payoutSortKeys),
  organisation: Slug.optional(),
})
