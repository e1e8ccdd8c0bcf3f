import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { PayoutSortKey, PayoutView } from './schemas.ts'

/** One page of payouts: the newest first, or as asked; `number` for that one only. They are few enough to be sorted all. */
export function listPayouts(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly organisation?: string | undefined
    readonly number?: number
    readonly sort?: Sort<PayoutSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: PayoutView[]; nextCursor: string | null }> {
  let query = runner.query
    .selectFrom('payout')
    .innerJoin('organisation', 'organisation.id', 'payout.organisationId')
    .innerJoin('partnerBankAccount', 'partnerBankAccount.id', 'payout.bankAccountId')
    .select(['number', 'slug as organisation', 'amountIdr', 'payout.state', 'masked as bankAccount', 'note'])
    .select([
      'decidedAt as bankAccountConfirmedAt',
      'payout.proposedByName as proposedBy',
      'payout.proposedAt',
    ])
    .select(['approvedByName as approvedBy', 'approvedAt', 'endedByName as endedBy', 'payout.endedAt'])
    .select(['bankReference', 'refusal'])
  if (page.organisationId !== undefined)
    query = query.where('payout.organisationId', '=', page.organisationId)
  if (page.organisation !== undefined) query = query.where('slug', '=', page.organisation)
  if (page.number !== undefined) query = query.where('number', '=', page.number)
  return sortedPage(query, payoutOrder, page)
}

const number = numberColumn(sql`payout.number`)
const payoutOrder: ListOrder<PayoutSortKey> = {
  columns: {
    number,
    organisation: textColumn(sql`organisation.slug`),
    amountIdr: numberColumn(sql`payout.amount_idr`),
    state: textColumn(sql`payout.state`),
    proposedAt: textColumn(sql`payout.proposed_at`),
  },
  tieBreaker: number,
  unasked: 'desc',
}
