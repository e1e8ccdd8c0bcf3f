import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { CardSortKey, CardView } from './schemas.ts'

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

/** One page of cards: by idTag, or as asked. */
export function listCards(
  runner: SqlRunner,
  page: {
    readonly sort?: Sort<CardSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: CardView[]; nextCursor: string | null }> {
  return sortedPage(runner.query.selectFrom('idTag').select(columns), cardOrder, page)
}

const idTag = textColumn(sql`id_tag.id_tag`)
const cardOrder: ListOrder<CardSortKey> = {
  columns: { idTag, updatedAt: textColumn(sql`updated_at`) },
  tieBreaker: idTag,
}

export function findCardView(runner: SqlRunner, idTag: string): Promise<CardView | undefined> {
  return runner.query.selectFrom('idTag').select(columns).where('idTag', '=', idTag).executeTakeFirst()
}
