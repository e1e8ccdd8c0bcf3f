import { sql } from 'kysely'
import type { Actor } from '../../http/actor.ts'
import { type DayRange, demandBounds, instantsOf } from '../../http/day-range.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { eventWithin } from '../access/reach.ts'
import { paymentInfos } from './payment-info.ts'
import { paymentsOf } from './payment-rows.ts'
import { refundView } from './queries.ts'
import type { MoneySortKey, PaymentInfo, RefundView } from './schemas.ts'

interface MoneyPage extends DayRange {
  readonly by: Actor
  readonly sort?: Sort<MoneySortKey> | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

interface PaymentPage extends MoneyPage {
  readonly chargePointId?: string | undefined
  readonly state?: PaymentInfo['state'] | undefined
  /** What the provider knows it by. */
  readonly reference?: string | undefined
  /** A session that it has paid for. */
  readonly sessionId?: string | undefined
}

/** One page of the payments within reach: the newest first, or as asked. */
export async function listPayments(
  services: Services,
  page: PaymentPage,
): Promise<{ items: PaymentInfo[]; nextCursor: string | null }> {
  const { by, chargePointId, state, reference, sessionId } = page
  demandBounds(page.sort, { time: 'createdAt', asked: page, ways: 'from and to, or a chargePointId' })
  const { since, before } = instantsOf(page)
  let query = services.read.query
    .selectFrom('payment')
    .leftJoin('charger', 'charger.id', 'payment.chargerId')
    .select('payment.id')
    .where(eventWithin(by.reach, 'charger.siteId', 'payment.createdAt'))
  // A field of a form that was left blank asks for nothing.
  if (chargePointId) query = query.where('charger.chargePointId', '=', chargePointId)
  if (state !== undefined) query = query.where('payment.state', '=', state)
  if (reference) query = query.where('payment.reference', '=', reference)
  if (sessionId)
    query = query.where('payment.id', 'in', (paid) =>
      paid.selectFrom('paidSession').select('paymentId').where('sessionId', '=', sessionId),
    )
  if (since !== undefined) query = query.where('payment.createdAt', '>=', since)
  if (before !== undefined) query = query.where('payment.createdAt', '<', before)
  const order = { ...moneyOrder('payment'), unasked: 'desc' } as const
  const { items, nextCursor } = await sortedPage(query, order, inTime(page, '-createdAt'))
  const payments = await paymentsOf(
    services.read,
    items.map(({ id }) => id),
  )
  return { items: await paymentInfos(services, payments, by), nextCursor }
}

/** One page of the refunds within reach: the oldest first, or as asked. */
export async function listRefunds(
  services: Services,
  page: MoneyPage & { readonly state?: RefundView['state'] | undefined },
): Promise<{ items: RefundView[]; nextCursor: string | null }> {
  demandBounds(page.sort, { time: 'createdAt', asked: page, ways: 'from and to' })
  const { since, before } = instantsOf(page)
  let query = services.read.query
    .selectFrom('refund')
    .innerJoin('payment', 'payment.id', 'refund.paymentId')
    .innerJoin('charger', 'charger.id', 'payment.chargerId')
    .selectAll('refund')
    .where(eventWithin(page.by.reach, 'charger.siteId', 'payment.createdAt'))
  if (page.state !== undefined) query = query.where('refund.state', '=', page.state)
  if (since !== undefined) query = query.where('refund.createdAt', '>=', since)
  if (before !== undefined) query = query.where('refund.createdAt', '<', before)
  const { items, nextCursor } = await sortedPage(query, moneyOrder('refund'), inTime(page, 'createdAt'))
  return { items: items.map((refund) => refundView(services, refund, page.by)), nextCursor }
}

/** Some days are found by when their money was asked for, so in that order too, where no other is wanted. */
function inTime<Page extends MoneyPage>(page: Page, byTime: Sort<MoneySortKey>): Page {
  const isOfDays = page.from !== undefined || page.to !== undefined
  return isOfDays ? { ...page, sort: page.sort ?? byTime } : page
}

function moneyOrder(table: 'payment' | 'refund'): ListOrder<MoneySortKey> {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return {
    columns: {
      createdAt: textColumn(column('createdAt')),
      amountIdr: numberColumn(column('amountIdr')),
      state: textColumn(column('state')),
    },
    tieBreaker: textColumn(column('id')),
  }
}
