import { Cdr } from '../../core/cdr-schema.ts'
import type { Reach } from '../../core/roles.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import { eventWithin } from '../access/reach.ts'
import type { CdrFilter, SealedCdr } from './schemas.ts'
import { cdrColumns, type StoredCdr, signedDataOf } from './sealing.ts'

/** Records within reach, by their number, as they were sealed. `after` is the last number of the page before. */
export async function listCdrs(
  runner: SqlRunner,
  search: CdrFilter & { readonly reach: Reach; readonly after: number | undefined; readonly limit: number },
): Promise<StoredCdr[]> {
  let query = runner.query
    .selectFrom('cdr')
    .innerJoin('site', 'site.id', 'cdr.siteId')
    .innerJoin('session', 'session.id', 'cdr.sessionId')
    .selectAll('cdr')
    .where(eventWithin(search.reach, 'cdr.siteId', 'session.startedAt'))
    .where('cdr.number', '>', search.after ?? 0)
    .orderBy('cdr.number')
    .limit(search.limit)
  if (search.site !== undefined) query = query.where('site.slug', '=', search.site)
  if (search.session !== undefined) query = query.where('cdr.sessionId', '=', search.session)
  if (search.from !== undefined) query = query.where('cdr.businessDay', '>=', search.from)
  if (search.to !== undefined) query = query.where('cdr.businessDay', '<=', search.to)
  return query.execute()
}

export const findCdr = (runner: SqlRunner, id: string): Promise<StoredCdr | undefined> =>
  first(runner, `select ${cdrColumns} from cdr where id = ?`, [id])

/** Whether a session is within reach, and so its record. */
export async function isCdrWithinReach(runner: SqlRunner, reach: Reach, id: string): Promise<boolean> {
  const found = await runner.query
    .selectFrom('cdr')
    .innerJoin('session', 'session.id', 'cdr.sessionId')
    .select('cdr.id')
    .where('cdr.id', '=', id)
    .where(eventWithin(reach, 'cdr.siteId', 'session.startedAt'))
    .executeTakeFirst()
  return found !== undefined
}

/** As the API shows it. */
export async function sealedView(runner: SqlRunner, row: StoredCdr): Promise<SealedCdr> {
  const { number, kind, businessDay, hash, content, sessionId } = row
  const signedData = (await signedDataOf(runner, sessionId)) ?? null
  return { number, kind, businessDay, hash, cdr: Cdr.parse(JSON.parse(content)), signedData }
}
