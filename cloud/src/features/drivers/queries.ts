import type { SqlRunner } from '../../db/database.ts'
import type { Driver } from './schemas.ts'

/** A driver is whoever has a phone number, or a card. */
const drivers = `select "user".id, name, phone, created_at as since, closed_at,
    (select count(*) from driver_card where user_id = "user".id and state = 'active') as cards
  from "user" where (phone is not null or exists (select 1 from driver_card where user_id = "user".id))`

/** Drivers by id. `after` is the last id of the page before. */
export async function listDrivers(
  runner: SqlRunner,
  page: { readonly search: string | undefined; readonly after: string | undefined; readonly limit: number },
): Promise<Driver[]> {
  const { search, after = '', limit } = page
  if (search === undefined)
    return runner.all<Driver>(`${drivers} and id > ? order by id limit ?`, [after, limit])
  const exact = search.trim().toUpperCase()
  const beginning = `${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`
  return runner.all<Driver>(
    `${drivers} and id > ? and (lower(name) like ? escape '!' or phone = ?
       or exists (select 1 from vehicle where user_id = "user".id and plate = ?)
       or exists (select 1 from driver_card where user_id = "user".id and id_tag = ? and state <> 'returned')) order by id limit ?`,
    [after, beginning, search.trim(), exact, exact, limit],
  )
}

export async function findDriver(runner: SqlRunner, id: string): Promise<Driver | undefined> {
  const rows = await runner.all<Driver>(`${drivers} and id = ?`, [id])
  return rows[0]
}
