import { toIso } from '@colok/shared/time'
import type { Severity } from '../../core/incident.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import { type Sort, sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { siteIdOf } from '../sites/commands.ts'
import type { RuleKind } from './rule-kinds.ts'
import { type RuleInput, type RuleSortKey, type RuleView, Steps } from './schemas.ts'

/** A rule as it is gone by. */
export interface Rule {
  readonly slug: string
  readonly name: string
  readonly kind: RuleKind
  readonly parameters: string
  readonly severity: Severity
  readonly siteId: string | null
  readonly opensIncident: number
  readonly steps: string
  readonly readThrough: number | null
}

export const stepsOf = ({ steps }: Pick<Rule, 'steps'>): Steps => Steps.parse(JSON.parse(steps))

export const activeRules = (runner: SqlRunner): Rule[] | Promise<Rule[]> =>
  runner.all<Rule>(
    `select slug, name, kind, parameters, severity, site_id, opens_incident, steps, read_through
     from alert_rule where active = 1 order by slug`,
    [],
  )

/** Creates a rule or puts another in its place. Throws a Problem for a site or contact that is not there. */
export async function saveRule(
  tx: Tx,
  services: Services,
  { slug, input, actor }: { readonly slug: string; readonly input: RuleInput; readonly actor: string },
): Promise<void> {
  const before = await findRule(tx, slug)
  const siteId = input.site === null ? null : await siteIdOf(tx, input.site)
  if (siteId === undefined) throw new Problem('invalid-request', `There is no site ${input.site}.`)
  for (const contact of input.steps.flatMap(({ contacts }) => contacts))
    if ((await first(tx, 'select 1 as found from alert_contact where slug = ?', [contact])) === undefined)
      throw new Problem('invalid-request', `There is no contact ${contact}; make it first.`)
  const columns = {
    ...{ name: input.name, kind: input.kind, parameters: JSON.stringify(input.parameters) },
    ...{ severity: input.severity, siteId, opensIncident: Number(input.opensIncident) },
    ...{ steps: JSON.stringify(input.steps), active: Number(input.active) },
    ...{ savedBy: actor, savedAt: toIso(services.clock.wallMs()) },
    // Another kind reads other things, and what happened before it was made is not news.
    ...(before?.kind !== input.kind && { readThrough: await newestEvent(tx) }),
  }
  await tx.query
    .insertInto('alertRule')
    .values({ slug, ...columns })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(columns))
    .execute()
  const deed = { actor, action: 'alertRule.saved', subject: `alertRule:${slug}` }
  await recordActivity(tx, services, { ...deed, ...(before && { before }), after: input })
}

async function newestEvent(tx: Tx): Promise<number> {
  const row = await first<{ id: number | null }>(tx, 'select max(id) as id from charger_event', [])
  return row?.id ?? 0
}

/** The rule is gone; what it has raised is cleared without a word at the next look. */
export async function deleteRule(
  tx: Tx,
  services: Services,
  { slug, actor }: { readonly slug: string; readonly actor: string },
): Promise<void> {
  const before = await findRule(tx, slug)
  if (before === undefined) throw new Problem('not-found', `There is no rule ${slug}.`)
  await tx.run('delete from alert_rule where slug = ?', [slug])
  await recordActivity(tx, services, {
    ...{ actor, action: 'alertRule.deleted', subject: `alertRule:${slug}`, before },
  })
}

export async function listRules(runner: SqlRunner, sort: Sort<RuleSortKey> | undefined): Promise<RuleView[]> {
  const rows = await ruleQuery(runner).orderBy('alertRule.slug').limit(mostRules).execute()
  return sortedWhole(rows.map(toView), sort)
}

/** A network has some dozens. */
const mostRules = 500

export async function findRule(runner: SqlRunner, slug: string): Promise<RuleView | undefined> {
  const row = await ruleQuery(runner).where('alertRule.slug', '=', slug).executeTakeFirst()
  return row && toView(row)
}

function ruleQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('alertRule')
    .leftJoin('site', 'site.id', 'siteId')
    .select(['alertRule.slug', 'alertRule.name', 'kind', 'parameters', 'severity', 'site.slug as site'])
    .select(['opensIncident', 'steps', 'active', 'savedBy', 'savedAt'])
}

type RuleRow = Awaited<ReturnType<ReturnType<typeof ruleQuery>['execute']>>[number]

function toView({ parameters, opensIncident, steps, active, kind, ...row }: RuleRow): RuleView {
  return {
    ...row,
    kind: kind as RuleKind,
    parameters: JSON.parse(parameters),
    steps: stepsOf({ steps }),
    opensIncident: opensIncident === 1,
    active: active === 1,
  }
}
