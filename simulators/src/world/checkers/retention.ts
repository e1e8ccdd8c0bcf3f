import { toIso } from '@colok/shared/time'
import type { CloudHost } from '../cloud-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

const dayMs = 86_400_000
/** Jobs of each night, and a central system that is away at that time for some nights. */
const lateMs = 2 * dayMs

/** What must be gone, how many days after what, by the privacy notice: kept apart from the central system's own policy. */
const gone: readonly {
  readonly what: string
  readonly days: number
  /** Counts what is still there; `?` is the instant before which nothing may be. */
  readonly count: string
}[] = [
  { what: 'messages of chargers as they went over the line', days: 7, count: 'frame_run where ended_at < ?' },
  { what: 'events of chargers', days: 400, count: 'charger_event where received_at < ?' },
  {
    what: 'readings of a session that is not thinned out',
    days: 30,
    count: `session where stop_received_at < ? and (
      select count(*) from meter_value where meter_value.transaction_id = session.transaction_id
        and meter_value.charger_id = session.charger_id
    ) > 3 + (
      select count(distinct substr(measured_at, 1, 14) || (substr(measured_at, 15, 2) / 15)) from meter_value
        where meter_value.transaction_id = session.transaction_id and meter_value.charger_id = session.charger_id
    )`,
  },
  {
    what: 'what messages said',
    days: 30,
    count: 'message where sealed_parameters is not null and due_at is null and created_at < ?',
  },
  { what: 'messages to people', days: 400, count: 'message where due_at is null and created_at < ?' },
  { what: 'messages of people', days: 90, count: 'received_message where received_at < ?' },
  { what: 'commands by chat', days: 90, count: 'chat_command where received_at < ?' },
  {
    what: 'commands by chat that waited for a code',
    days: 30,
    count: 'chat_confirmation where created_at < ?',
  },
  { what: 'who had a socket held', days: 30, count: 'driver_reservation where asked_at < ?' },
  { what: 'what drivers have reported', days: 90, count: 'fault_report where created_at < ?' },
  { what: 'alerts that are over', days: 400, count: 'alert where cleared_at < ?' },
  {
    what: 'where somebody wanted their money',
    days: 90,
    count: `refund where sealed_claim is not null and state = 'refunded' and ended_at < ?`,
  },
  {
    what: 'answers to requests that may come twice',
    days: 1,
    count: 'idempotent_request where created_at < ?',
  },
  { what: 'numbers of requests of providers', days: 2, count: 'gateway_external_id where seen_at < ?' },
]

/** What has been kept for as long as it may be is there no more. */
export async function checkRetention(cloud: CloudHost, { nowMs }: Moment, report: Report): Promise<void> {
  for (const { what, days, count } of gone) {
    const [row] = await cloud.rows<{ count: number }>(`select count(*) as count from ${count}`, [
      toIso(nowMs - days * dayMs - lateMs),
    ])
    if (row !== undefined && row.count > 0)
      report({
        checker: 'oldDataIsForgotten',
        subject: 'cloud',
        what: `${row.count} × ${what}, of more than ${days} days ago`,
      })
  }
}
