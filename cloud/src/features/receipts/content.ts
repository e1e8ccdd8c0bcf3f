import { z } from 'zod'
import { Bill } from '../charging/schemas.ts'
import { SessionPriceView } from '../tariffs/schemas.ts'

const Instant = z.iso.datetime()
const AmountIdr = z.int()

/** All that stands on a receipt, as it was when the payment was settled. It never changes. */
export const ReceiptContent = z.object({
  operator: z.object({ name: z.string(), taxNumber: z.string().nullable(), contact: z.string().nullable() }),
  /** Null, as post and price are, for what fills a wallet up. */
  site: z.object({ name: z.string(), address: z.string(), timeZone: z.string() }).nullable(),
  chargePointId: z.string().nullable(),
  connectorId: z.int().nullable(),
  price: SessionPriceView.nullable(),
  /** More than one where it went on after a power cut. */
  sessions: z.array(
    z.object({
      id: z.string(),
      transactionId: z.int(),
      startedAt: Instant,
      stoppedAt: Instant,
      meterStartWh: z.int(),
      meterStopWh: z.int(),
      energyWh: z.int(),
      bill: Bill.nullable(),
      totalIdr: AmountIdr,
    }),
  ),
  /** The payment and what was added to it. */
  payments: z.array(
    z.object({
      reference: z.string(),
      gateway: z.string(),
      method: z.enum(['qris', 'wallet', 'page', 'reserve', 'walletCard']),
      paidAt: Instant,
      amountIdr: AmountIdr,
      issuer: z.string().nullable(),
      retrievalReference: z.string().nullable(),
      backIdr: AmountIdr,
    }),
  ),
  /** Delivered beyond what was paid for, and not charged; left out where nothing was. */
  beyondPaidWh: z.int().positive().optional(),
  paidIdr: AmountIdr,
  totalIdr: AmountIdr,
  backIdr: AmountIdr,
  /** What the wallet did not have, and its holder owes. */
  owedIdr: AmountIdr.optional(),
})
export type ReceiptContent = z.infer<typeof ReceiptContent>
