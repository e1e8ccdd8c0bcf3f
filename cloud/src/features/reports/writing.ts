import { businessDay, toIso } from '@colok/shared/time'
import { type Days, dayAfter, periodsDue } from '../../core/report-period.ts'
import type { Reach } from '../../core/roles.ts'
import { first } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { hashAddress } from '../messages/address.ts'
import { queueMessage } from '../messages/commands.ts'
import { oneLine } from '../messages/one-line.ts'
import { gatherReport } from './gather.ts'
import { openRecipients } from './recipients.ts'
import { reportUrl } from './report-rows.ts'

/** A day is told of when its last stops have had so long to arrive. */
const afterDayMs = 5 * 3_600_000

interface DueSchedule {
  readonly id: string
  readonly name: string
  readonly every: 'day' | 'week' | 'month'
  readonly organisationId: string | null
  readonly organisation: string | null
  readonly language: 'id' | 'en'
  readonly timeZone: string
  readonly sealedRecipients: string
  readonly startsOn: string
  readonly through: string | null
}

/**
 * Writes the reports that are due and has them sent. A report is there once for each period of a schedule, whoever writes it,
 * and its messages are queued in the same commit; what was missed is made up.
 */
export function writeReports(services: Services): Job {
  return {
    name: 'write reports',
    everyMs: 30 * 60_000,
    async run() {
      const schedules = await services.read.all<DueSchedule>(
        `select report_schedule.id, report_schedule.name, every, organisation_id, organisation.name as organisation, language,
           time_zone, sealed_recipients, starts_on,
           (select max(until_day) from report where schedule_id = report_schedule.id) as through
         from report_schedule left join organisation on organisation.id = organisation_id
         where report_schedule.ended_at is null and organisation.ended_at is null order by report_schedule.id`,
        [],
      )
      const failures: Error[] = []
      for (const schedule of schedules)
        try {
          for (const period of duePeriods(services, schedule)) await writeReport(services, schedule, period)
        } catch (cause) {
          failures.push(new Error(`The report ${schedule.name} could not be written.`, { cause }))
        }
      // Told after the others have theirs: one that fails holds up nobody else.
      if (failures.length > 0)
        throw new AggregateError(failures, failures.map(({ message }) => message).join(' '))
    },
  }
}

function duePeriods({ clock }: Services, { every, startsOn, through, timeZone }: DueSchedule): Days[] {
  const today = businessDay(clock.wallMs() - afterDayMs, timeZone)
  return periodsDue(every, { startsOn, through: through ?? undefined, today })
}

async function writeReport(services: Services, schedule: DueSchedule, period: Days): Promise<void> {
  const { organisationId, organisation, timeZone } = schedule
  const reach: Reach = organisationId === null ? { kind: 'all' } : { kind: 'organisation', organisationId }
  const content = await gatherReport(services, { ...period, reach, timeZone, organisation })
  const { sessions, energyWh, takingsIdr } = content.total
  await services.writer.write(async (tx) => {
    const id = services.newId()
    const writtenAt = toIso(services.clock.wallMs())
    const isNew = await tx.run(
      `insert into report (id, schedule_id, from_day, until_day, content, written_at) values (?, ?, ?, ?, ?, ?)
       on conflict (schedule_id, from_day) do nothing`,
      [id, schedule.id, period.from, period.until, JSON.stringify(content), writtenAt],
    )
    // Another process was faster.
    if (isNew === 0) return
    // Since it was read, whoever is on it may have asked to be forgotten.
    const now = await first<Pick<DueSchedule, 'sealedRecipients'>>(
      tx,
      'select sealed_recipients from report_schedule where id = ?',
      [schedule.id],
    )
    for (const address of openRecipients(services, now?.sealedRecipients ?? schedule.sealedRecipients)) {
      const result = await queueMessage(tx, services, {
        dedupeKey: `report:${id}:${hashAddress(address, services.settings.secret).slice(0, 16)}`,
        kind: 'report',
        parameters: {
          name: oneLine(schedule.name, 80),
          period: periodText(period),
          ...{ sessions, energyWh, takingsIdr, url: reportUrl(services, id) },
        },
        ...{ language: schedule.language, timeZone, addresses: [address], createdBy: 'write reports' },
      })
      if (result.kind === 'refused')
        services.log.warn({ schedule: schedule.id, ...result }, 'a report could not be sent; it can be read')
    }
  })
}

/** `2026-11-23`, or `2026-11-16 – 2026-11-22`. */
function periodText({ from, until }: Days): string {
  const last = dayAfter(until, -1)
  return from === last ? from : `${from} – ${last}`
}
