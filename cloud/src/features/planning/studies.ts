import { toIso } from '@colok/shared/time'
import type { SqlRunner, Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import { type Study, StudyContent, type StudyInput, type StudySummary } from './schemas.ts'

/** Keeps a study as it is now; what it was before stands in the activity history. */
export async function saveStudy(
  tx: Tx,
  services: Services,
  study: StudyInput & { readonly slug: string; readonly savedBy: string },
): Promise<void> {
  const { slug, name, savedBy, ...content } = study
  await noteChange(() => findStudy(tx, slug), { name, ...content })
  const row = { name, content: JSON.stringify(content), savedBy, savedAt: toIso(services.clock.wallMs()) }
  await tx.query
    .insertInto('planningStudy')
    .values({ slug, ...row })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(row))
    .execute()
}

export async function removeStudy(tx: Tx, slug: string): Promise<void> {
  await tx.query.deleteFrom('planningStudy').where('slug', '=', slug).execute()
}

export async function studyOr404(runner: SqlRunner, slug: string): Promise<Study> {
  const study = await findStudy(runner, slug)
  if (study === undefined) throw new Problem('not-found', `There is no study ${slug}.`)
  return study
}

/** By their slug, those after one. */
export function listStudies(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<StudySummary[]> {
  let query = runner.query
    .selectFrom('planningStudy')
    .select(['slug', 'name', 'savedBy', 'savedAt'])
    .orderBy('slug')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('slug', '>', page.after)
  return query.execute()
}

async function findStudy(runner: SqlRunner, slug: string): Promise<Study | undefined> {
  const row = await runner.query
    .selectFrom('planningStudy')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { content, ...rest } = row
  return { ...rest, ...StudyContent.parse(JSON.parse(content)) }
}
