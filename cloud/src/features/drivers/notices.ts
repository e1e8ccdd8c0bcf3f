import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { queueMessage } from '../messages/commands.ts'
import { oneLine } from '../messages/one-line.ts'
import { Notices, usualNotices } from './schemas.ts'

interface Ended {
  readonly site: string
  readonly timeZone: string
  readonly connectorId: number
  readonly energyWh: number
  readonly totalIdr: number
  readonly phone: string
  readonly language: 'id' | 'en'
  readonly notices: string | null
}

/** Tells a driver that a session of a card of theirs has ended, where they want to hear of it. */
export async function noticeOfEnd(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const ended = await first<Ended>(
    tx,
    `select site.name as site, time_zone, connector_id, energy_wh, total_idr, phone, language, notices
     from session join driver_card on driver_card.id_tag = session.id_tag and driver_card.state = 'active'
       join "user" on "user".id = driver_card.user_id
       left join driver_preference on driver_preference.user_id = "user".id
       join charger on charger.id = session.charger_id join site on site.id = charger.site_id
     where session.id = ? and total_idr is not null and phone is not null`,
    [sessionId],
  )
  if (ended === undefined) return
  const { phone, language, timeZone, site, connectorId: socket, energyWh, totalIdr } = ended
  const wishes = ended.notices === null ? usualNotices : Notices.parse(JSON.parse(ended.notices))
  if (!wishes.chargingFinished) return
  await queueMessage(tx, services, {
    dedupeKey: `charging-finished:${sessionId}`,
    kind: 'chargingFinished',
    parameters: { site: oneLine(site, 80), socket, energyWh, totalIdr },
    language,
    timeZone,
    addresses: [{ channel: 'whatsapp', address: phone }],
    createdBy: 'session',
  })
}
