import type { SqlRunner } from '../../db/database.ts'
import type { CardView } from './schemas.ts'

const columns = [
  'idTag',
  'status',
  'expiresAt',
  'parentIdTag',
  'maxActiveSessions',
  'label',
  'customerGroup',
  'postpaidAccount',
  'walletId',
  'createdAt',
  'updatedAt',
] as const

/** Cards by idTag. `after` is the last idTag of the page before. */
export async function listCards(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<CardView[]> {
  let query = runner.query.selectFrom('idTag').select(columns).orderBy('idTag').limit(page.limit)
  if (page.after !== undefined) query = query.where('idTag', '>', page.after)
  return query.execute()
}

export function findCardView(runner: SqlRunner, idTag: string): Promise<CardView | undefined> {
  return runner.query.selectFrom('idTag').select(columns).where('idTag', '=', idTag).executeTakeFirst()
}
