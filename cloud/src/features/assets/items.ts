import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import type { Item } from './schemas.ts'

/** Items by slug. `after` is the last slug of the page before. */
export function listItems(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<Item[]> {
  let query = runner.query
    .selectFrom('assetItem')
    .select(['slug', 'name', 'tracked'])
    .orderBy('slug')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('slug', '>', page.after)
  return query.execute()
}

/** Creates an item, or gives it another name. Throws a Problem when it would be tracked otherwise. */
export async function saveItem(tx: Tx, services: Services, { slug, name, tracked }: Item): Promise<void> {
  const known = await first<{ tracked: string }>(tx, 'select tracked from asset_item where slug = ?', [slug])
  if (known !== undefined && known.tracked !== tracked)
    throw new Problem('conflict', `${slug} is tracked by ${known.tracked}, and stays so: make another item.`)
  const createdAt = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('assetItem')
    .values({ id: services.newId(), slug, name, tracked, createdAt })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ name }))
    .execute()
}

export async function itemIdOf(tx: Tx, slug: string): Promise<string> {
  const item = await first<{ id: string }>(tx, 'select id from asset_item where slug = ?', [slug])
  if (item === undefined) throw new Problem('not-found', `There is no item ${slug}.`)
  return item.id
}
