import { businessDay, toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import type { SqlRunner, Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import { maskAddress } from '../messages/address.ts'
import { findPartner } from '../partners/queries.ts'
import { sealRecipients } from './recipients.ts'
import type { ReportSchedule, ScheduleInput, ScheduleSortKey } from './schemas.ts'

/** One page of schedules: the newest first, or as asked; those of one organisation for its people. */
export async function listSchedules(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly sort?: Sort<ScheduleSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: ReportSchedule[]; nextCursor: string | null }> {
  let query = scheduleQuery(runner)
  if (page.organisationId !== undefined) query = query.where('organisationId', '=', page.organisationId)
  const { items, nextCursor } = await sortedPage(query, scheduleOrder, page)
  return { items: items.map(toSchedule), nextCursor }
}

const scheduleOrder: ListOrder<ScheduleSortKey> = {
  columns: {
    name: textColumn(sql`lower(report_schedule.name)`),
    every: textColumn(sql`report_schedule.every`),
    organisation: textColumn(sql`coalesce(organisation.slug, '')`),
  },
  tieBreaker: textColumn(sql`report_schedule.id`),
  unasked: 'desc',
}

export async function findSchedule(runner: SqlRunner, id: string): Promise<ReportSchedule | undefined> {
  const row = await scheduleQuery(runner).where('reportSchedule.id', '=', id).executeTakeFirst()
  return row && toSchedule(row)
}

function scheduleQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('reportSchedule')
    .leftJoin('organisation', 'organisation.id', 'reportSchedule.organisationId')
    .select([
      ...([
        'reportSchedule.id',
        'reportSchedule.name',
        'every',
        'organisation.slug as organisation',
      ] as const),
      ...(['language', 'timeZone', 'maskedRecipients', 'startsOn', 'createdBy'] as const),
      ...(['reportSchedule.createdAt', 'reportSchedule.endedAt'] as const),
    ])
}

function toSchedule({
  maskedRecipients,
  ...row
}: Omit<ReportSchedule, 'recipients'> & { readonly maskedRecipients: string }): ReportSchedule {
  return { ...row, recipients: JSON.parse(maskedRecipients) as string[] }
}

/** From now on reports are written and sent by this schedule. Throws a Problem for an organisation that is not known. */
export async function addSchedule(
  tx: Tx,
  services: Services,
  { schedule, actor }: { readonly schedule: ScheduleInput; readonly actor: string },
): Promise<string> {
  const { organisation, recipients, startsOn, ...rest } = schedule
  const found = organisation === null ? null : await findPartner(tx, organisation)
  if (found === undefined) throw new Problem('not-found', `There is no partner ${organisation}.`)
  const now = services.clock.wallMs()
  const masked = recipients.map(maskAddress)
  const id = services.newId()
  await noteChange(() => undefined, { id, organisation, recipients: masked, ...rest })
  await tx.query
    .insertInto('reportSchedule')
    .values({
      ...{ id, ...rest, organisationId: found?.id ?? null },
      sealedRecipients: sealRecipients(services, recipients),
      maskedRecipients: JSON.stringify(masked),
      startsOn: startsOn ?? businessDay(now, rest.timeZone),
      ...{ createdBy: actor, createdAt: toIso(now) },
    })
    .execute()
  return id
}

/** Nothing is written by it any more; what was stays. */
export async function endSchedule(tx: Tx, services: Services, id: string): Promise<'ended' | 'unknown'> {
  await noteChange(() => ({ id, isEnded: false }), { id, isEnded: true })
  const changed = await tx.run('update report_schedule set ended_at = coalesce(ended_at, ?) where id = ?', [
    toIso(services.clock.wallMs()),
    id,
  ])
  return changed > 0 ? 'ended' : 'unknown'
}
