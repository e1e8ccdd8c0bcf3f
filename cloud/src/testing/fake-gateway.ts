import { type Idr, idr } from '@colok/shared/money'
import { type Clock, toIso } from '@colok/shared/time'
import type {
  Inbound,
  InboundRequest,
  NewPayment,
  NewRefund,
  PaymentGateway,
  PaymentKey,
  RefundResult,
  StatusResult,
} from '../gateways/contract.ts'
import { SettlementColumns } from '../gateways/settings.ts'
import { readSettlementCsv } from '../gateways/settlement-csv.ts'
import { FakeReservations } from './fake-reservations.ts'

interface Bill {
  readonly asked: NewPayment
  paidIdr: number
  paidTwiceIdr: number
  cancelled: boolean
  readonly refunds: Map<string, Idr>
}

/** A provider in memory that keeps books: what it owes us is what it took less what it gave back. */
export class FakeGateway implements PaymentGateway {
  readonly name: PaymentGateway['name']
  readonly capabilities: PaymentGateway['capabilities']
  /** Only as `astrapay`, which does nothing else. */
  readonly reservations: FakeReservations | undefined
  readonly bills = new Map<string, Bill>()
  /** What the next refunds are answered instead of being carried out, in order. */
  readonly refundAnswers: RefundResult[] = []
  /** Refunds that are carried out though the answer is lost. */
  lostRefundAnswers = 0
  refundCalls = 0
  /** What it has paid out to the merchant's bank, before its fee. */
  settledIdr = 0
  readonly #settled = new Set<string>()
  /** While true, nothing is answered but that it is not known. */
  isDown = false
  readonly #clock: Clock

  constructor(clock: Clock, name: PaymentGateway['name'] = 'doku') {
    this.name = name
    this.capabilities = {
      methods: name === 'astrapay' ? [] : name === 'midtrans' ? ['qris', 'page'] : ['qris'],
      expiry: { shortestMs: 60_000, longestMs: 24 * 3_600_000 },
      refundWindowMs: 7 * 24 * 3_600_000,
      noRefundFor: [],
      statusAfterMs: 0,
      refundRepeatableMs: 2 * 3_600_000,
      settledWithinMs: 6 * 3_600_000,
    }
    this.#clock = clock
    this.reservations = name === 'astrapay' ? new FakeReservations(clock) : undefined
  }

  get balanceIdr(): number {
    let balanceIdr = 0
    for (const { paidIdr, paidTwiceIdr, refunds } of this.bills.values()) {
      balanceIdr += paidIdr + paidTwiceIdr
      for (const amountIdr of refunds.values()) balanceIdr -= amountIdr
    }
    return balanceIdr + (this.reservations?.takenIdr ?? 0) - this.settledIdr
  }

  /** Pays out what it has not paid out before, less 0.7 % of payments; the file that tells of it, heads first. */
  settle(): string[] {
    const lines = ['type,reference,provider_reference,gross_amount,fee,net_amount,settled_at']
    const add = (kind: string, reference: string, providerRef: string, grossIdr: number, feeIdr: number) => {
      if (this.#settled.has(reference)) return
      this.#settled.add(reference)
      this.settledIdr += grossIdr
      const amounts = [grossIdr, feeIdr, grossIdr - feeIdr].join(',')
      lines.push(`${kind},${reference},${providerRef},${amounts},${toIso(this.#clock.wallMs())}`)
    }
    for (const [reference, { paidIdr, refunds }] of this.bills) {
      if (paidIdr > 0) add('PAYMENT', reference, `at-${reference}`, paidIdr, Math.round(paidIdr * 0.007))
      for (const [refund, amountIdr] of refunds) add('REFUND', refund, `back-${refund}`, -amountIdr, 0)
    }
    return lines
  }

  /** The driver pays in his app; nobody is told by this alone. */
  pay(reference: string, amountIdr?: number): void {
    const bill = this.#bill(reference)
    bill.paidIdr = amountIdr ?? bill.asked.amountIdr
  }

  payAgain(reference: string): void {
    const bill = this.#bill(reference)
    bill.paidTwiceIdr += bill.asked.amountIdr
  }

  async create(asked: NewPayment) {
    if (this.isDown) return { kind: 'unknown', message: 'no answer' } as const
    this.bills.set(asked.reference, {
      asked,
      paidIdr: 0,
      paidTwiceIdr: 0,
      cancelled: false,
      refunds: new Map(),
    })
    const toPay =
      asked.method === 'page'
        ? ({ kind: 'page', pageUrl: `http://pay.example/${asked.reference}` } as const)
        : ({ kind: 'qris', qrContent: `QRIS ${asked.reference}` } as const)
    return {
      kind: 'created',
      providerRef: `at-${asked.reference}`,
      expiresAt: asked.expiresAt,
      toPay,
    } as const
  }

  async status({ reference }: PaymentKey): Promise<StatusResult> {
    if (this.isDown) return { kind: 'unknown', message: 'no answer' }
    const bill = this.bills.get(reference)
    if (bill === undefined) return { kind: 'notFound' }
    const isPaid = bill.paidIdr > 0
    return {
      kind: 'found',
      payment: {
        status: isPaid ? 'paid' : bill.cancelled ? 'cancelled' : 'pending',
        reference,
        providerRef: `at-${reference}`,
        amountIdr: idr(isPaid ? bill.paidIdr : bill.asked.amountIdr),
        paidAt: isPaid ? this.#clock.wallMs() : undefined,
        issuer: isPaid ? 'GoPay' : undefined,
        retrievalReference: isPaid ? '000123456789' : undefined,
      },
    }
  }

  async cancel({ reference }: PaymentKey) {
    if (this.isDown) return { kind: 'unknown', message: 'no answer' } as const
    const bill = this.#bill(reference)
    if (bill.paidIdr > 0) return { kind: 'tooLate', message: 'It has been paid.' } as const
    bill.cancelled = true
    return { kind: 'cancelled' } as const
  }

  async refund({ payment, refundReference, amountIdr }: NewRefund): Promise<RefundResult> {
    this.refundCalls += 1
    if (this.isDown) return { kind: 'unknown', message: 'no answer' }
    const answer = this.refundAnswers.shift()
    if (answer !== undefined) return answer
    const bill = this.#bill(payment.reference)
    const before = [...bill.refunds]
      .filter(([reference]) => reference !== refundReference)
      .reduce((sum, [, given]) => sum + given, 0)
    if (before + amountIdr > bill.paidIdr)
      return { kind: 'refused', reason: 'amount', code: '4047813', message: 'more than was paid' }
    bill.refunds.set(refundReference, amountIdr)
    if (this.lostRefundAnswers > 0) {
      this.lostRefundAnswers -= 1
      return { kind: 'unknown', message: 'no answer' }
    }
    return { kind: 'refunded', providerRef: `back-${refundReference}` }
  }

  /** A body says what it tells of; the header `signature: good` is its signature, `replayed` that of another body. */
  async verify(request: InboundRequest): Promise<Inbound> {
    const reply = (status: number) => ({ status, headers: {}, body: String(status) })
    const signature = request.headers.get('signature')
    if (signature !== 'good') {
      const why = signature === 'replayed' ? 'replayed' : 'signature'
      return { kind: 'refused', why, detail: 'not ours', reply: reply(401) }
    }
    const told = JSON.parse(new TextDecoder().decode(request.body)) as {
      reference: string
      amountIdr: number
      providerRef?: string
      needsStatusQuery?: boolean
    }
    return {
      kind: 'payment',
      reference: told.reference,
      providerRef: told.providerRef ?? `at-${told.reference}`,
      amountIdr: idr(told.amountIdr),
      status: 'paid',
      needsStatusQuery: told.needsStatusQuery ?? false,
      acknowledge: reply(200),
      failed: reply(503),
    }
  }

  readSettlementReport(text: string) {
    return readSettlementCsv(text, SettlementColumns.parse({}))
  }

  #bill(reference: string): Bill {
    const bill = this.bills.get(reference)
    if (bill === undefined) throw new Error(`This provider has no ${reference}.`)
    return bill
  }
}
