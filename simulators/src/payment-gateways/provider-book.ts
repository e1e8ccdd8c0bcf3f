import { divideHalfUp } from '@colok/shared/money'
import { jakartaText } from './jakarta.ts'

/** What a provider owes its merchant, to the rupiah, kept apart from the merchant's own books to be compared with them. */
export interface Balance {
  /** Received from payers, refunds not subtracted. */
  readonly receivedIdr: number
  readonly feesIdr: number
  readonly refundedIdr: number
  /** Paid out to the merchant's bank. */
  readonly settledIdr: number
  /** Received less fees, refunds and what was settled: owed to the merchant now. */
  readonly payableIdr: number
}

interface Row {
  readonly kind: 'PAYMENT' | 'REFUND'
  readonly reference: string
  readonly providerRef: string
  readonly grossIdr: number
  readonly feeIdr: number
}

/** A back office keeps more; a demonstration needs no more than a month. */
const mostFiles = 31

const heads = 'type,reference,provider_reference,gross_amount,fee,net_amount,settled_at'

/** Merchant discount rate of a regular merchant: 0.7 %, kept on refunds too, half a rupiah going up. */
function feeOf(amountIdr: number): number {
  return divideHalfUp(BigInt(amountIdr) * 7n, 1000n)
}

export class ProviderBook {
  #received = 0
  #fees = 0
  #refunded = 0
  #settled = 0
  #unsettled: Row[] = []
  /** The lines of each day's file, by the day in Jakarta; the last month's. */
  readonly #files = new Map<string, string[]>()

  receive(payment: { readonly reference: string; readonly providerRef: string; readonly amountIdr: number }) {
    const { reference, providerRef, amountIdr } = payment
    const feeIdr = feeOf(amountIdr)
    this.#received += amountIdr
    this.#fees += feeIdr
    this.#unsettled.push({ kind: 'PAYMENT', reference, providerRef, grossIdr: amountIdr, feeIdr })
    return { feeIdr }
  }

  giveBack(refund: {
    readonly reference: string
    readonly providerRef: string
    readonly amountIdr: number
  }): void {
    const { reference, providerRef, amountIdr } = refund
    this.#refunded += amountIdr
    this.#unsettled.push({ kind: 'REFUND', reference, providerRef, grossIdr: -amountIdr, feeIdr: 0 })
  }

  get balance(): Balance {
    const payableIdr = this.#received - this.#fees - this.#refunded - this.#settled
    return {
      receivedIdr: this.#received,
      feesIdr: this.#fees,
      refundedIdr: this.#refunded,
      settledIdr: this.#settled,
      payableIdr,
    }
  }

  /** Pays out all that is owed and gives the file that tells of it. */
  settle(now: number): { readonly paidOutIdr: number; readonly report: string } {
    const rows = this.#unsettled
    this.#unsettled = []
    const paidOutIdr = rows.reduce((sum, { grossIdr, feeIdr }) => sum + grossIdr - feeIdr, 0)
    this.#settled += paidOutIdr
    const lines = rows.map(({ kind, reference, providerRef, grossIdr, feeIdr }) =>
      [kind, reference, providerRef, grossIdr, feeIdr, grossIdr - feeIdr, jakartaText(now)].join(','),
    )
    this.#file(jakartaText(now).slice(0, 10), lines)
    return { paidOutIdr, report: [heads, ...lines, ''].join('\n') }
  }

  /** All that was paid out on a day in Jakarta, `2026-11-23`; undefined when nothing was. */
  reportOf(day: string): string | undefined {
    const lines = this.#files.get(day)
    return lines === undefined ? undefined : [heads, ...lines, ''].join('\n')
  }

  #file(day: string, lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#files.set(day, [...(this.#files.get(day) ?? []), ...lines])
    const [oldest] = this.#files.keys()
    if (oldest !== undefined && this.#files.size > mostFiles) this.#files.delete(oldest)
  }
}
