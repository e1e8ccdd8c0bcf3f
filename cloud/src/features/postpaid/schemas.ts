import { z } from 'zod'
import { Slug } from '../sites/schemas.ts'

const AmountIdr = z.int().meta({ unit: 'rupiah' })
const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'YYYY-MM')
  .meta({ example: '2026-11' })

export const AccountDetails = z
  .strictObject({
    name: z.string().min(1).max(100),
    address: z.string().min(1).max(300),
    taxNumber: z.string().min(1).max(40).nullable().default(null).meta({ description: 'NPWP.' }),
    payWithinDays: z.int().min(0).max(365).default(14).meta({ description: 'After an invoice.' }),
    blocked: z.boolean().default(false).meta({ description: 'Its cards start nothing.' }),
  })
  .meta({ id: 'PostpaidAccountInput' })
export type AccountDetails = z.output<typeof AccountDetails>

export const PostpaidAccount = AccountDetails.extend({
  slug: Slug,
  owedIdr: AmountIdr.meta({ description: 'Charged and not paid yet, invoiced or not.' }),
}).meta({ id: 'PostpaidAccount' })
export type PostpaidAccount = z.infer<typeof PostpaidAccount>

/** All that stands on an invoice, as it was when it was issued. It never changes. */
export const InvoiceContent = z.object({
  operator: z.object({ name: z.string(), taxNumber: z.string().nullable(), contact: z.string().nullable() }),
  account: z.object({ name: z.string(), address: z.string(), taxNumber: z.string().nullable() }),
  lines: z.array(
    z.object({
      sessionId: z.string(),
      businessDay: z.iso.date(),
      chargePointId: z.string(),
      card: z
        .string()
        .meta({ description: 'Its label where it is nobody’s own, or its last four characters.' }),
      energyWh: z.int().meta({ unit: 'Wh' }),
      amountIdr: AmountIdr,
      corrects: z.int().nullable().default(null).meta({
        description: 'The earlier invoice that this line puts right, by the difference; null for a session.',
      }),
    }),
  ),
  totalIdr: AmountIdr,
  pbjtIdr: AmountIdr.meta({ description: 'What of it is regional electricity tax.' }),
  ppnIdr: AmountIdr.meta({ description: 'What of it is value-added tax.' }),
})
export type InvoiceContent = z.infer<typeof InvoiceContent>

export const Invoice = z
  .object({
    number: z.int(),
    account: z.string(),
    month: Month,
    totalIdr: AmountIdr,
    issuedAt: z.iso.datetime(),
    dueOn: z.iso.date(),
    paidAt: z.iso.datetime().nullable(),
    content: InvoiceContent,
  })
  .meta({ id: 'Invoice' })
export type Invoice = z.infer<typeof Invoice>

export const InvoiceWish = z.strictObject({ month: Month }).meta({ id: 'InvoiceInput' })

export const InvoicePayment = z
  .strictObject({
    note: z.string().min(1).max(1000).meta({ description: 'The bank’s number; kept for good.' }),
  })
  .meta({ id: 'InvoicePayment' })
