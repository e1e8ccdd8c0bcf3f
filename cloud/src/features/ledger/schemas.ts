import { z } from 'zod'

const AmountIdr = z.int().meta({ unit: 'rupiah' })
const SignedIdr = AmountIdr.meta({ description: 'A debit is positive, a credit negative.' })
const AccountName = z.string().meta({ example: 'held:01990000-0000-7000-8000-000000000000' })

export const TrialBalance = z
  .object({
    accounts: z.array(
      z.object({
        account: AccountName,
        type: z.enum(['asset', 'liability', 'revenue', 'expense']),
        debitIdr: AmountIdr,
        creditIdr: AmountIdr,
      }),
    ),
    debitIdr: AmountIdr,
    creditIdr: AmountIdr,
    balanced: z.boolean().meta({ description: 'Always true: the database refuses anything else.' }),
  })
  .meta({ id: 'TrialBalance' })
export type TrialBalance = z.infer<typeof TrialBalance>

export const StatementLine = z
  .object({
    journalId: z.string(),
    kind: z.string(),
    ref: z.string(),
    note: z.string().nullable(),
    occurredAt: z.iso.datetime(),
    postedAt: z.iso.datetime(),
    amountIdr: SignedIdr,
  })
  .meta({ id: 'StatementLine' })
export type StatementLine = z.infer<typeof StatementLine>

export const Journal = z
  .object({
    id: z.string(),
    ref: z.string().meta({ description: 'What it is the record of; nothing is recorded twice.' }),
    kind: z.string(),
    reverses: z.string().nullable(),
    reversedBy: z.string().nullable(),
    reversalProposedBy: z.string().nullable().meta({
      description: 'Who asked for it to be taken back: a second person who asks for the same does it.',
    }),
    note: z.string().nullable(),
    occurredAt: z.iso.datetime(),
    postedAt: z.iso.datetime(),
    postings: z.array(z.object({ account: AccountName, amountIdr: SignedIdr })),
  })
  .meta({ id: 'Journal' })
export type Journal = z.infer<typeof Journal>

export const OwnerLedger = z
  .object({
    accounts: z.array(z.object({ account: AccountName, amountIdr: SignedIdr })),
    journals: z.array(Journal),
  })
  .meta({ id: 'OwnerLedger', description: 'The accounts of one owner, and what has moved them.' })
export type OwnerLedger = z.infer<typeof OwnerLedger>

export const ReversalInput = z
  .strictObject({ note: z.string().min(1).max(1000).meta({ description: 'Why; kept for good.' }) })
  .meta({ id: 'ReversalInput' })
