import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import { type Statement, StatementContent, type StatementSortKey, type StatementSummary } from './schemas.ts'

const summary = ['number', 'slug as organisation', 'period', 'dueIdr', 'closedBy', 'closedAt'] as const

/** One page of statements: the newest first, or as asked. A partner has one a month, so that all can be sorted. */
export function listStatements(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly organisation?: string | undefined
    readonly sort?: Sort<StatementSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: StatementSummary[]; nextCursor: string | null }> {
  let query = runner.query
    .selectFrom('statement')
    .innerJoin('organisation', 'organisation.id', 'statement.organisationId')
    .select(summary)
  if (page.organisationId !== undefined) query = query.where('organisationId', '=', page.organisationId)
  if (page.organisation !== undefined) query = query.where('slug', '=', page.organisation)
  return sortedPage(query, statementOrder, page)
}

const number = numberColumn(sql`statement.number`)
const statementOrder: ListOrder<StatementSortKey> = {
  columns: {
    number,
    period: textColumn(sql`statement.period`),
    organisation: textColumn(sql`organisation.slug`),
    dueIdr: numberColumn(sql`statement.due_idr`),
    closedAt: textColumn(sql`statement.closed_at`),
  },
  tieBreaker: number,
  unasked: 'desc',
}

/** A statement with its keys; undefined where the organisation, when one is given, has none of that number. */
export async function findStatement(
  runner: SqlRunner,
  { number, organisationId }: { readonly number: number; readonly organisationId: string | undefined },
): Promise<(Statement & { readonly id: string; readonly organisationId: string }) | undefined> {
  let query = runner.query
    .selectFrom('statement')
    .innerJoin('organisation', 'organisation.id', 'statement.organisationId')
    .select(summary)
    .select(['statement.id', 'organisationId', 'content'])
    .where('number', '=', number)
  if (organisationId !== undefined) query = query.where('organisationId', '=', organisationId)
  const row = await query.executeTakeFirst()
  return row && { ...row, content: StatementContent.parse(JSON.parse(row.content)) }
}
