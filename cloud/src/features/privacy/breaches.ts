import { toIso } from '@colok/shared/time'
import { deadlineOf, hoursLeft, nextReminder } from '../../core/breach.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SqlValue, Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import type { AffectedPeople, Breach, BreachInput } from './schemas.ts'

/** Writes down that personal data was exposed, finds whom it affects, and starts the clock. */
export async function openBreach(
  tx: Tx,
  services: Services,
  { breach, actor }: { readonly breach: BreachInput; readonly actor: string },
): Promise<string> {
  const id = services.newId()
  const now = toIso(services.clock.wallMs())
  const deadlineAt = deadlineOf(fromStoredInstant(breach.discoveredAt))
  const { title, exposedData, whatHappened, remedy, happenedAt, discoveredAt, affected } = breach
  await tx.query
    .insertInto('breach')
    .values({
      ...{ id, title, exposedData, whatHappened, remedy, happenedAt, discoveredAt },
      affected: JSON.stringify(affected),
      deadlineAt: toIso(deadlineAt),
      nextReminderAt: now,
    })
    .execute()
  for (const { text, parameters } of peopleOf(affected))
    await tx.run(
      `insert into breach_person (breach_id, user_id, found_at)
       select cast(? as text), "user".id, cast(? as text) from "user"
       where (phone is not null or email is not null) and ${text} on conflict do nothing`,
      [id, now, ...parameters],
    )
  await recordActivity(tx, services, {
    actor,
    action: 'breach.opened',
    subject: `breach:${id}`,
    after: { title, exposedData, discoveredAt, deadlineAt: toIso(deadlineAt), affected },
  })
  return id
}

/** Who is affected, as conditions on `"user"` of which one holds. */
function peopleOf(
  affected: AffectedPeople,
): { readonly text: string; readonly parameters: readonly SqlValue[] }[] {
  switch (affected.kind) {
    case 'everybody':
      return [{ text: '1 = 1', parameters: [] }]
    case 'people':
      return affected.ids.map((id) => ({ text: '"user".id = ?', parameters: [id] }))
    case 'joinedBefore':
      return [{ text: 'created_at < ?', parameters: [affected.before] }]
    case 'chargedAt':
      return [
        {
          text: `exists (select 1 from session join driver_card on driver_card.id_tag = session.id_tag
              join charger on charger.id = session.charger_id join site on site.id = charger.site_id
            where driver_card.user_id = "user".id and site.slug = ? and started_at >= ? and started_at < ?
              and started_at >= linked_at and (ended_at is null or started_at <= ended_at))`,
          parameters: [affected.site, affected.from, affected.until],
        },
      ]
  }
}

interface BreachRow extends Omit<Breach, 'affected' | 'hoursLeft'> {
  readonly affected: string
}

/** Breaches, the newest first. `id` for that one only. */
export async function listBreaches(
  { read, clock }: Pick<Services, 'read' | 'clock'>,
  page: { readonly id?: string; readonly before?: string | undefined; readonly limit: number },
): Promise<Breach[]> {
  const { id = '', before = '~', limit } = page
  const of = (condition: string) =>
    `(select count(*) from breach_person where breach_id = breach.id and ${condition})`
  const rows = await read.all<BreachRow>(
    `select id, title, exposed_data, what_happened, remedy, affected, happened_at, discovered_at, deadline_at,
       people_told_at, authority_told_at, authority_reference, ${of('1 = 1')} as people,
       ${of('told_at is not null')} as told, ${of('problem is not null')} as unreachable
     from breach where id < ? and (id = ? or ? = '') order by id desc limit ?`,
    [before, id, id, limit],
  )
  return rows.map(({ affected, ...row }) => ({
    ...row,
    affected: JSON.parse(affected) as AffectedPeople,
    hoursLeft: hoursLeft(fromStoredInstant(row.deadlineAt), clock.wallMs()),
  }))
}

/** Lets the job tell everybody who is affected. */
export async function tellPeople(
  tx: Tx,
  services: Services,
  { id, actor }: { readonly id: string; readonly actor: string },
): Promise<void> {
  const asked = await tx.run(
    'update breach set notices_asked_at = ? where id = ? and notices_asked_at is null',
    [toIso(services.clock.wallMs()), id],
  )
  if (asked > 0)
    await recordActivity(tx, services, { actor, action: 'breach.noticesAsked', subject: `breach:${id}` })
}

/** The authority was told, by letter or through its own site. */
export async function reportToAuthority(
  tx: Tx,
  services: Services,
  report: { readonly id: string; readonly reference: string; readonly at: string; readonly actor: string },
): Promise<void> {
  const { id, reference, at, actor } = report
  await tx.run('update breach set authority_told_at = ?, authority_reference = ? where id = ?', [
    at,
    reference,
    id,
  ])
  await endReminders(tx, id)
  await recordActivity(tx, services, {
    actor,
    action: 'breach.authorityTold',
    subject: `breach:${id}`,
    after: { reference, at },
  })
}

/** When people and the authority have both been told, nobody is reminded any more. */
export async function endReminders(tx: Tx, id: string): Promise<void> {
  await tx.run(
    `update breach set next_reminder_at = null
     where id = ? and people_told_at is not null and authority_told_at is not null`,
    [id],
  )
}

export async function remindAgain(
  tx: Tx,
  services: Pick<Services, 'clock'>,
  breach: { readonly id: string; readonly deadlineAt: string },
): Promise<void> {
  const next = nextReminder(fromStoredInstant(breach.deadlineAt), services.clock.wallMs())
  await tx.run('update breach set next_reminder_at = ? where id = ? and next_reminder_at is not null', [
    toIso(next),
    breach.id,
  ])
}
