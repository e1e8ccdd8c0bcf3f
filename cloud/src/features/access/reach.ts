import { toIso } from '@colok/shared/time'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Thing } from '../../access-matrix.ts'
import type { Reach } from '../../core/roles.ts'
import { first, type SqlValue } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'

/** For `where` of the query builder: the rows at sites that are within reach at an instant. */
export function siteWithin(reach: Reach, siteId: SiteColumn, at: string): RawBuilder<SqlBool> {
  return toBuilder(within(reach, siteId, { text: '?', parameters: [at] }))
}

/**
 * For `where` of the query builder: the rows that tell of something which happened, at the instant in `happenedAt`, while
 * its site was within reach. A site that changes hands leaves its past with whoever had it then.
 */
export function eventWithin(reach: Reach, siteId: SiteColumn, happenedAt: string): RawBuilder<SqlBool> {
  return toBuilder(eventCondition(reach, siteId, happenedAt))
}

/** As `siteWithin`, for statements that are prepared. */
export function siteCondition(reach: Reach, siteId: SiteColumn, at: string): Condition {
  return within(reach, siteId, { text: '?', parameters: [at] })
}

/** A column that holds a site's id. */
type SiteColumn = `${string}.siteId` | 'site.id'

/** A condition as SQL text, and what stands for its question marks. */
export interface Condition {
  readonly text: string
  readonly parameters: readonly SqlValue[]
}

/** As `eventWithin`, for statements that are prepared. */
export function eventCondition(reach: Reach, siteId: SiteColumn, happenedAt: string): Condition {
  return within(reach, siteId, { text: toSnakeCase(happenedAt), parameters: [] })
}

function within(reach: Reach, siteId: SiteColumn, at: Condition): Condition {
  if (reach.kind === 'all') return { text: '1 = 1', parameters: [] }
  if (reach.kind === 'driver') return { text: '1 = 0', parameters: [] }
  return {
    text: `exists (select 1 from organisation_site as held
      where held.organisation_id = ? and held.site_id = ${toSnakeCase(siteId)}
        and held.since <= ${at.text} and (held.until is null or held.until > ${at.text}))`,
    parameters: [reach.organisationId, ...at.parameters, ...at.parameters],
  }
}

const toSnakeCase = (column: string) => column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function toBuilder({ text, parameters }: Condition): RawBuilder<SqlBool> {
  const parts = text.split('?').flatMap((part, index) => {
    const literal = sql.raw(part)
    return index === 0 ? [literal] : [sql`${parameters[index - 1]}`, literal]
  })
  return sql<SqlBool>`${sql.join(parts, sql.raw(''))}`
}

/** Where a thing stands, by its name in a path, with the site as `charger.site_id`. */
const found: Readonly<
  Record<Exclude<Thing, 'organisation'>, { readonly from: string; readonly event?: string }>
> = {
  charger: { from: 'charger where charge_point_id = ?' },
  site: { from: '(select slug, id as site_id from site) as charger where slug = ?' },
  session: {
    from: 'session join charger on charger.id = session.charger_id where session.id = ?',
    event: 'session.startedAt',
  },
  payment: {
    from: 'payment join charger on charger.id = payment.charger_id where payment.id = ?',
    event: 'payment.createdAt',
  },
}

/** Whether a thing is there, and somebody with this reach may know of it. Who reaches everything is not asked. */
export async function isWithinReach(
  services: Pick<Services, 'read' | 'clock'>,
  reach: Reach,
  { thing, name }: { readonly thing: Thing; readonly name: string },
): Promise<boolean> {
  if (reach.kind === 'all') return true
  if (thing === 'organisation') return reach.kind === 'organisation' && name === reach.organisationId
  const { from, event } = found[thing]
  const now = toIso(services.clock.wallMs())
  const condition =
    event === undefined
      ? within(reach, 'charger.siteId', { text: '?', parameters: [now] })
      : eventCondition(reach, 'charger.siteId', event)
  const statement = `select 1 as found from ${from} and ${condition.text}`
  return (await first(services.read, statement, [name, ...condition.parameters])) !== undefined
}

/** The same answer as for what is not there at all. */
export function noSuchThing(thing: Thing, name: string): Problem {
  return new Problem('not-found', `There is no ${thing} ${name}.`)
}
