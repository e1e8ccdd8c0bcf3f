import type { SqlBool } from 'kysely'
import { type Expression, type ExpressionBuilder, sql } from 'kysely'
import type { ActivityLink } from '../../core/activity-chain.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { openForPerson } from '../privacy/person-keys.ts'
import type { ActivityEntry, ActivitySearch, ActivitySortKey } from './schemas.ts'

type Reader = Pick<Services, 'read' | 'clock' | 'settings'>

/** One page of entries: the newest first, or as asked. */
export async function searchActivity(
  reader: Reader,
  search: ActivitySearch,
  page: {
    readonly sort?: Sort<ActivitySortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: ActivityEntry[]; nextCursor: string | null }> {
  const named = search.actor === undefined ? [] : await usersNamed(reader.read, search.actor)
  const query = reader.read.query
    .selectFrom('activityEntry')
    .selectAll()
    .where((where) => where.and(conditionsOf(where, search, named)))
  const { items: rows, nextCursor } = await sortedPage(query, activityOrder, page)
  const items: ActivityEntry[] = []
  for (const row of rows) items.push(await opened(reader, row))
  return { items, nextCursor }
}

const activityOrder: ListOrder<ActivitySortKey> = {
  columns: { at: textColumn(sql`activity_entry.at`) },
  tieBreaker: numberColumn(sql`activity_entry.seq`),
  unasked: 'desc',
}

type Where = ExpressionBuilder<Schema, 'activityEntry'>

function conditionsOf(where: Where, search: ActivitySearch, named: readonly string[]): Expression<SqlBool>[] {
  const { subject, person, actor, action, from, until, text } = search
  const conditions: Expression<SqlBool>[] = []
  if (subject !== undefined) conditions.push(where('subject', '=', subject))
  if (person !== undefined)
    conditions.push(where.or([where('actorId', '=', person), where('personId', '=', person)]))
  if (actor !== undefined)
    conditions.push(where.or([where('actorId', 'in', [actor, ...named]), where('actor', '=', actor)]))
  if (action !== undefined) conditions.push(containing(['action'], `${escaped(action)}%`))
  if (from !== undefined) conditions.push(where('at', '>=', from))
  if (until !== undefined) conditions.push(where('at', '<', until))
  if (text !== undefined) conditions.push(containing(searched, `%${escaped(text)}%`))
  return conditions
}

const searched = ['action', 'subject', 'actor', 'value_before', 'value_after', 'detail'] as const

/** Whether one of the columns is like the pattern, whatever the case. */
function containing(columns: readonly string[], pattern: string): Expression<SqlBool> {
  const one = (column: string) =>
    sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern.toLowerCase()} escape '!'`
  return sql<SqlBool>`(${sql.join(columns.map(one), sql` or `)})`
}

const escaped = (text: string) => text.replace(/[!%_]/g, '!$&')

/** A user's name in the history is sealed, so who has it now is looked up. */
async function usersNamed(runner: SqlRunner, name: string): Promise<string[]> {
  const rows = await runner.all<{ id: string }>('select id from "user" where name = ? limit 100', [name])
  return rows.map(({ id }) => id)
}

async function opened(reader: Reader, row: ActivityLink): Promise<ActivityEntry> {
  const { sealedActor, sealedPersonal, valueBefore, valueAfter, ...plain } = row
  const open = async (personId: string | null, sealed: string | null) =>
    personId === null || sealed === null
      ? undefined
      : await openForPerson(reader.read, reader, personId, sealed)
  const who = (await open(row.actorId, sealedActor)) as { actor: string; address: string | null } | undefined
  const personal = await open(row.personId, sealedPersonal)
  return {
    ...plain,
    actorKind: row.actorKind as ActivityEntry['actorKind'],
    channel: row.channel as ActivityEntry['channel'],
    actor: who?.actor ?? row.actor,
    address: who?.address ?? row.address,
    before: valueBefore === null ? null : JSON.parse(valueBefore),
    after: valueAfter === null ? null : JSON.parse(valueAfter),
    detail: JSON.parse(row.detail),
    personal: personal === undefined ? null : (personal as Record<string, unknown>),
  }
}
