import { writeQris } from '@colok/shared/qris'
import type { Random } from '@colok/shared/time'
import { z } from 'zod'
import type { Bill } from '../bill.ts'
import { randomDigits } from '../digits.ts'
import { jakartaIso } from '../jakarta.ts'
import type { Desk, Rails } from '../rails.ts'
import { accepted, fieldsOf, inProgress, isRefusal, refusal, type SnapAnswer } from './door.ts'
import { Amount, amountOf, Reference, Time } from './fields.ts'
import { refundRefusal } from './refund-codes.ts'

/** What differs between the acquirers. */
export interface Acquirer {
  /** `ID.CO.DOKU.WWW` */
  readonly guid: string
  /** The first eight digits of its merchants' numbers. */
  readonly numbering: string
  readonly merchantId: string
  readonly terminalId: string
  readonly nationalId: string
  readonly city: string
  readonly postalCode: string
  /** Longest that a QR stays open, and how long when nothing is said. */
  readonly validity: { readonly defaultMs: number; readonly longestMs: number }
}

const Generate = z.object({
  partnerReferenceNo: Reference,
  amount: Amount,
  merchantId: z.string(),
  terminalId: z.string(),
  validityPeriod: Time.optional(),
  additionalInfo: z.record(z.string(), z.string()).optional(),
})
const Original = z.object({
  originalReferenceNo: z.string().optional(),
  originalPartnerReferenceNo: Reference,
  merchantId: z.string(),
})
const Query = Original.extend({ serviceCode: z.literal('47') })
const Cancel = Original.extend({ reason: z.string() })
const Refund = Original.extend({
  partnerRefundNo: Reference,
  refundAmount: Amount,
  reason: z.string().max(256),
})

/** SNAP's dynamic QRIS at one acquirer: services 47, 51, 77 and 78. */
export class QrService {
  readonly #desk: Desk
  readonly #rails: Rails
  readonly #acquirer: Acquirer
  readonly #world: { readonly now: () => number; readonly random: Random }

  constructor(
    desk: Desk,
    rails: Rails,
    acquirer: Acquirer,
    world: { readonly now: () => number; readonly random: Random },
  ) {
    this.#desk = desk
    this.#rails = rails
    this.#acquirer = acquirer
    this.#world = world
  }

  generate(text: string): SnapAnswer {
    const fields = fieldsOf(text, Generate, '47')
    if (isRefusal(fields)) return fields
    const { merchantId, terminalId, validity } = this.#acquirer
    if (fields.merchantId !== merchantId) return refusal('4044708', 'Invalid Merchant')
    if (fields.terminalId !== terminalId) return refusal('4044717', 'Invalid Terminal')
    const now = this.#world.now()
    const expiresAt = fields.validityPeriod ?? now + validity.defaultMs
    if (expiresAt <= now || expiresAt - now > validity.longestMs)
      return refusal('4004701', 'Invalid Field Format {validityPeriod}')
    const reference = fields.partnerReferenceNo
    if (this.#rails.find(this.#desk.name, reference) !== undefined)
      return refusal('4094701', 'Duplicate partnerReferenceNo')
    const providerRef = randomDigits(this.#world.random, 12)
    const bill = this.#rails.open(this.#desk, {
      reference,
      providerRef,
      channel: 'qris',
      amountIdr: fields.amount.value,
      description: this.#desk.merchantName,
      expiresAt,
      qrContent: qrContentOf(this.#desk, this.#acquirer, { providerRef, amountIdr: fields.amount.value }),
      link: undefined,
      returnUrl: undefined,
      notificationUrl: undefined,
      onlyFor: undefined,
    })
    return accepted('47', {
      referenceNo: providerRef,
      partnerReferenceNo: reference,
      qrContent: bill.qrContent,
      merchantName: this.#desk.merchantName,
      terminalId,
      additionalInfo: {},
    })
  }

  query(text: string): SnapAnswer {
    const fields = fieldsOf(text, Query, '51')
    if (isRefusal(fields)) return fields
    const bill = this.#find(fields)
    if (bill === undefined) return refusal('4045101', 'Transaction Not Found')
    const [latestTransactionStatus, transactionStatusDesc] = snapStatusOf(bill)
    const { payment } = bill
    return accepted('51', {
      originalReferenceNo: bill.providerRef,
      originalPartnerReferenceNo: bill.reference,
      serviceCode: '47',
      latestTransactionStatus,
      transactionStatusDesc,
      amount: amountOf(payment?.amountIdr ?? bill.amountIdr),
      terminalId: this.#acquirer.terminalId,
      ...(payment === undefined
        ? {}
        : {
            paidTime: jakartaIso(payment.paidAt),
            additionalInfo: {
              customerPan: payment.customerPan,
              customerReferenceNumber: payment.retrievalReference,
              issuerName: payment.issuer.name,
            },
          }),
    })
  }

  cancel(text: string): SnapAnswer {
    const fields = fieldsOf(text, Cancel, '77')
    if (isRefusal(fields)) return fields
    const bill = this.#find(fields)
    if (bill === undefined) return refusal('4047701', 'Transaction Not Found')
    if (bill.state !== 'open' && bill.state !== 'cancelled')
      return refusal('4047700', 'Invalid Transaction Status')
    this.#rails.cancel(bill)
    return accepted('77', {
      originalReferenceNo: bill.providerRef,
      originalPartnerReferenceNo: bill.reference,
    })
  }

  refund(text: string): SnapAnswer {
    const fields = fieldsOf(text, Refund, '78')
    if (isRefusal(fields)) return fields
    const bill = this.#find(fields)
    if (bill === undefined) return refusal('4047801', 'Transaction Not Found')
    const ruling = this.#rails.refund(this.#desk, bill, {
      reference: fields.partnerRefundNo,
      amountIdr: fields.refundAmount.value,
      providerRef: randomDigits(this.#world.random, 12),
    })
    if (ruling.kind === 'refused') return refundRefusal(ruling.why, '78')
    const said = {
      originalReferenceNo: bill.providerRef,
      originalPartnerReferenceNo: bill.reference,
      referenceNo: ruling.refund.providerRef,
      partnerRefundNo: ruling.refund.reference,
      refundAmount: amountOf(ruling.refund.amountIdr),
    }
    return ruling.kind === 'pending'
      ? inProgress('78', said)
      : accepted('78', { ...said, refundTime: jakartaIso(this.#world.now()) })
  }

  #find(original: z.infer<typeof Original>): Bill | undefined {
    const bill = this.#rails.find(this.#desk.name, original.originalPartnerReferenceNo)
    const isOther =
      original.originalReferenceNo !== undefined && original.originalReferenceNo !== bill?.providerRef
    return isOther || original.merchantId !== this.#acquirer.merchantId || bill?.channel !== 'qris'
      ? undefined
      : bill
  }
}

/** Service 52's message. */
export function qrMessageOf(
  bill: Bill,
  account: { readonly merchantId: string; readonly terminalId: string },
): Readonly<Record<string, unknown>> {
  const [latestTransactionStatus, transactionStatusDesc] = snapStatusOf(bill)
  return {
    originalReferenceNo: bill.providerRef,
    originalPartnerReferenceNo: bill.reference,
    latestTransactionStatus,
    transactionStatusDesc,
    customerNumber: bill.payment?.customerPan,
    destinationNumber: account.merchantId,
    amount: amountOf(bill.payment?.amountIdr ?? bill.amountIdr),
    additionalInfo: {
      terminalId: account.terminalId,
      customerPan: bill.payment?.customerPan,
      issuerName: bill.payment?.issuer.name,
      transactionId: bill.payment?.retrievalReference,
    },
  }
}

/** `latestTransactionStatus` and its words. */
export function snapStatusOf(bill: Bill): readonly [code: string, words: string] {
  if (bill.refunds.some(({ state }) => state === 'done')) return ['04', 'REFUND']
  switch (bill.state) {
    case 'open':
      return ['01', 'INITIATED']
    case 'paid':
      return ['00', 'SUCCESS']
    case 'declined':
      return ['06', 'FAILED']
    case 'cancelled':
    case 'expired':
      return ['05', 'CANCELED']
  }
}

export function qrContentOf(
  desk: { readonly merchantName: string },
  acquirer: Pick<
    Acquirer,
    'guid' | 'numbering' | 'merchantId' | 'nationalId' | 'city' | 'postalCode' | 'terminalId'
  >,
  bill: { readonly providerRef: string; readonly amountIdr: number },
): string {
  const merchantNumber = acquirer.merchantId.replaceAll(/\D/g, '').slice(-10).padStart(10, '0')
  return writeQris([
    ['00', '01'],
    ['01', '12'],
    [
      '26',
      [
        ['00', acquirer.guid],
        ['01', `${acquirer.numbering}${merchantNumber}`],
        ['02', acquirer.merchantId.slice(0, 15)],
        ['03', 'UKE'],
      ],
    ],
    [
      '51',
      [
        ['00', 'ID.CO.QRIS.WWW'],
        ['02', acquirer.nationalId],
        ['03', 'UKE'],
      ],
    ],
    ['52', '5552'],
    ['53', '360'],
    ['54', String(bill.amountIdr)],
    ['58', 'ID'],
    ['59', desk.merchantName.slice(0, 25)],
    ['60', acquirer.city],
    ['61', acquirer.postalCode],
    [
      '62',
      [
        ['01', bill.providerRef],
        ['07', acquirer.terminalId.slice(0, 16)],
      ],
    ],
  ])
}
