import type { SqlRunner } from '../../db/database.ts'
import { type Statement, StatementContent, type StatementSummary } from './schemas.ts'

const summary = ['number', 'slug as organisation', 'period', 'dueIdr', 'closedBy', 'closedAt'] as const

/** Statements, the newest first. `before` is the last number of the page before. */
export async function listStatements(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly organisation: string | undefined
    readonly before: number | undefined
    readonly limit: number
  },
): Promise<StatementSummary[]> {
  let query = runner.query
    .selectFrom('statement')
    .innerJoin('organisation', 'organisation.id', 'statement.organisationId')
    .select(summary)
    .orderBy('number', 'desc')
    .limit(page.limit)
  if (page.organisationId !== undefined) query = query.where('organisationId', '=', page.organisationId)
  if (page.organisation !== undefined) query = query.where('slug', '=', page.organisation)
  if (page.before !== undefined) query = query.where('number', '<', page.before)
  return query.execute()
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
