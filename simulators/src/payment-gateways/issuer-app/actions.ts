import { readQris } from '@colok/shared/qris'
import { z } from 'zod'
import type { Bill } from '../bill.ts'
import type { IssuerId } from '../issuers.ts'
import { issuers } from '../issuers.ts'
import type { PaymentProviders } from '../providers.ts'
import { idOf } from './snapshot.ts'

const BillId = z.string().min(1).max(100)
const IssuerName = z.enum(issuers.map(({ id }) => id) as [IssuerId, ...IssuerId[]])

/** What a payer does. */
export const issuerAppAction = z.discriminatedUnion('kind', [
  /** The text of a QR, or a link that a merchant's page led to. */
  z.object({ kind: z.literal('find'), text: z.string().trim().min(1).max(2000) }),
  z.object({
    kind: z.literal('pay'),
    bill: BillId,
    issuer: IssuerName,
    /** Lets the bill end first: the money comes when nobody waits for it any more. */
    late: z.boolean(),
  }),
  z.object({ kind: z.literal('decline'), bill: BillId }),
  /** Links the account with the merchant. */
  z.object({ kind: z.literal('approve'), link: z.string().min(1).max(2000) }),
])

export type IssuerAppAction = z.infer<typeof issuerAppAction>

export type ActionResult =
  | { readonly kind: 'bill'; readonly bill: string }
  | { readonly kind: 'binding'; readonly link: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'goTo'; readonly url: string }
  | { readonly kind: 'refused'; readonly reason: ActionRefusal; readonly detail: string }

export type ActionRefusal = 'notQris' | 'unknown' | 'notOpen' | 'otherIssuer' | 'insufficient'

export function act(providers: PaymentProviders, action: IssuerAppAction): ActionResult {
  const { rails } = providers
  switch (action.kind) {
    case 'find':
      return find(providers, action.text)
    case 'pay': {
      const bill = billWith(providers, action.bill)
      if (bill === undefined) return refused('unknown', 'There is no such bill.')
      if (action.late) rails.expire(bill)
      const result = rails.pay(bill, action.issuer, { late: action.late })
      return result.kind === 'paid'
        ? { kind: 'done' }
        : refused(result.why, `It was not paid: ${result.why}.`)
    }
    case 'decline': {
      const bill = billWith(providers, action.bill)
      if (bill === undefined) return refused('unknown', 'There is no such bill.')
      rails.decline(bill)
      return { kind: 'done' }
    }
    case 'approve': {
      const url = providers.astrapay.accounts.approve(action.link)
      return url === undefined ? refused('unknown', 'This link has ended.') : { kind: 'goTo', url }
    }
  }
}

function find(providers: PaymentProviders, text: string): ActionResult {
  const { rails, astrapay } = providers
  if (/^https?:/.test(text)) {
    const bill = rails.follow(text)
    if (bill !== undefined) return { kind: 'bill', bill: idOf(bill) }
    return astrapay.accounts.isBinding(text)
      ? { kind: 'binding', link: text }
      : refused('unknown', 'This link has ended.')
  }
  const reading = readQris(text)
  if (reading.kind === 'invalid') return refused('notQris', `This is no QRIS: ${reading.problem}.`)
  const bill = rails.scan(text)
  return bill === undefined
    ? refused('unknown', `${reading.qris.merchantName} is no merchant of these providers.`)
    : { kind: 'bill', bill: idOf(bill) }
}

function billWith({ rails }: PaymentProviders, id: string): Bill | undefined {
  return rails.bills().find((bill) => idOf(bill) === id)
}

function refused(reason: ActionRefusal, detail: string): ActionResult {
  return { kind: 'refused', reason, detail }
}
