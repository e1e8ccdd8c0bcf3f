import type { ChargePoint } from '../charge-point.ts'
import type { CloudHost } from '../cloud-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

interface ReservationRow {
  readonly reservationId: number
  readonly state: string
  readonly connectorId: number
  readonly idTag: string
  /** Of the sessions that began on it. */
  readonly sessions: number
  /** Of those at another socket, or of another card. */
  readonly others: number
}

/** Every reservation comes to its end on both sides, and what began on one is its own card's at its own socket. */
export async function checkReservations(
  chargePoint: ChargePoint,
  { cloud, moment }: { readonly cloud: CloudHost; readonly moment: Moment },
  report: Report,
): Promise<void> {
  const tell = (what: string) => report({ checker: 'reservationsEnd', subject: chargePoint.id, what })
  const kept = (chargePoint.charger?.state.reservations ?? []).filter(
    ({ expiresAt }) => expiresAt < moment.beforeMs,
  )
  if (kept.length > 0) tell(`the charger still keeps ${JSON.stringify(kept)}`)
  const rows = await cloud.rows<ReservationRow>(
    `select reservation.reservation_id, reservation.state, reservation.connector_id, reservation.id_tag,
       (select count(*) from session where session.reservation_id = reservation.reservation_id
          and session.charger_id = reservation.charger_id) as sessions,
       (select count(*) from session where session.reservation_id = reservation.reservation_id
          and (session.charger_id <> reservation.charger_id or session.id_tag <> reservation.id_tag
            or (reservation.connector_id > 0 and session.connector_id <> reservation.connector_id))) as others
     from reservation join charger on charger.id = reservation.charger_id
     where charge_point_id = ? and expires_at < ? order by reservation.reservation_id`,
    [chargePoint.id, moment.before],
  )
  for (const { reservationId, state, sessions, others } of rows) {
    const at = `reservation ${reservationId} (${state})`
    if (lasting.has(state)) tell(`${at} is not at its end`)
    if (others > 0) tell(`${at} was used by another card, or at another socket`)
    if (sessions > 1) tell(`${at} was used ${sessions} times`)
    if ((state === 'used') !== sessions > 0 && state !== 'cancelled') tell(`${at} has ${sessions} sessions`)
  }
}

const lasting = new Set(['requested', 'active', 'unconfirmed'])
