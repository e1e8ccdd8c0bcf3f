import { toIso } from '@colok/shared/time'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Thing } from '../../access-matrix.ts'
import type { Reach } from '../../core/roles.ts'
import { first, type SqlValue } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'

/** A column that holds a site's id. */
type SiteColumn = `${string}.siteId`

/** For `where`: the rows at sites that are within reach at an instant. */
export function siteWithin(reach: Reach, siteId: SiteColumn, at: string): RawBuilder<SqlBool> {
  return within(reach, siteId, sql`${at}`)
}

/**
 * For `where`: the rows that tell of something which happened, at the instant in `happenedAt`, while its site was within
 * reach. A site that changes hands leaves its past with whoever had it then.
 */
export function eventWithin(reach: Reach, siteId: SiteColumn, happenedAt: string): RawBuilder<SqlBool> {
  return within(reach, siteId, sql.ref(happenedAt))
}

function within(reach: Reach, siteId: SiteColumn, at: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (reach.kind === 'all') return sql<SqlBool>`1 = 1`
  if (reach.kind === 'driver') return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`exists (select 1 from organisation_site as within
    where within.organisation_id = ${reach.organisationId} and within.site_id = ${sql.ref(siteId)}
      and within.since <= ${at} and (within.until is null or within.until > ${at}))`
}

interface Named {
  readonly thing: Thing
  /** As it stands in a path. */
  readonly name: string
}

const held = (at: string) =>
  `organisation_id = ? and since <= ${at} and (until is null or until > ${at}) and site_id =`

/** Each finds the thing by its name where it is within reach; parameters: name, organisation, and twice now if asked. */
const finders: Readonly<Record<Exclude<Thing, 'organisation'>, { statement: string; asks: 'now' | 'then' }>> =
  {
    charger: {
      statement: `select 1 from charger where charge_point_id = ?
      and exists (select 1 from organisation_site where ${held('?')} charger.site_id)`,
      asks: 'now',
    },
    site: {
      statement: `select 1 from site where slug = ?
      and exists (select 1 from organisation_site where ${held('?')} site.id)`,
      asks: 'now',
    },
    session: {
      statement: `select 1 from session join charger on charger.id = session.charger_id where session.id = ?
      and exists (select 1 from organisation_site where ${held('session.started_at')} charger.site_id)`,
      asks: 'then',
    },
    payment: {
      statement: `select 1 from payment join charger on charger.id = payment.charger_id where payment.id = ?
      and exists (select 1 from organisation_site where ${held('payment.created_at')} charger.site_id)`,
      asks: 'then',
    },
  }

/** Whether a thing is there, and somebody with this reach may know of it. To whom everything is in reach, it is. */
export async function isWithinReach(
  services: Pick<Services, 'read' | 'clock'>,
  reach: Reach,
  { thing, name }: Named,
): Promise<boolean> {
  if (reach.kind === 'all') return true
  if (reach.kind === 'driver') return false
  if (thing === 'organisation') return name === reach.organisationId
  const { statement, asks } = finders[thing]
  const now = toIso(services.clock.wallMs())
  const parameters: SqlValue[] = [name, reach.organisationId, ...(asks === 'now' ? [now, now] : [])]
  return (await first(services.read, statement, parameters)) !== undefined
}

/** The same answer as for what is not there at all. */
export function noSuchThing(thing: Thing, name: string): Problem {
  return new Problem('not-found', `There is no ${thing} ${name}.`)
}
