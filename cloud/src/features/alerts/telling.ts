import { type Instant, toIso } from '@colok/shared/time'
import { laneDueAt, type QuietHours } from '../../core/alert-lane.ts'
import type { Severity } from '../../core/incident.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { queueMessage } from '../messages/commands.ts'
import { tell } from '../webhooks/events.ts'
import { addressOfContact, type Contact } from './contacts.ts'
import type { RuleKind } from './rule-kinds.ts'
import { type NewsItem, textOf } from './wording.ts'

/** News of more sites than this at once go in one message. */
const mostLanes = 3

/** News of a site in one message; more go in the next. */
const mostNews = 5000

/** Where the outbox has refused a message it is tried again after so long. */
const tryAgainMs = 60_000

/** What there is to do for contacts next. */
interface NextTelling {
  /** Undefined when nothing waits for a time. */
  readonly at: Instant | undefined
  /** Whether something waits until a contact's message before it is out. */
  readonly waitsForOutbox: boolean
  /** Of contacts that could not be told; what waits for them is still written down. */
  readonly failures: readonly Error[]
}

/**
 * Tells contacts what is due: one message about a site in a minute, the news of many sites in one, and the next one only
 * when the one before is out, so that they arrive in their order. What is not told yet stays written down.
 */
export async function tellContacts(services: Services): Promise<NextTelling> {
  const contacts = await contactsWithNews(services.read)
  let at: Instant | undefined
  let waitsForOutbox = false
  const failures: Error[] = []
  for (const contact of contacts)
    try {
      const outcome = await tellContact(services, contact)
      if (outcome === 'waitsForOutbox') waitsForOutbox = true
      else if (outcome !== undefined) at = Math.min(outcome, at ?? outcome)
    } catch (cause) {
      failures.push(new Error(`The contact ${contact.slug} could not be told.`, { cause }))
    }
  return { at, waitsForOutbox, failures }
}

/** Those that have something to hear, or of whose last message it is not known yet what became of it. */
const contactsWithNews = (read: SqlRunner): Contact[] | Promise<Contact[]> =>
  read.all<Contact>(
    `select slug, channel, sealed_address, language, time_zone, quiet_from, quiet_until, message_id from alert_contact
     where active = 1 and (message_id is not null
       or exists (select 1 from alert_news where pending = 1 and contact = alert_contact.slug)) order by slug`,
    [],
  )

async function tellContact(
  services: Services,
  contact: Contact,
): Promise<Instant | 'waitsForOutbox' | undefined> {
  if (contact.messageId !== null) {
    if (await isUnderWay(services, contact.messageId)) return 'waitsForOutbox'
    await services.writer.write((tx) => noteWhatBecame(tx, services, contact))
  }
  const now = services.clock.wallMs()
  const lanes = await waitingLanes(services.read, contact, now)
  const due = lanes.filter(({ dueAt }) => dueAt <= now).map(({ lane }) => lane)
  const later = lanes.filter(({ dueAt }) => dueAt > now).map(({ dueAt }) => dueAt)
  const next = later.length > 0 ? Math.min(...later) : undefined
  if (due.length === 0) return next
  const together = due.length > mostLanes ? due : due.slice(0, 1)
  const isTold = await services.writer.write((tx) => tellOfLanes(tx, services, contact, together))
  if (!isTold) return now + tryAgainMs
  return contact.channel === 'webhook' && together.length < due.length ? now : 'waitsForOutbox'
}

async function isUnderWay({ read }: Services, messageId: string): Promise<boolean> {
  return (
    (await first(read, "select 1 as found from message where id = ? and state = 'pending'", [messageId])) !==
    undefined
  )
}

interface Lane {
  readonly lane: string
  readonly dueAt: Instant
}

/** The sites of which there is news, the longest waiting first. */
async function waitingLanes(read: SqlRunner, contact: Contact, now: Instant): Promise<Lane[]> {
  const rows = await read.all<{
    lane: string
    severity: Severity
    toldAt: string | null
    oldest: string
  }>(
    `select alert_news.lane, severity, alert_lane.told_at, min(alert_news.id) as oldest
     from alert_news join alert on alert.id = alert_id
     left join alert_lane on alert_lane.contact = alert_news.contact and alert_lane.lane = alert_news.lane
     where pending = 1 and alert_news.contact = ? group by alert_news.lane, severity, alert_lane.told_at
     order by min(alert_news.id)`,
    [contact.slug],
  )
  return [...Map.groupBy(rows, ({ lane }) => lane)].map(([lane, group]) => {
    const toldAt = group[0]?.toldAt ?? null
    return {
      lane,
      dueAt: laneDueAt({
        now,
        toldAt: toldAt === null ? undefined : fromStoredInstant(toldAt),
        severities: group.map(({ severity }) => severity),
        quiet: quietOf(contact),
      }),
    }
  })
}

function quietOf({ quietFrom, quietUntil, timeZone }: Contact): QuietHours | undefined {
  return quietFrom === null || quietUntil === null
    ? undefined
    : { from: quietFrom, until: quietUntil, timeZone }
}

/** Puts all news of some sites into one message. False when the outbox would not have it. */
async function tellOfLanes(
  tx: Tx,
  services: Services,
  contact: Contact,
  lanes: readonly string[],
): Promise<boolean> {
  const news = await waitingNews(tx, contact, lanes)
  const [oldest] = news
  if (oldest === undefined) return true
  const messageId = await send(tx, services, contact, news)
  if (messageId === undefined) {
    const problem = `Messages by ${contact.channel} are not set up, or too many wait; it is tried again each minute.`
    await tx.run('update alert_contact set problem = ? where slug = ?', [problem, contact.slug])
    return false
  }
  const now = toIso(services.clock.wallMs())
  const { query } = tx
  for (const { id } of news)
    await tx.run('update alert_news set pending = null, message_id = ?, told_at = ? where id = ?', [
      messageId,
      now,
      id,
    ])
  for (const lane of lanes)
    await query
      .insertInto('alertLane')
      .values({ contact: contact.slug, lane, toldAt: now })
      .onConflict((conflict) => conflict.columns(['contact', 'lane']).doUpdateSet({ toldAt: now }))
      .execute()
  await tx.run('update alert_contact set message_id = ? where slug = ?', [
    contact.channel === 'webhook' ? null : messageId,
    contact.slug,
  ])
  return true
}

interface WaitingNews extends NewsItem {
  readonly id: string
  readonly lane: string
  readonly alertId: string
  readonly incidentNumber: number | null
  readonly siteSlug: string | null
}

async function waitingNews(tx: Tx, contact: Contact, lanes: readonly string[]): Promise<WaitingNews[]> {
  const marks = lanes.map(() => '?').join(', ')
  const rows = await tx.all<
    Omit<WaitingNews, 'detail' | 'lastedMs' | 'kind'> & {
      kind: RuleKind
      detail: string
      beganAt: string
      clearedAt: string | null
    }
  >(
    `select alert_news.id, alert_id, lane, what, alert.kind, coalesce(alert_rule.name, alert.rule) as name, site.name as site,
       site.slug as site_slug, charge_point_id, connector_id, detail, began_at, cleared_at, incident_number
     from alert_news join alert on alert.id = alert_id left join alert_rule on alert_rule.slug = alert.rule
       left join site on site.id = alert.site_id left join charger on charger.id = alert.charger_id
     where pending = 1 and contact = ? and lane in (${marks}) order by alert_news.id limit ?`,
    [contact.slug, ...lanes, mostNews],
  )
  return rows.map(({ beganAt, clearedAt, detail, ...row }) => ({
    ...row,
    detail: JSON.parse(detail),
    lastedMs: clearedAt === null ? 0 : Math.max(0, fromStoredInstant(clearedAt) - fromStoredInstant(beganAt)),
  }))
}

/** The id of what was queued: a message, or an event for webhooks. */
async function send(
  tx: Tx,
  services: Services,
  contact: Contact,
  news: readonly WaitingNews[],
): Promise<string | undefined> {
  const text = textOf(withoutRepeated(news), contact.language)
  const { publicUrl } = services.settings
  const url = `${publicUrl}${pageOf(news)}`
  const address = addressOfContact(services, contact)
  if (address === undefined) {
    const data = {
      contact: contact.slug,
      ...text,
      url,
      news: news.map((item) => forWebhook(item, publicUrl)),
    }
    await tell(tx, services, { type: 'alert.news', chargePointId: '', data })
    return services.newId()
  }
  const message = {
    // That these news were told is written down in this commit, so they are in no other message but after a failure.
    ...{ dedupeKey: `alert-news:${services.newId()}`, language: contact.language },
    ...{ timeZone: contact.timeZone, addresses: [address], createdBy: 'alerts' },
  }
  const { what, where } = text
  const queued = await (text.kind === 'allClear'
    ? queueMessage(tx, services, {
        ...message,
        kind: text.kind,
        parameters: { what, where, lasted: text.lasted, url },
      })
    : queueMessage(tx, services, {
        ...message,
        kind: text.kind,
        parameters: { what, where, todo: text.todo, url, image: photoOf(news) },
      }))
  return queued.kind === 'refused' ? undefined : queued.id
}

/** What is told for the first time needs no second word about its photo: that goes with it. */
function withoutRepeated(news: readonly WaitingNews[]): readonly WaitingNews[] {
  const told = new Set(news.filter(({ what }) => what !== 'photographed').map(({ alertId }) => alertId))
  return news.filter(({ what, alertId }) => what !== 'photographed' || !told.has(alertId))
}

/** A message has one picture at the most: of several doors the first, and the others are behind its address. */
const photoOf = (news: readonly WaitingNews[]): string | undefined =>
  news.find(({ what }) => what === 'photographed')?.detail.photoId

function forWebhook(item: WaitingNews, publicUrl: string): object {
  const { what, kind, name, site, chargePointId, connectorId, detail, incidentNumber } = item
  const photo =
    incidentNumber === null
      ? `chargers/${encodeURIComponent(chargePointId ?? '')}/uploads/${detail.photoId}/file`
      : `incidents/${incidentNumber}/door-photos/${detail.photoId}`
  return {
    ...{ what, kind, name, site, chargePointId, connectorId, detail },
    ...(what === 'photographed' && { photoUrl: `${publicUrl}/api/v1/${photo}` }),
  }
}

/** The incident where it is one, else the alerts of the site, else all of them. */
function pageOf(news: readonly WaitingNews[]): string {
  const incidents = new Set(news.map(({ incidentNumber }) => incidentNumber))
  const [incident] = incidents
  if (incidents.size === 1 && incident != null) return `/console/incidents/${incident}`
  const sites = new Set(news.map(({ siteSlug }) => siteSlug))
  const [site] = sites
  return sites.size === 1 && site != null ? `/console/alerts?site=${site}` : '/console/alerts'
}

/**
 * What became of the message before. One that came too late to go out, or that its provider never answered for, is told again
 * with what there is now; one that its address would not have is shown with the contact.
 */
async function noteWhatBecame(tx: Tx, services: Services, contact: Contact): Promise<void> {
  const { messageId, slug } = contact
  if (messageId === null) return
  const message = await first<{ state: string; problem: string | null; outcome: string | null }>(
    tx,
    `select state, problem,
       (select outcome from message_attempt where message_id = message.id order by id desc limit 1) as outcome
     from message where id = ?`,
    [messageId],
  )
  const { state, outcome } = message ?? {}
  if (state === 'expired' || (state === 'failed' && outcome === 'unknown'))
    await tx.run('update alert_news set pending = 1, message_id = null where message_id = ?', [messageId])
  const isLost = state === 'failed' || state === 'stopped' || state === 'expired'
  const problem = isLost ? (message?.problem ?? `The last message has ${state}.`) : null
  if (isLost) services.log.error({ contact: slug, problem }, 'a contact for alerts was not reached')
  await tx.run('update alert_contact set problem = ?, message_id = null where slug = ?', [problem, slug])
}
