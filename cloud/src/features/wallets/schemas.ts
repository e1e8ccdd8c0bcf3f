import { z } from 'zod'
import { IdTagText } from '../cards/schemas.ts'
import { RefundClaim } from '../payments/claims.ts'

const AmountIdr = z.int().meta({ unit: 'rupiah' })
const Note = z.string().trim().min(1).max(1000).meta({ description: 'Why; kept for good.' })

export const WalletDetails = z
  .strictObject({
    name: z.string().trim().min(1).max(100).meta({ description: 'What its holder is called.' }),
    frozen: z
      .boolean()
      .default(false)
      .meta({ description: 'Its cards start nothing; what is running goes on.' }),
  })
  .meta({ id: 'WalletInput' })

export const WalletView = z
  .object({
    id: z.string(),
    name: z.string(),
    userId: z.string().nullable().meta({ description: 'The person whose it is, where that is known.' }),
    frozen: z.boolean(),
    balanceIdr: AmountIdr.meta({ description: 'Free to be spent.' }),
    heldIdr: AmountIdr.meta({ description: 'Set aside for sessions, and for posts while they are offline.' }),
    owedIdr: AmountIdr.meta({
      description: 'Used beyond the balance. Nothing is started until a top-up has paid it.',
    }),
    cards: z.array(z.object({ idTag: z.string(), status: z.enum(['Accepted', 'Blocked']) })),
    page: z
      .url()
      .nullable()
      .meta({ description: 'What its holder sees, and fills it up by; null for who only reads.' }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Wallet' })
export type WalletView = z.infer<typeof WalletView>

export const WalletHoldView = z
  .object({
    id: z.string(),
    kind: z.enum(['tap', 'allowance']).meta({
      description: '`allowance`: what the post may spend of the card while it is offline.',
    }),
    state: z.enum(['waiting', 'granting', 'granted', 'withdrawing', 'spent', 'charging', 'unresolved']),
    amountIdr: AmountIdr,
    idTag: z.string(),
    chargePointId: z.string(),
    sessionId: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'WalletHold' })
export type WalletHoldView = z.infer<typeof WalletHoldView>

export const WalletStatementLine = z
  .object({
    journalId: z.string(),
    kind: z.string(),
    ref: z.string().meta({ description: 'What it is the record of: `topUp:…`, `wallet:{session}`.' }),
    note: z.string().nullable(),
    occurredAt: z.iso.datetime(),
    amountIdr: AmountIdr.meta({
      description: 'Positive: it came in, or a debt was paid. Negative: it was used.',
    }),
    owedIdr: AmountIdr.meta({ description: 'What of the debt it paid, or, negative, what it added to it.' }),
  })
  .meta({ id: 'WalletStatementLine' })
export type WalletStatementLine = z.infer<typeof WalletStatementLine>

export const TopUpInput = z.strictObject({ amountIdr: AmountIdr.positive() }).meta({ id: 'WalletTopUpInput' })

export const TopUpView = z
  .object({
    paymentId: z.string(),
    reference: z.string(),
    amountIdr: AmountIdr,
    expiresAt: z.iso.datetime(),
    qrContent: z.string().nullable().meta({ description: 'QRIS, for any bank or e-wallet app.' }),
  })
  .meta({ id: 'WalletTopUp' })

export const ReversalInput = z
  .strictObject({ journalId: z.string(), note: Note })
  .meta({ id: 'WalletReversalInput' })

export const PayoutInput = z
  .strictObject({
    amountIdr: AmountIdr.positive().optional().meta({ description: 'All that is free when left out.' }),
    claim: RefundClaim.meta({ description: 'Where its holder wants it.' }),
    note: Note,
  })
  .meta({ id: 'WalletPayoutInput' })
export type PayoutInput = z.output<typeof PayoutInput>

export const ReleaseInput = z.strictObject({ note: Note }).meta({ id: 'WalletHoldReleaseInput' })

export const WalletPath = z.object({ id: z.string() })
export const WalletCardPath = WalletPath.extend({ idTag: IdTagText })
export const WalletHoldPath = WalletPath.extend({ holdId: z.string() })

/** By what wallets can be sorted. */
export const walletSortKeys = ['name', 'balanceIdr'] as const
export type WalletSortKey = (typeof walletSortKeys)[number]
