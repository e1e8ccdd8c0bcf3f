import type { CloudHost } from '../cloud-host.ts'
import type { MessageHost } from '../message-host.ts'
import type { Report } from './violation.ts'

/**
 * What a driver has reported is in an incident; when that is over, word to them is queued once for a number and an incident,
 * and the number forgotten. It goes out by day, so that a story of hours sees none of them arrive.
 */
export async function checkReporters(
  phones: ReadonlySet<string>,
  { cloud, messages }: { readonly cloud: CloudHost; readonly messages: MessageHost },
  report: Report,
): Promise<void> {
  const tell = (what: string) => report({ checker: 'reporterIsToldOnce', subject: 'messages', what })
  const [counts] = await cloud.rows<{
    reports: number
    kept: number
    untold: number
    queued: number
    incidents: number
  }>(
    `select count(*) as reports,
       coalesce(sum(case when closed_at is not null and sealed_phone is not null then 1 else 0 end), 0) as kept,
       coalesce(sum(case when closed_at is not null and told_at is null then 1 else 0 end), 0) as untold,
       (select count(*) from message where kind = 'faultFixed') as queued,
       count(distinct case when closed_at is not null then incident_number end) as incidents
     from fault_report join incident on incident.number = incident_number`,
  )
  if (counts === undefined) return
  const { reports, kept, untold, queued } = counts
  if (reports < phones.size) tell(`${phones.size} have reported something, and ${reports} reports are kept`)
  if (kept > 0) tell(`${kept} numbers are kept though what they reported is over`)
  if (untold > 0) tell(`${untold} reporters are not told that it is over`)
  if (queued > phones.size) tell(`${queued} messages go to ${phones.size} reporters`)
  for (const address of phones) {
    const { length } = messages.arrivedAt({ channel: 'whatsapp', address })
    if (length > 1 && messages.struckBy.size === 0) tell(`${length} messages have come to ${address}`)
  }
}
