import type { SqlRunner } from '../../db/database.ts'
import type { PayoutView } from './schemas.ts'

/** Payouts, the newest first. `before` is the last number of the page before; `number` for that one only. */
export async function listPayouts(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly organisation?: string | undefined
    readonly number?: number
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<PayoutView[]> {
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
    .orderBy('number', 'desc')
    .limit(page.limit)
  if (page.organisationId !== undefined)
    query = query.where('payout.organisationId', '=', page.organisationId)
  if (page.organisation !== undefined) query = query.where('slug', '=', page.organisation)
  if (page.number !== undefined) query = query.where('number', '=', page.number)
  if (page.before !== undefined) query = query.where('number', '<', page.before)
  return query.execute()
}
