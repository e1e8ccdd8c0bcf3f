import { toIso } from '@colok/shared/time'
import { z } from 'zod'
import { incidentKinds } from '../../core/incident.ts'
import { frequencyOf, impactOf, levelOf } from '../../core/risk.ts'
import type { SqlRunner, Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import { type Sort, sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { Slug } from '../sites/schemas.ts'

const Rating = z.int().min(1).max(5)

export const RiskInput = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    counts: z
      .strictObject({ kinds: z.array(z.enum(incidentKinds)).max(incidentKinds.length) })
      .default({ kinds: [] })
      .meta({ description: 'The incidents by which its frequency is counted.' }),
    safety: Rating,
    money: Rating,
    service: Rating,
    reputation: Rating,
    treatment: z.string().trim().max(1000).default('').meta({ description: 'What is done about it.' }),
  })
  .meta({ id: 'RiskInput', description: 'Four ratings of the impact, 1 to 5.' })
export type RiskInput = z.output<typeof RiskInput>

export const Risk = RiskInput.extend({
  slug: Slug,
  incidentsInYear: z.int(),
  impact: z.number().meta({ description: 'The mean of the four ratings.' }),
  frequency: z.int().meta({ description: '1 to 5, by the incidents of the last 365 days.' }),
  level: z.number().meta({ description: 'Impact × frequency.' }),
  band: z.enum(['low', 'medium', 'high', 'extreme']),
  savedBy: z.string(),
  savedAt: z.iso.datetime(),
}).meta({ id: 'Risk' })
export type Risk = z.infer<typeof Risk>

const yearMs = 365 * 24 * 3_600_000

/** By what the register can be sorted. */
export const riskSortKeys = ['name', 'level', 'impact', 'frequency', 'incidentsInYear'] as const
type RiskSortKey = (typeof riskSortKeys)[number]

/** A register of some dozens. */
const mostRisks = 500

/** The register: the gravest first, or as asked; `slug` for that one. */
export async function listRisks(
  services: Services,
  { slug, sort = '-level' }: { readonly slug?: string; readonly sort?: Sort<RiskSortKey> | undefined },
): Promise<Risk[]> {
  const { read, clock } = services
  let query = read.query.selectFrom('risk').selectAll().orderBy('slug').limit(mostRisks)
  if (slug !== undefined) query = query.where('slug', '=', slug)
  const counted = await incidentsByKind(read, toIso(clock.wallMs() - yearMs))
  const risks = (await query.execute()).map((row) => {
    const counts = JSON.parse(row.counts) as RiskInput['counts']
    const incidentsInYear = counts.kinds.reduce((sum, kind) => sum + (counted.get(kind) ?? 0), 0)
    const impact = impactOf(row)
    const frequency = frequencyOf(incidentsInYear)
    return { ...row, counts, incidentsInYear, impact, frequency, ...levelOf(impact, frequency) }
  })
  return sortedWhole(risks, sort)
}

async function incidentsByKind(read: SqlRunner, since: string): Promise<ReadonlyMap<string, number>> {
  const rows = await read.all<{ kind: string; incidents: number }>(
    'select kind, count(*) as incidents from incident where opened_at > ? group by kind',
    [since],
  )
  return new Map(rows.map(({ kind, incidents }) => [kind, incidents]))
}

export async function saveRisk(
  tx: Tx,
  services: Services,
  { slug, input, actor }: { readonly slug: string; readonly input: RiskInput; readonly actor: string },
): Promise<void> {
  const columns = {
    ...{ ...input, counts: JSON.stringify(input.counts) },
    ...{ savedBy: actor, savedAt: toIso(services.clock.wallMs()) },
  }
  await tx.query
    .insertInto('risk')
    .values({ slug, ...columns })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(columns))
    .execute()
  await recordActivity(tx, services, { actor, action: 'risk.saved', subject: `risk:${slug}`, after: input })
}

export async function deleteRisk(
  tx: Tx,
  services: Services,
  { slug, actor }: { readonly slug: string; readonly actor: string },
): Promise<void> {
  const deleted = await tx.run('delete from risk where slug = ?', [slug])
  if (deleted === 0) throw new Problem('not-found', `There is no risk ${slug}.`)
  await recordActivity(tx, services, { actor, action: 'risk.deleted', subject: `risk:${slug}` })
}
