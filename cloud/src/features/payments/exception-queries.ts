import type { SqlRunner } from '../../db/database.ts'
import { actionsFor } from './exception-actions.ts'
import type { ExceptionView } from './schemas.ts'
import { type StrayMoney, straysOf } from './stray-money.ts'

/** `id` for that one, resolved or not; else those that are open, the oldest first. */
export async function listExceptions(
  runner: SqlRunner,
  page: { readonly id?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<ExceptionView[]> {
  let query = runner.query
    .selectFrom('paymentException')
    .select(['id', 'ref', 'kind', 'gateway', 'paymentId', 'amountIdr', 'detail', 'createdAt'])
    .select(['resolvedAt', 'resolution'])
    .orderBy('id')
    .limit(page.limit)
  query = page.id === undefined ? query.where('resolvedAt', 'is', null) : query.where('id', '=', page.id)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  const rows = await query.execute()
  const strays = await straysOf(
    runner,
    rows.map(({ id }) => id),
  )
  return rows.map(({ ref, ...row }) => {
    const kind = row.kind as ExceptionView['kind']
    const stray = strays.get(row.id)
    return {
      ...row,
      kind,
      money: stray === undefined ? null : moneyView(stray),
      actions: actionsFor({ ...row, kind, ref }, stray),
    }
  })
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
