import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { siteIdOf } from '../sites/commands.ts'
import type { PowerBudgetInput } from './schemas.ts'

interface Change {
  readonly site: string
  readonly actor: string
}

/** Sets what power a site has. Resolves with the site's id; undefined when there is no such site. */
export async function saveBudget(
  tx: Tx,
  services: Services,
  { site, actor, budget }: Change & { readonly budget: PowerBudgetInput },
): Promise<string | undefined> {
  const siteId = await siteIdOf(tx, site)
  if (siteId === undefined) return undefined
  const before = await storedBudget(tx, siteId)
  const values = { ...budget, updatedBy: actor, updatedAt: toIso(services.clock.wallMs()) }
  await tx.query
    .insertInto('powerBudget')
    .values({ siteId, ...values })
    .onConflict((conflict) => conflict.column('siteId').doUpdateSet(values))
    .execute()
  const detail = { before: before ?? null, after: budget }
  await recordActivity(tx, services, { actor, action: 'powerBudget.set', subject: `site:${site}`, detail })
  return siteId
}

/** Its chargers may draw what they like again. Resolves with the site's id; undefined when it had no budget. */
export async function removeBudget(
  tx: Tx,
  services: Services,
  { site, actor }: Change,
): Promise<string | undefined> {
  const siteId = await siteIdOf(tx, site)
  const before = siteId === undefined ? undefined : await storedBudget(tx, siteId)
  if (siteId === undefined || before === undefined) return undefined
  await tx.run('delete from power_budget where site_id = ?', [siteId])
  await tx.run('delete from socket_power where charger_id in (select id from charger where site_id = ?)', [
    siteId,
  ])
  const detail = { before, after: null }
  await recordActivity(tx, services, {
    actor,
    action: 'powerBudget.removed',
    subject: `site:${site}`,
    detail,
  })
  return siteId
}

function storedBudget(runner: SqlRunner, siteId: string): Promise<object | undefined> {
  return first<object>(
    runner,
    'select limit_w, sharing, min_on_s, min_off_s, turn_s, longest_wait_s from power_budget where site_id = ?',
    [siteId],
  )
}
