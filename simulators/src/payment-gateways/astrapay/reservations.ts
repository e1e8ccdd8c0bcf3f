import type { Clock, Random } from '@colok/shared/time'
import { z } from 'zod'
import { randomDigits } from '../digits.ts'
import { jakartaIso } from '../jakarta.ts'
import type { Desk, Rails } from '../rails.ts'
import { accepted, fieldsOf, isRefusal, refusal, type SnapAnswer } from '../snap/door.ts'
import { Amount, amountOf, Reference, Time } from '../snap/fields.ts'

const dayMs = 86_400_000
const refundWindowMs = 90 * dayMs

const Reserve = z.object({
  merchantId: z.string(),
  partnerReferenceNo: Reference,
  amount: Amount,
  title: z.string().min(1),
  additionalInfo: z.object({ validUpTo: Time.optional() }).optional(),
})
const Original = z.object({ merchantId: z.string(), originalPartnerReferenceNo: Reference })
const Query = Original.extend({ serviceCode: z.literal('63') })
const Capture = Original.extend({
  partnerCaptureNo: Reference,
  captureAmount: Amount,
  lastCapture: z.literal('TRUE'),
})
const CaptureQuery = Original.extend({ partnerCaptureNo: Reference, serviceCode: z.literal('65') })
const Void = Original.extend({
  partnerVoidNo: Reference,
  voidAmount: Amount,
  voidRemainingAmount: z.literal('TRUE'),
  reason: z.string(),
})
const VoidQuery = Original.extend({ partnerVoidNo: Reference, serviceCode: z.literal('67') })
const Refund = Original.extend({
  partnerCaptureNo: Reference,
  partnerRefundNo: Reference,
  refundAmount: Amount,
  reason: z.string(),
})

interface Reservation {
  readonly reference: string
  readonly providerRef: string
  readonly customerId: string
  readonly amountIdr: number
  state: 'reserved' | 'captured' | 'voided' | 'expired'
  capture: { readonly reference: string; readonly amountIdr: number; readonly at: number } | undefined
  voidReference: string | undefined
  readonly refunds: { readonly reference: string; readonly providerRef: string; readonly amountIdr: number }[]
}

/**
 * Reserve, capture once, void, and refund of what was captured: services 63 to 69. The account is the payer's AstraPay
 * purse; what is not captured is the payer's again at that moment.
 */
export class AstraPayReservations {
  readonly #desk: Desk
  readonly #rails: Rails
  readonly #merchantId: string
  readonly #clock: Clock
  readonly #random: Random
  readonly #reservations = new Map<string, Reservation>()

  constructor(
    desk: Desk,
    rails: Rails,
    world: { readonly merchantId: string; readonly clock: Clock; readonly random: Random },
  ) {
    this.#desk = desk
    this.#rails = rails
    this.#merchantId = world.merchantId
    this.#clock = world.clock
    this.#random = world.random
  }

  /** What is kept under the merchant's reference. */
  find(reference: string): Readonly<Reservation> | undefined {
    return this.#reservations.get(reference)
  }

  hasOpen(customerId: string): boolean {
    return [...this.#reservations.values()].some(
      (reservation) => reservation.customerId === customerId && reservation.state === 'reserved',
    )
  }

  reserve(customerId: string, text: string): SnapAnswer {
    const fields = fieldsOf(text, Reserve, '63')
    if (isRefusal(fields)) return fields
    if (fields.merchantId !== this.#merchantId) return refusal('4046308', 'Invalid Merchant')
    const now = this.#clock.wallMs()
    const openMs = (fields.additionalInfo?.validUpTo ?? now + dayMs) - now
    if (openMs < 59_000 || openMs > 90 * dayMs) return refusal('4006301', 'Invalid Field Format {validUpTo}')
    const reference = fields.partnerReferenceNo
    if (this.#reservations.has(reference)) return refusal('4096301', 'Duplicate partnerReferenceNo')
    const amountIdr = fields.amount.value
    const purse = this.#rails.purses.of('astrapay')
    if (purse.balanceIdr < amountIdr) return refusal('4036314', 'Insufficient Funds')
    purse.balanceIdr -= amountIdr
    purse.reservedIdr += amountIdr
    const reservation: Reservation = {
      reference,
      providerRef: randomDigits(this.#random, 14),
      customerId,
      amountIdr,
      state: 'reserved',
      capture: undefined,
      voidReference: undefined,
      refunds: [],
    }
    this.#reservations.set(reference, reservation)
    this.#note('reserved', amountIdr, reservation)
    this.#clock.after(openMs, () => this.#expire(reservation))
    return accepted('63', { referenceNo: reservation.providerRef, partnerReferenceNo: reference })
  }

  query(customerId: string, text: string): SnapAnswer {
    const found = this.#read(customerId, text, Query, '64')
    if (isRefusal(found)) return found
    const { reservation } = found
    const code = { reserved: '00', captured: '04', voided: '05', expired: '05' }[reservation.state]
    return accepted('64', {
      originalPartnerReferenceNo: reservation.reference,
      originalReferenceNo: reservation.providerRef,
      serviceCode: '63',
      latestTransactionStatus: code,
      transactionStatusDesc: reservation.state.toUpperCase(),
      amount: amountOf(reservation.amountIdr),
    })
  }

  capture(customerId: string, text: string): SnapAnswer {
    const found = this.#read(customerId, text, Capture, '65')
    if (isRefusal(found)) return found
    const { reservation, fields } = found
    if (reservation.capture?.reference === fields.partnerCaptureNo)
      return refusal('4096501', 'Duplicate partnerReferenceNo')
    const { faults } = this.#desk
    if (reservation.state === 'reserved' && faults.take('lapseReserve')) this.#expire(reservation)
    if (reservation.state !== 'reserved')
      return refusal('4046500', 'Invalid Transaction Status. [Not reserved]')
    if (faults.take('refuseCapture')) return refusal('4036515', 'Transaction Not Permitted. [Suspected]')
    const amountIdr = fields.captureAmount.value
    if (amountIdr > reservation.amountIdr)
      return refusal('4036502', 'Exceeds Transaction Amount Limit. [Capture]')
    reservation.state = 'captured'
    reservation.capture = { reference: fields.partnerCaptureNo, amountIdr, at: this.#clock.wallMs() }
    this.#rails.purses.of('astrapay').reservedIdr -= amountIdr
    this.#desk.book.receive({
      reference: fields.partnerCaptureNo,
      providerRef: reservation.providerRef,
      amountIdr,
    })
    this.#note('captured', amountIdr, reservation)
    this.#release(reservation, reservation.amountIdr - amountIdr)
    return accepted('65', {
      originalPartnerReferenceNo: reservation.reference,
      partnerCaptureNo: fields.partnerCaptureNo,
      captureNo: reservation.providerRef,
      captureAmount: amountOf(amountIdr),
    })
  }

  captureQuery(customerId: string, text: string): SnapAnswer {
    const found = this.#read(customerId, text, CaptureQuery, '66')
    if (isRefusal(found)) return found
    const { reservation, fields } = found
    const { capture } = reservation
    if (capture?.reference !== fields.partnerCaptureNo) return refusal('4046601', 'Transaction Not Found')
    return accepted('66', {
      originalPartnerReferenceNo: reservation.reference,
      latestTransactionStatus: '00',
      amount: amountOf(capture.amountIdr),
      refundHistory: reservation.refunds.map((refund) => ({
        refundNo: refund.providerRef,
        partnerReferenceNo: refund.reference,
        refundAmount: amountOf(refund.amountIdr),
        refundStatus: '00',
      })),
    })
  }

  void(customerId: string, text: string): SnapAnswer {
    const found = this.#read(customerId, text, Void, '67')
    if (isRefusal(found)) return found
    const { reservation, fields } = found
    if (reservation.voidReference === fields.partnerVoidNo)
      return refusal('4096701', 'Duplicate partnerReferenceNo')
    if (reservation.state !== 'reserved')
      return refusal('4046700', 'Invalid Transaction Status. [Not reserved]')
    if (fields.voidAmount.value !== reservation.amountIdr)
      return refusal('4036702', 'Exceeds Transaction Amount Limit. [Void]')
    reservation.state = 'voided'
    reservation.voidReference = fields.partnerVoidNo
    this.#release(reservation, reservation.amountIdr)
    return accepted('67', {
      originalPartnerReferenceNo: reservation.reference,
      partnerVoidNo: fields.partnerVoidNo,
      voidNo: reservation.providerRef,
    })
  }

  voidQuery(customerId: string, text: string): SnapAnswer {
    const found = this.#read(customerId, text, VoidQuery, '68')
    if (isRefusal(found)) return found
    const { reservation, fields } = found
    if (reservation.voidReference !== fields.partnerVoidNo) return refusal('4046801', 'Transaction Not Found')
    return accepted('68', {
      originalPartnerReferenceNo: reservation.reference,
      latestTransactionStatus: '00',
      amount: amountOf(reservation.amountIdr),
    })
  }

  refund(customerId: string, text: string): SnapAnswer {
    const found = this.#read(customerId, text, Refund, '69')
    if (isRefusal(found)) return found
    const { reservation, fields } = found
    const { capture, refunds } = reservation
    if (capture?.reference !== fields.partnerCaptureNo) return refusal('4046901', 'Transaction Not Found')
    const amountIdr = fields.refundAmount.value
    const same = refunds.find(({ reference }) => reference === fields.partnerRefundNo)
    if (same !== undefined)
      return same.amountIdr === amountIdr
        ? refusal('4096901', 'Duplicate partnerReferenceNo')
        : refusal('4046918', 'Inconsistent Request')
    const before = refunds.reduce((sum, refund) => sum + refund.amountIdr, 0)
    if (amountIdr > capture.amountIdr - before) return refusal('4046913', 'Invalid Amount')
    if (this.#clock.wallMs() - capture.at > refundWindowMs)
      return refusal('4036915', 'Transaction Not Permitted. [Time]')
    if (this.#desk.book.balance.payableIdr < amountIdr) return refusal('4036914', 'Insufficient Funds')
    const refund = {
      reference: fields.partnerRefundNo,
      providerRef: randomDigits(this.#random, 14),
      amountIdr,
    }
    refunds.push(refund)
    this.#desk.book.giveBack(refund)
    this.#rails.purses.of('astrapay').balanceIdr += amountIdr
    this.#note('refund', amountIdr, reservation)
    return accepted('69', {
      originalPartnerReferenceNo: reservation.reference,
      partnerRefundNo: refund.reference,
      refundNo: refund.providerRef,
      refundAmount: amountOf(amountIdr),
      refundTime: jakartaIso(this.#clock.wallMs()),
    })
  }

  #expire(reservation: Reservation): void {
    if (reservation.state !== 'reserved') return
    reservation.state = 'expired'
    this.#release(reservation, reservation.amountIdr)
  }

  #read<T extends z.infer<typeof Original>>(
    customerId: string,
    text: string,
    schema: z.ZodType<T>,
    service: string,
  ): SnapAnswer | { readonly fields: T; readonly reservation: Reservation } {
    const fields = fieldsOf(text, schema, service)
    if (isRefusal(fields)) return fields
    const reservation = this.#reservations.get(fields.originalPartnerReferenceNo)
    return reservation?.customerId !== customerId || fields.merchantId !== this.#merchantId
      ? refusal(`404${service}01`, 'Transaction Not Found')
      : { fields, reservation }
  }

  #release(reservation: Reservation, amountIdr: number): void {
    if (amountIdr === 0) return
    const purse = this.#rails.purses.of('astrapay')
    purse.reservedIdr -= amountIdr
    purse.balanceIdr += amountIdr
    this.#note('released', amountIdr, reservation)
  }

  #note(
    kind: 'reserved' | 'captured' | 'released' | 'refund',
    amountIdr: number,
    { providerRef }: Reservation,
  ): void {
    const { merchantName: merchant } = this.#desk
    const at = this.#clock.wallMs()
    this.#rails.purses.note('astrapay', { at, kind, amountIdr, merchant, retrievalReference: providerRef })
    this.#rails.changed()
  }
}
