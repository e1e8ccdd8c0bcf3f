import type { Cancel, Clock, Random } from '@colok/shared/time'
import { type Bill, type BillRefund, type ProviderName, refundedIdr } from './bill.ts'
import { customerPan, randomDigits } from './digits.ts'
import type { FaultSwitches } from './faults.ts'
import { type IssuerId, type RefundObstacle, refundObstacle } from './issuers.ts'
import type { ProviderBook } from './provider-book.ts'
import { Purses } from './purse.ts'

/** A provider as the rails see it. */
export interface Desk {
  readonly name: ProviderName
  readonly merchantName: string
  readonly book: ProviderBook
  readonly faults: FaultSwitches
  /** Refunds come out of what is owed to the merchant, and are refused when that is not enough. */
  readonly refundsNeedFunds: boolean
  /** How long a refund takes. */
  readonly refundTakesMs: number
  /** Something has become of one of its bills. */
  onBill(bill: Bill, event: BillEvent): void
}

export type BillEvent =
  | { readonly kind: 'opened' | 'paid' | 'declined' | 'cancelled' | 'expired' }
  | { readonly kind: 'refunded'; readonly refund: BillRefund }

export type PayResult =
  | { readonly kind: 'paid'; readonly bill: Bill }
  | {
      readonly kind: 'refused'
      readonly why: 'unknown' | 'notOpen' | 'otherIssuer' | 'insufficient'
      readonly bill?: Bill
    }

export type RefundRuling =
  | { readonly kind: 'done' | 'pending'; readonly refund: BillRefund }
  | {
      readonly kind: 'refused'
      readonly why: RefundObstacle | 'notPaid' | 'amount' | 'funds' | 'duplicate' | 'inconsistent'
    }

/** How long a refund that a fault has made pending takes. */
const pendingMs = 60_000

/** More bills than a demonstration or a seed of the world makes; the oldest that is done with goes first. */
const mostBills = 10_000

/** What lies between a payer's app and the providers: bills are found, paid, and given back. */
export class Rails {
  readonly purses = new Purses()
  readonly #clock: Clock
  readonly #random: Random
  readonly #bills = new Map<string, { readonly bill: Bill; readonly desk: Desk }>()
  readonly #listeners = new Set<() => void>()
  readonly #timers = new Set<Cancel>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  /** Told after each change of a bill or a purse. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Nothing expires any more, and no refund comes through. */
  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }

  #later(delayMs: number, run: () => void): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }

  open(desk: Desk, bill: Omit<Bill, 'provider' | 'createdAt' | 'state' | 'payment' | 'refunds'>): Bill {
    const opened: Bill = {
      ...bill,
      provider: desk.name,
      createdAt: this.#clock.wallMs(),
      state: 'open',
      payment: undefined,
      refunds: [],
    }
    for (const [id, { bill: old }] of this.#bills) {
      if (this.#bills.size < mostBills) break
      if (old.state !== 'open') this.#bills.delete(id)
    }
    this.#bills.set(idOf(opened), { bill: opened, desk })
    this.#later(Math.max(0, bill.expiresAt - this.#clock.wallMs()), () => this.expire(opened))
    this.#tell(desk, opened, { kind: 'opened' })
    return opened
  }

  bills(): readonly Bill[] {
    return [...this.#bills.values()].map(({ bill }) => bill)
  }

  find(provider: ProviderName, reference: string): Bill | undefined {
    return this.#bills.get(`${provider} ${reference}`)?.bill
  }

  scan(qrContent: string): Bill | undefined {
    return this.bills().find((bill) => bill.qrContent === qrContent.trim())
  }

  follow(link: string): Bill | undefined {
    return this.bills().find((bill) => bill.link === link)
  }

  /** Pays with one app. `late`: the payer confirmed after the bill had ended, and the money went all the same. */
  pay(bill: Bill, issuerId: IssuerId, options: { readonly late?: boolean } = {}): PayResult {
    const entry = this.#bills.get(idOf(bill))
    if (entry === undefined) return { kind: 'refused', why: 'unknown' }
    const isPayable = bill.state === 'open' || (options.late === true && bill.state === 'expired')
    if (!isPayable) return { kind: 'refused', why: 'notOpen', bill }
    if (bill.onlyFor !== undefined && !bill.onlyFor.includes(issuerId))
      return { kind: 'refused', why: 'otherIssuer', bill }
    const purse = this.purses.of(issuerId)
    const isWrong = purse.balanceIdr >= bill.amountIdr && entry.desk.faults.take('wrongAmount')
    const amountIdr = isWrong ? Math.max(1, bill.amountIdr - 1000) : bill.amountIdr
    if (purse.balanceIdr < amountIdr) return { kind: 'refused', why: 'insufficient', bill }
    purse.balanceIdr -= amountIdr
    const retrievalReference = randomDigits(this.#random, 12)
    const { feeIdr } = entry.desk.book.receive({ ...bill, amountIdr })
    bill.payment = {
      issuer: purse.issuer,
      paidAt: this.#clock.wallMs(),
      amountIdr,
      feeIdr,
      retrievalReference,
      customerPan: customerPan(purse.issuer.numbering, this.#random),
    }
    bill.state = 'paid'
    const merchant = entry.desk.merchantName
    this.purses.note(issuerId, {
      at: this.#clock.wallMs(),
      kind: 'paid',
      amountIdr,
      merchant,
      retrievalReference,
    })
    this.#tell(entry.desk, bill, { kind: 'paid' })
    return { kind: 'paid', bill }
  }

  decline(bill: Bill): void {
    this.#end(bill, 'declined')
  }

  cancel(bill: Bill): void {
    this.#end(bill, 'cancelled')
  }

  /** At its time, or sooner for a demonstration of late money. */
  expire(bill: Bill): void {
    this.#end(bill, 'expired')
  }

  #end(bill: Bill, state: 'declined' | 'cancelled' | 'expired'): void {
    const entry = this.#bills.get(idOf(bill))
    if (entry === undefined || bill.state !== 'open') return
    bill.state = state
    this.#tell(entry.desk, bill, { kind: state })
  }

  refund(
    desk: Desk,
    bill: Bill,
    request: { readonly reference: string; readonly amountIdr: number; readonly providerRef: string },
  ): RefundRuling {
    const ruling = this.#ruleOn(desk, bill, request)
    if (ruling !== undefined) return { kind: 'refused', why: ruling }
    const refund: BillRefund = { ...request, askedAt: this.#clock.wallMs(), state: 'pending' }
    bill.refunds.push(refund)
    const fails = desk.faults.take('refundFails')
    const isPending = fails || desk.faults.take('refundPending')
    const takesMs = isPending ? pendingMs : desk.refundTakesMs
    if (takesMs === 0) {
      this.#giveBack(desk, bill, refund)
      return { kind: 'done', refund }
    }
    this.#later(takesMs, () => {
      if (fails) refund.state = 'failed'
      else this.#giveBack(desk, bill, refund)
    })
    return { kind: 'pending', refund }
  }

  #ruleOn(
    desk: Desk,
    bill: Bill,
    request: { readonly reference: string; readonly amountIdr: number },
  ): Extract<RefundRuling, { kind: 'refused' }>['why'] | undefined {
    const same = bill.refunds.find(({ reference }) => reference === request.reference)
    if (same !== undefined) return same.amountIdr === request.amountIdr ? 'duplicate' : 'inconsistent'
    const { payment } = bill
    if (payment === undefined) return 'notPaid'
    if (request.amountIdr < 1 || request.amountIdr > payment.amountIdr - refundedIdr(bill)) return 'amount'
    const obstacle = refundObstacle({
      issuer: payment.issuer,
      provider: desk.name,
      isWhole: request.amountIdr === payment.amountIdr,
      paidAt: payment.paidAt,
      now: this.#clock.wallMs(),
    })
    if (obstacle !== undefined) return obstacle
    return desk.refundsNeedFunds && desk.book.balance.payableIdr < request.amountIdr ? 'funds' : undefined
  }

  #giveBack(desk: Desk, bill: Bill, refund: BillRefund): void {
    const { payment } = bill
    if (payment === undefined) return
    refund.state = 'done'
    const twice = { ...refund, providerRef: `${refund.providerRef}-2` }
    for (const given of desk.faults.take('refundTwice') ? [refund, twice] : [refund]) {
      desk.book.giveBack(given)
      this.purses.of(payment.issuer.id).balanceIdr += given.amountIdr
      this.purses.note(payment.issuer.id, {
        at: this.#clock.wallMs(),
        kind: 'refund',
        amountIdr: given.amountIdr,
        merchant: desk.merchantName,
        retrievalReference: payment.retrievalReference,
      })
    }
    this.#tell(desk, bill, { kind: 'refunded', refund })
  }

  /** What a provider has changed in a purse by itself. */
  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  #tell(desk: Desk, bill: Bill, event: BillEvent): void {
    desk.onBill(bill, event)
    this.changed()
  }
}

function idOf(bill: Bill): string {
  return `${bill.provider} ${bill.reference}`
}
