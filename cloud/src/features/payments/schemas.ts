import { z } from 'zod'
import { SessionPriceView } from '../tariffs/schemas.ts'
import { RefundClaim } from './claims.ts'

const AmountIdr = z.int().meta({ unit: 'rupiah' })

export const RefundView = z
  .object({
    id: z.string(),
    reference: z.string().meta({ description: 'What the provider knows it by.' }),
    paymentId: z.string().nullable().meta({ description: 'Null for what is paid out of a wallet.' }),
    walletId: z.string().nullable(),
    amountIdr: AmountIdr,
    reason: z.string(),
    state: z.enum(['due', 'pending', 'claimable', 'manual', 'refunded']).meta({
      description: '`claimable`: the driver is asked where to; `manual`: a person transfers it there.',
    }),
    attempts: z.int(),
    problem: z.string().nullable(),
    claim: RefundClaim.nullable().meta({
      description: 'Where the driver wants it, for those who help drivers.',
    }),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Refund' })
export type RefundView = z.infer<typeof RefundView>

const ReserveView = z
  .object({
    state: z
      .enum([
        'linking',
        'asking',
        'standing',
        'capturing',
        'captured',
        'voiding',
        'voided',
        'lapsed',
        'refused',
      ])
      .meta({ description: '`lapsed`: over without the capture that it was for.' }),
    expiresAt: z.iso.datetime().nullable().meta({ description: 'Its owner has it back by then.' }),
    captureIdr: AmountIdr.nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'PaymentReserve' })

export const PaymentInfo = z
  .object({
    id: z.string(),
    reference: z.string().meta({ description: 'What the provider knows it by.' }),
    gateway: z.string().nullable(),
    method: z.enum(['qris', 'wallet', 'page', 'reserve']).meta({
      description: '`reserve`: set aside in a linked account, and only what was used is taken.',
    }),
    chargePointId: z
      .string()
      .nullable()
      .meta({ description: 'Null, as connector and price are, for what fills a wallet up.' }),
    connectorId: z.int().nullable(),
    walletId: z.string().nullable().meta({ description: 'The wallet that it fills up.' }),
    topsUp: z.string().nullable().meta({ description: 'The payment that this one adds to.' }),
    state: z.enum([
      'creating',
      'awaitingPayment',
      'reserving',
      'failed',
      'expired',
      'starting',
      'charging',
      'ending',
      'toppedUp',
      'settled',
      'returned',
    ]),
    amountIdr: AmountIdr,
    usedIdr: AmountIdr.nullable(),
    price: SessionPriceView.nullable(),
    problem: z.string().nullable(),
    issuer: z.string().nullable(),
    retrievalReference: z.string().nullable(),
    createdAt: z.iso.datetime(),
    paidAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    limitedBy: z
      .enum(['charger', 'cloud'])
      .nullable()
      .meta({ description: 'Who ends the session at the limit; null before it has begun.' }),
    limitWh: z.int().nullable().meta({ unit: 'Wh', description: 'What was paid for, with top-ups.' }),
    deliveredWh: z.int().meta({ unit: 'Wh' }),
    overshootWh: z
      .int()
      .meta({ unit: 'Wh', description: 'Delivered beyond what was paid for, at our cost.' }),
    sessionIds: z.array(z.string()),
    refund: RefundView.nullable(),
    reserve: ReserveView.nullable().meta({ description: 'Of one that is set aside first.' }),
    page: z.url().nullable().meta({ description: 'What its driver sees, for those who help drivers.' }),
  })
  .meta({ id: 'Payment' })
export type PaymentInfo = z.infer<typeof PaymentInfo>

const ExceptionAction = z
  .object({
    what: z.string(),
    method: z.literal('POST'),
    path: z.string(),
    way: z.string().optional().meta({ description: 'The `way` of the body.' }),
  })
  .meta({ id: 'PaymentExceptionAction' })
export type ExceptionAction = z.infer<typeof ExceptionAction>

export const ExceptionView = z
  .object({
    id: z.string(),
    kind: z.enum([
      'unknownReference',
      'paidTwice',
      'startedAfterRefund',
      'sessionUnresolved',
      'hostileNotification',
      'guessedAddress',
      'misconfigured',
      'refundUncertain',
      'uncaptured',
      'settlementDiffers',
      'settlementUnknown',
      'settlementDouble',
      'settlementMissing',
      'settlementUnreadable',
      'dayDiffers',
    ]),
    gateway: z.string().nullable(),
    paymentId: z.string().nullable(),
    amountIdr: AmountIdr.nullable(),
    detail: z.string().meta({ description: 'What was seen, and what to do.' }),
    detailCode: z.string().nullable().meta({ description: 'Which of our sentences that is, if any.' }),
    createdAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
    resolution: z.string().nullable(),
    money: z
      .object({
        state: z.enum(['kept', 'returning', 'returned', 'attached']).meta({
          description: '`returning`: its provider is asked to give it back.',
        }),
        reference: z.string().meta({ description: 'What its provider knows it by.' }),
        providerRef: z.string().nullable(),
        refundReference: z.string().meta({ description: 'What its provider knows its refund by.' }),
        problem: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Of money that came for nothing that we know of, or twice.' }),
    actions: z.array(ExceptionAction).meta({ description: 'What can be done about it, the best first.' }),
  })
  .meta({ id: 'PaymentException' })
export type ExceptionView = z.infer<typeof ExceptionView>

export const Verdict = z
  .strictObject({
    outcome: z.enum(['carriedOut', 'notCarriedOut']).meta({
      description: '`notCarriedOut`: the driver is asked where it is to go instead.',
    }),
    note: z.string().min(1).max(1000).meta({ description: "What the provider's books say; kept for good." }),
  })
  .meta({ id: 'RefundVerdict' })
export type Verdict = z.infer<typeof Verdict>

export const Note = z
  .strictObject({
    note: z.string().min(1).max(1000).meta({ description: 'What was done, and its number; kept for good.' }),
  })
  .meta({ id: 'PaymentNote' })

export const CaptureVerdict = z
  .strictObject({
    outcome: z.enum(['captured', 'writtenOff']).meta({
      description: "`captured`: the provider's books show it; `writtenOff`: nobody pays for what was used.",
    }),
    note: z.string().min(1).max(1000).meta({ description: "What the provider's books say; kept for good." }),
  })
  .meta({ id: 'PaymentCaptureVerdict' })
export type CaptureVerdict = z.infer<typeof CaptureVerdict>

const noted = {
  note: z.string().min(1).max(1000).meta({ description: 'Why, and whose it was; kept for good.' }),
}

export const StrayReturn = z
  .discriminatedUnion('way', [
    z.strictObject({
      way: z.literal('provider'),
      method: z.enum(['qris', 'wallet', 'page']).optional().meta({
        description: 'How it was paid, where that is known: `qris` when left out.',
      }),
      ...noted,
    }),
    z.strictObject({
      way: z.literal('transfer'),
      bankReference: z.string().min(1).max(100).meta({ description: 'Of the transfer by hand.' }),
      ...noted,
    }),
    z.strictObject({
      way: z.literal('payment'),
      paymentId: z
        .string()
        .meta({ description: 'Unpaid; it is known to the provider by this reference then.' }),
      ...noted,
    }),
    z.strictObject({
      way: z.literal('wallet'),
      walletId: z.string().meta({ description: 'Of whoever it belongs to.' }),
      ...noted,
    }),
    z.strictObject({ way: z.literal('carriedOut'), ...noted }),
    z.strictObject({ way: z.literal('notCarriedOut'), ...noted }),
  ])
  .meta({ id: 'StrayMoneyReturn' })
export type StrayReturn = z.infer<typeof StrayReturn>

/** By what the exceptions that are open can be sorted. */
export const exceptionSortKeys = ['createdAt', 'kind', 'amountIdr'] as const
export type ExceptionSortKey = (typeof exceptionSortKeys)[number]

/** By what payments can be sorted, and refunds. */
export const moneySortKeys = ['createdAt', 'amountIdr', 'state'] as const
export type MoneySortKey = (typeof moneySortKeys)[number]
