import type { CloudHost } from '../cloud-host.ts'
import type { MessageHost } from '../message-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

/** What was reported is kept for 90 days; a day less, for it was answered a little later than it was written down. */
const keptMs = 89 * 86_400_000

/**
 * What a driver has reported is in an incident; when that is over, word to them is queued once for a number and an incident,
 * and the number forgotten. It goes out by day, so that a story of hours sees none of them arrive. `reporters`: when each
 * number was promised to hear of it, wall clock; never for one who was not answered, and may have been heard all the same.
 */
export async function checkReporters(
  reporters: ReadonlyMap<string, number>,
  {
    cloud,
    messages,
    moment,
  }: { readonly cloud: CloudHost; readonly messages: MessageHost; readonly moment: Moment },
  report: Report,
): Promise<void> {
  const tell = (what: string) => report({ checker: 'reporterIsToldOnce', subject: 'messages', what })
  const [counts] = await cloud.rows<{
    reports: number
    kept: number
    untold: number
    queued: number
  }>(
    `select count(*) as reports,
       coalesce(sum(case when closed_at < ? and sealed_phone is not null then 1 else 0 end), 0) as kept,
       coalesce(sum(case when closed_at < ? and told_at is null then 1 else 0 end), 0) as untold,
       (select count(*) from message where kind = 'faultFixed') as queued
     from fault_report join incident on incident.number = incident_number`,
    [moment.before, moment.before],
  )
  if (counts === undefined) return
  const { reports, kept, untold, queued } = counts
  const recent = [...reporters.values()].filter((atMs) => atMs > moment.nowMs - keptMs).length
  if (reports < recent) tell(`${recent} have reported something, and ${reports} reports are kept`)
  if (kept > 0) tell(`${kept} numbers are kept though what they reported is over`)
  if (untold > 0) tell(`${untold} reporters are not told that it is over`)
  if (queued > reporters.size) tell(`${queued} messages go to ${reporters.size} reporters`)
  if (messages.struckBy.size > 0) return
  for (const address of reporters.keys()) {
    const { length } = messages.arrivedAt({ channel: 'whatsapp', address })
    if (length > 1) tell(`${length} messages have come to ${address}`)
  }
}
