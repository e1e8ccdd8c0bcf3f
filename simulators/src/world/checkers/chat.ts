import type { ChargePoint } from '../charge-point.ts'
import type { CloudHost } from '../cloud-host.ts'
import type { MessageHost } from '../message-host.ts'
import type { Technicians } from '../technicians.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

interface Place {
  readonly technicians: Technicians
  readonly cloud: CloudHost
  readonly messages: MessageHost
  readonly moment: Moment
}

/**
 * A charger restarts in order as often as a technician has confirmed at the most, which nobody else asks for in this world;
 * an incident is closed by who has said so; all that was written is answered, and strangers learn nothing.
 */
export async function checkChat(
  chargePoints: readonly ChargePoint[],
  { technicians, cloud, messages, moment }: Place,
  report: Report,
): Promise<void> {
  const tell = (subject: string, what: string) => report({ checker: 'chatActsOnce', subject, what })
  for (const { id, softResets } of chargePoints) {
    const confirmed = technicians.confirmed.get(id) ?? 0
    if (softResets > confirmed)
      tell(id, `was restarted ${softResets} times, and ${confirmed} were confirmed by chat`)
  }
  const closed = await cloud.rows<{ number: number; closedBy: string }>(
    `select number, closed_by from incident where closed_by is not null order by number`,
  )
  const people = await cloud.rows<{ name: string }>('select name from "user"')
  const names = new Set(people.map(({ name }) => name))
  for (const { number, closedBy } of closed)
    if (names.has(closedBy) && technicians.done.get(closedBy)?.has(number) !== true)
      tell('messages', `incident ${number} was closed by ${closedBy}, who has not said so`)
  const [waiting] = await cloud.rows<{ count: number }>(
    'select count(*) as count from chat_command where due_at is not null and received_at < ?',
    [moment.before],
  )
  if (waiting !== undefined && waiting.count > 0)
    tell('messages', `${waiting.count} texts wait for an answer`)
  for (const at of technicians.powerless)
    for (const { text } of messages.arrivedAt(at))
      if (/CLK-\d|(?:Balas|Reply) \d/.test(text))
        tell('messages', `${at.address}, who may not, was told: ${text}`)
}
