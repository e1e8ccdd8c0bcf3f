import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Driver, DriverSortKey } from './schemas.ts'

/** One page of drivers: by id, or as asked. */
export function listDrivers(
  runner: SqlRunner,
  page: {
    readonly search?: string | undefined
    readonly sort?: Sort<DriverSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Driver[]; nextCursor: string | null }> {
  const { search } = page
  const query = driverQuery(runner)
  return sortedPage(search === undefined ? query : query.where(found(search)), driverOrder, page)
}

export function findDriver(runner: SqlRunner, id: string): Promise<Driver | undefined> {
  return driverQuery(runner).where('user.id', '=', id).executeTakeFirst()
}

/** A driver is whoever has a phone number, or a card. */
function driverQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('user')
    .select(['user.id', 'name', 'phone', 'createdAt as since', 'closedAt'])
    .select(
      sql<number>`(select count(*) from driver_card where user_id = "user".id and state = 'active')`.as(
        'cards',
      ),
    )
    .where(sql<SqlBool>`(phone is not null or exists (select 1 from driver_card where user_id = "user".id))`)
}

function found(search: string): RawBuilder<SqlBool> {
  const exact = search.trim().toUpperCase()
  const beginning = `${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`
  return sql`(lower(name) like ${beginning} escape '!' or phone = ${search.trim()}
    or exists (select 1 from vehicle where user_id = "user".id and plate = ${exact})
    or exists (select 1 from driver_card
      where user_id = "user".id and id_tag = ${exact} and state <> 'returned'))`
}

const driverOrder: ListOrder<DriverSortKey> = {
  columns: { name: textColumn(sql`lower("user".name)`), since: textColumn(sql`"user".created_at`) },
  tieBreaker: textColumn(sql`"user".id`),
}
