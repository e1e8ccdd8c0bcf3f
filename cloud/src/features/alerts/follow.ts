import { conditionsAfter, type Moment } from '../../core/alert-moments.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first } from '../../db/database.ts'
import type { Found, Look } from './look.ts'
import { ruleKinds } from './rule-kinds.ts'

const minuteMs = 60_000

/** Events in one look; the rest are read in the next. */
const mostEvents = 5000

interface EventRow {
  readonly id: number
  readonly kind: string
  readonly receivedAt: string
  readonly detail: string
  readonly chargerId: number
  readonly chargePointId: string
  readonly siteId: string
}

/** Doors that were forced, or opened by a card where that is asked for, and housings: until the door is closed again. */
export async function followDoors(look: Look): Promise<Found> {
  const { byCard, quietMinutes } = ruleKinds.door.parse(JSON.parse(look.rule.parameters))
  return follow(look, ['DoorEvent', 'SecurityEventNotification'], quietMinutes, (event) => {
    const said = JSON.parse(event.detail) as { event?: string; type?: string; uploadId?: string }
    const code = event.kind === 'DoorEvent' ? said.event : tamperOf(said.type)
    if (code === undefined || (code === 'opened' && !byCard)) return undefined
    const photo = said.uploadId === undefined ? {} : { photoId: said.uploadId }
    return { ends: code === 'closed', detail: { chargers: [event.chargePointId], code, ...photo } }
  })
}

const tamperOf = (type: string | undefined) => (type === 'TamperDetectionActivated' ? 'tampered' : undefined)

/** Somebody who keeps trying to come in as a charger. */
export async function followRefusals(look: Look): Promise<Found> {
  const { quietMinutes } = ruleKinds.refusedConnections.parse(JSON.parse(look.rule.parameters))
  return follow(look, ['ConnectionRefused'], quietMinutes, ({ detail, chargePointId }) => {
    const { failures } = JSON.parse(detail) as { failures?: number }
    return { ends: false, detail: { chargers: [chargePointId], text: `${failures ?? '?'} ×` } }
  })
}

type Reading = Pick<Moment, 'ends' | 'detail'> | undefined

async function follow(
  { read, rule, now, open }: Look,
  kinds: readonly string[],
  quietMinutes: number,
  readingOf: (event: EventRow) => Reading,
): Promise<Found> {
  const newest = await first<{ id: number | null }>(read, 'select max(id) as id from charger_event', [])
  const upTo = newest?.id ?? 0
  const from = rule.readThrough ?? 0
  const marks = kinds.map(() => '?').join(', ')
  const rows = await read.all<EventRow>(
    `select charger_event.id, kind, received_at, detail, charger_id, charge_point_id, site_id
     from charger_event join charger on charger.id = charger_id
     where charger_event.id > ? and charger_event.id <= ? and kind in (${marks}) order by charger_event.id limit ?`,
    [from, upTo, ...kinds, mostEvents],
  )
  const moments = rows
    .filter(({ siteId }) => rule.siteId === null || rule.siteId === siteId)
    .flatMap((event): Moment[] => {
      const reading = readingOf(event)
      if (reading === undefined) return []
      const { chargerId, siteId, receivedAt } = event
      const at = fromStoredInstant(receivedAt)
      return [{ subject: `charger:${chargerId}`, siteId, chargerId, connectorId: null, at, ...reading }]
    })
  const known = open.map(({ subject, siteId, chargerId, connectorId, beganAt, goneSince, detail }) => ({
    ...{ subject, siteId, chargerId, connectorId, isGone: goneSince !== null },
    ...{ beganAt: fromStoredInstant(beganAt), detail: JSON.parse(detail) },
  }))
  const conditions = conditionsAfter(known, moments, { now, quietMs: quietMinutes * minuteMs })
  return { conditions, readThrough: rows.length === mostEvents ? (rows.at(-1)?.id ?? upTo) : upTo }
}
