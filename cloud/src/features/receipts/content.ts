import { z } from 'zod'
import { Bill } from '../charging/schemas.ts'
import { SessionPriceView } from '../tariffs/schemas.ts'

const Instant = z.iso.datetime()
const AmountIdr = z.int()

/** All that stands on a receipt, as it was when the payment was settled. It never changes. */
export const ReceiptContent = z.object({
  operator: z.object({ name: z.string(), taxNumber: z.string().nullable(), contact: z.string().nullable() }),
  site: z.object({ name: z.string(), address: z.string(), timeZone: z.string() }),
  chargePointId: z.string(),
  connectorId: z.int(),
  price: SessionPriceView,
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
      method: z.enum(['qris', 'wallet', 'page', 'reserve']),
      paidAt: Instant,
      amountIdr: AmountIdr,
      issuer: z.string().nullable(),
      retrievalReference: z.string().nullable(),
      backIdr: AmountIdr,
    }),
  ),
  paidIdr: AmountIdr,
  totalIdr: AmountIdr,
  backIdr: AmountIdr,
})
export type ReceiptContent = z.infer<typeof ReceiptContent>
