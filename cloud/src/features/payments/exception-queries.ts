import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import { actionsFor } from './exception-actions.ts'
import { knownDetail } from './exception-words.ts'
import type { ExceptionSortKey, ExceptionView } from './schemas.ts'
import { type StrayMoney, straysOf } from './stray-money.ts'

/** `id` for that one, resolved or not; else a page of those that are open: the oldest first, or as asked. */
export async function listExceptions(
  runner: SqlRunner,
  page: {
    readonly id?: string
    readonly sort?: Sort<ExceptionSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: ExceptionView[]; nextCursor: string | null }> {
  let query = runner.query
    .selectFrom('paymentException')
    .select(['id', 'ref', 'kind', 'gateway', 'paymentId', 'amountIdr', 'detail', 'createdAt'])
    .select(['resolvedAt', 'resolution'])
  query = page.id === undefined ? query.where('resolvedAt', 'is', null) : query.where('id', '=', page.id)
  const { items: rows, nextCursor } = await sortedPage(query, exceptionOrder, page)
  const strays = await straysOf(
    runner,
    rows.map(({ id }) => id),
  )
  const items = rows.map(({ ref, ...row }) => {
    const kind = row.kind as ExceptionView['kind']
    const stray = strays.get(row.id)
    return {
      ...row,
      kind,
      detailCode: knownDetail(row.detail)?.code ?? null,
      money: stray === undefined ? null : moneyView(stray),
      actions: actionsFor({ ...row, kind, ref }, stray),
    }
  })
  return { items, nextCursor }
}

const exceptionOrder: ListOrder<ExceptionSortKey> = {
  columns: {
    createdAt: textColumn(sql`created_at`),
    kind: textColumn(sql`kind`),
    // Of some, no money is known.
    amountIdr: numberColumn(sql`coalesce(amount_idr, -1)`),
  },
  tieBreaker: textColumn(sql`payment_exception.id`),
}

function moneyView({
  state,
  reference,
  providerRef,
  refundReference,
  problem,
}: StrayMoney): ExceptionView['money'] {
  return { state, reference, providerRef, refundReference, problem }
}
