import { type Instant, toIso } from '@colok/shared/time'
import { type Condition, turnsOf } from '../../core/alert-turns.ts'
import { causeOf } from '../../core/incident.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SqlRunner, Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { joinIncident, noteAlert, noteCleared, reopenIncident } from '../incidents/from-alerts.ts'
import { detect } from './detect.ts'
import type { OpenRow } from './look.ts'
import { type Rule, stepsOf } from './rules.ts'

/** What comes back sooner than this was never away. */
const clearAfterMs = 60_000

/** Who says that it is repaired has so long until it shows. */
const reopenAfterMs = 15 * 60_000

const minuteMs = 60_000

/**
 * Looks for what a rule looks for, and keeps its alerts in step; `open` are those that it has. The newest event that it has
 * read, if it reads events.
 */
export async function lookFor(
  services: Services,
  rule: Rule,
  open: readonly OpenRow[],
): Promise<number | undefined> {
  const now = services.clock.wallMs()
  const { conditions, readThrough } = await detect({ read: services.read, rule, now, open })
  const turns = turnsOf(
    open.map(({ id, subject, goneSince, detail }) => ({
      ...{ id, subject, detail: JSON.parse(detail) },
      goneSince: goneSince === null ? undefined : fromStoredInstant(goneSince),
    })),
    conditions,
    { now, clearAfterMs },
  )
  const { raise, renew, gone, clear } = turns
  if (raise.length + renew.length + gone.length + clear.length === 0) return readThrough
  await services.writer.write(async (tx) => {
    const raisedAt = toIso(now)
    for (const condition of raise) await raiseAlert(tx, services, rule, condition, now)
    for (const { id, detail } of renew)
      await tx.run('update alert set gone_since = null, detail = ? where id = ?', [
        JSON.stringify(detail),
        id,
      ])
    for (const id of gone) await tx.run('update alert set gone_since = ? where id = ?', [raisedAt, id])
    for (const alert of await alertsById(tx, clear)) await clearAlert(tx, services, alert)
    // What follows from these events is in this commit: they are never read again.
    if (readThrough !== undefined)
      await tx.run('update alert_rule set read_through = ? where slug = ?', [readThrough, rule.slug])
  })
  return readThrough
}

/** Every alert that lasts, found by the index of those: most are over. */
export const openAlerts = (read: SqlRunner): OpenRow[] | Promise<OpenRow[]> =>
  read.all<OpenRow>(
    `select id, rule, subject, site_id, charger_id, connector_id, began_at, gone_since, detail, incident_number
     from alert where open_key is not null order by open_key`,
    [],
  )

async function raiseAlert(
  tx: Tx,
  services: Services,
  rule: Rule,
  condition: Condition,
  now: Instant,
): Promise<void> {
  const { subject, siteId, chargerId, connectorId, detail } = condition
  const id = services.newId()
  const { slug, kind, name, severity } = rule
  const incident =
    rule.opensIncident === 0
      ? undefined
      : await joinIncident(tx, services, {
          ...causeOf({ rule: slug, alertKind: kind, subject, siteId, chargerId }),
          ...{ source: 'alert', severity, title: name, siteId, chargerId, connectorId, by: 'Colok' },
        })
  const [step] = stepsOf(rule)
  await tx.query
    .insertInto('alert')
    .values({
      ...{ id, rule: slug, kind, severity, subject, openKey: `${slug}|${subject}` },
      ...{ siteId, chargerId, connectorId, detail: JSON.stringify(detail) },
      ...{ beganAt: toIso(condition.beganAt), raisedAt: toIso(now), goneSince: null, clearedAt: null },
      ...{ incidentNumber: incident?.number ?? null, acknowledgedAt: incident?.acknowledgedAt ?? null },
      ...{ stepsTold: 0, nextStepAt: step ? toIso(now + step.afterMinutes * minuteMs) : null },
    })
    .execute()
  if (incident !== undefined) await noteAlert(tx, services, incident.number, { id, title: name, detail })
}

interface Clearing {
  readonly id: string
  readonly siteId: string | null
  readonly goneSince: string | null
  readonly incidentNumber: number | null
}

async function alertsById(tx: Tx, ids: readonly string[]): Promise<Clearing[]> {
  if (ids.length === 0) return []
  return tx.query
    .selectFrom('alert')
    .select(['id', 'siteId', 'goneSince', 'incidentNumber'])
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute()
}

/** It is over: everybody who was told of it hears that too, and no photo goes out any more. */
async function clearAlert(tx: Tx, services: Services, alert: Clearing): Promise<void> {
  const now = toIso(services.clock.wallMs())
  await tx.run('update alert set cleared_at = ?, open_key = null, next_step_at = null where id = ?', [
    now,
    alert.id,
  ])
  await tx.run("delete from alert_news where alert_id = ? and what = 'photographed' and pending = 1", [
    alert.id,
  ])
  const told = await tx.all<{ contact: string }>(
    'select distinct contact from alert_news where alert_id = ? order by contact',
    [alert.id],
  )
  for (const { contact } of told)
    await addNews(tx, services, { contact, siteId: alert.siteId, alertId: alert.id, what: 'cleared' })
  const { incidentNumber, goneSince } = alert
  if (incidentNumber !== null)
    await noteCleared(tx, services, incidentNumber, { id: alert.id, goneSince: goneSince ?? now })
}

/** What is to be told to a contact; the news of one site goes together. */
export async function addNews(
  tx: Tx,
  services: Services,
  news: {
    readonly contact: string
    readonly siteId: string | null
    readonly alertId: string
    readonly what: 'raised' | 'escalated' | 'photographed' | 'cleared'
  },
): Promise<void> {
  await tx.run(
    `insert into alert_news (id, contact, lane, alert_id, what, created_at, pending) values (?, ?, ?, ?, ?, ?, 1)`,
    [
      services.newId(),
      news.contact,
      news.siteId ?? 'network',
      news.alertId,
      news.what,
      toIso(services.clock.wallMs()),
    ],
  )
}

/** Alerts of rules that are no more are over, without a word. */
export async function clearOrphans(services: Services, ids: readonly string[]): Promise<void> {
  await services.writer.write(async (tx) => {
    await tx.query
      .deleteFrom('alertNews')
      .where('alertId', 'in', [...ids])
      .where('pending', '=', 1)
      .execute()
    for (const alert of await alertsById(tx, ids)) await clearAlert(tx, services, alert)
  })
}

/** What was said to be repaired and is not goes on as if it had just begun. */
export async function reopenWhatLasts(services: Services): Promise<void> {
  const lasting = await services.read.all<{ number: number }>(
    `select number from incident where closed_at < ? and number in (
       select incident_number from alert where open_key > '' and gone_since is null) order by number limit 100`,
    [toIso(services.clock.wallMs() - reopenAfterMs)],
  )
  for (const { number } of lasting)
    await services.writer.write(async (tx) => {
      const open = await reopenIncident(tx, services, number)
      await tx.run(
        `update alert set incident_number = ?, acknowledged_at = null, steps_told = 0, next_step_at = ?
         where incident_number = ? and open_key is not null`,
        [open, toIso(services.clock.wallMs()), number],
      )
    })
}
