import { createHmac, timingSafeEqual } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import type { HoldingRefusal } from '../../core/socket-holding.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { CommandOutcome } from '../chargers/commands-to-chargers.ts'
import { listDriverCards } from '../drivers/cards.ts'
import { askCharger, cancelReservation, storeReservation } from './commands.ts'
import { mayHold } from './offers.ts'
import type { HeldSocket } from './schemas.ts'
import { holding } from './states.ts'

/** Guessing one of a million in so many tries is not worth the while. */
const mostWrongCodes = 5

const minuteMs = 60_000

/** From the moment at which a driver asks to pay for a socket until they charge there. */
const paying = "('creating', 'awaitingPayment', 'reserving', 'starting', 'charging')"

export type HoldResult =
  | { readonly kind: 'held'; readonly reservationId: number }
  /** The charger said no, or is not there. */
  | { readonly kind: 'chargerRefused'; readonly detail: string }
  /** It may have taken it or not; nobody counts on it. */
  | { readonly kind: 'noAnswer' }
  | { readonly kind: 'refused'; readonly reason: HoldingRefusal | 'noneFree' }

/**
 * Holds a socket for a driver: for their card, which the post then takes at a tap; for a driver without one, for a number
 * that nobody can tap, until they give its code where they stand.
 */
export async function holdSocket(
  services: Services,
  asked: { readonly userId: string; readonly chargePointId: string },
): Promise<HoldResult> {
  const { userId, chargePointId } = asked
  const card = (await listDriverCards(services.read, userId)).findLast(
    ({ state, mayCharge }) => state === 'active' && mayCharge,
  )
  const idTag = card?.idTag ?? `RSV${services.newId().replaceAll('-', '').slice(-17).toUpperCase()}`
  const stored = await services.writer.write(async (tx) => {
    const { refusal, minutes } = await mayHold(tx, services, asked)
    if (refusal !== undefined) return { kind: 'refused', reason: refusal } as const
    const socket = await freeSocket(tx, chargePointId)
    if (socket === undefined) return { kind: 'refused', reason: 'noneFree' } as const
    const now = services.clock.wallMs()
    const expiresAt = toIso(now + minutes * minuteMs)
    const reservation = { chargePointId, connectorId: socket, idTag, expiresAt, createdBy: 'driver' }
    const result = await storeReservation(tx, services, reservation)
    if (result.kind !== 'stored') return { kind: 'refused', reason: 'noneFree' } as const
    const { reservationId } = result
    await tx.run(
      'insert into driver_reservation (reservation_id, user_id, held_by, asked_at) values (?, ?, ?, ?)',
      [reservationId, userId, card === undefined ? 'code' : 'card', toIso(now)],
    )
    return { ...result, reservation }
  })
  if (stored.kind !== 'stored') return stored
  const { command, reservationId } = await askCharger(services, { ...stored.reservation, ...stored })
  if (command.outcome === 'accepted') return { kind: 'held', reservationId }
  if (command.outcome !== 'noAnswer') return { kind: 'chargerRefused', detail: command.detail }
  await noteLetGo(services, reservationId)
  return { kind: 'noAnswer' }
}

/** The first socket of a connected charger that is ready, held for nobody, and that nobody is paying for. */
async function freeSocket(runner: SqlRunner, chargePointId: string): Promise<number | undefined> {
  const socket = await first<{ connectorId: number }>(
    runner,
    `select connector.connector_id from charger join connector on connector.charger_id = charger.id
     where charge_point_id = ? and connected = 1 and registration = 'Accepted' and connector.connector_id > 0
       and connector.status = 'Available'
       and not exists (select 1 from reservation where reservation.charger_id = charger.id
         and reservation.connector_id in (0, connector.connector_id) and state in ${holding})
       and not exists (select 1 from payment where payment.charger_id = charger.id
         and payment.connector_id = connector.connector_id and payment.state in ${paying})
     order by connector.connector_id limit 1`,
    [chargePointId],
  )
  return socket?.connectorId
}

interface HeldRow extends Omit<HeldSocket, 'code' | 'state' | 'card' | 'postOnline' | 'page'> {
  readonly state: string
  readonly idTag: string
  readonly heldBy: 'card' | 'code'
  readonly connected: number
  readonly arrivedAt: string | null
  readonly letGoAt: string | null
}

/** What a driver has had held, the newest first. */
export async function listHeld(services: Services, userId: string, limit: number): Promise<HeldSocket[]> {
  const rows = await services.read.all<HeldRow>(
    `select reservation.reservation_id, charge_point_id, charger.name as post, site.name as site, time_zone, latitude,
       longitude, reservation.connector_id, reservation.id_tag, held_by, expires_at, state, connected, asked_at, arrived_at,
       let_go_at
     from driver_reservation join reservation on reservation.reservation_id = driver_reservation.reservation_id
       join charger on charger.id = reservation.charger_id join site on site.id = charger.site_id
     where user_id = ? order by reservation.reservation_id desc limit ?`,
    [userId, limit],
  )
  return rows.map((row) => toHeld(services, row))
}

function toHeld(services: Services, row: HeldRow): HeldSocket {
  const { idTag, heldBy, connected, arrivedAt: _, letGoAt: __, ...held } = row
  const state = stateOf(row, toIso(services.clock.wallMs()))
  return {
    ...held,
    state,
    code: state === 'held' ? codeOf(services, row.reservationId) : null,
    card: heldBy === 'card' ? idTag.slice(-4) : null,
    postOnline: connected === 1,
    page: `${services.settings.publicUrl}/c/${encodeURIComponent(row.chargePointId)}`,
  }
}

function stateOf({ state, expiresAt, arrivedAt, letGoAt }: HeldRow, now: string): HeldSocket['state'] {
  if (arrivedAt !== null) return 'arrived'
  if (state === 'used' || state === 'refused') return state
  if (letGoAt !== null || state === 'cancelled') return 'letGo'
  if (state === 'expired' || expiresAt <= now) return 'expired'
  return state === 'requested' ? 'asked' : 'held'
}

/** Six digits that only we can make: nothing of them is stored. */
function codeOf({ settings }: Pick<Services, 'settings'>, reservationId: number): string {
  const mac = createHmac('sha256', settings.secret).update(`held socket ${reservationId}`).digest()
  return String(mac.readUInt32BE() % 1_000_000).padStart(6, '0')
}

/**
 * A driver does not want a socket any more. They are free to have another one held at once, whatever the charger says;
 * where it is offline, the socket is free when the time is over.
 */
export async function letGo(
  services: Services,
  held: { readonly reservationId: number; readonly chargePointId: string },
): Promise<CommandOutcome> {
  await noteLetGo(services, held.reservationId)
  return cancelReservation(services, held)
}

async function noteLetGo({ writer, clock }: Services, reservationId: number): Promise<void> {
  await writer.write((tx) =>
    tx.run(
      'update driver_reservation set let_go_at = ? where reservation_id = ? and let_go_at is null and arrived_at is null',
      [toIso(clock.wallMs()), reservationId],
    ),
  )
}

export type ArrivalResult =
  | { readonly kind: 'free' }
  | { readonly kind: 'notFreed'; readonly detail: string }
  | { readonly kind: 'wrongCode' | 'tooManyCodes' | 'nothingHeld' }

/** Somebody stands at a post and gives the code of the socket that it holds, which is then free for them to plug in. */
export async function arriveByCode(
  services: Services,
  given: { readonly chargePointId: string; readonly code: string },
): Promise<ArrivalResult> {
  const held = await services.writer.write(async (tx) => {
    const found = await first<{ reservationId: number; wrongCodes: number }>(
      tx,
      `select reservation.reservation_id, wrong_codes from charger
         join reservation on reservation.charger_id = charger.id
         join driver_reservation on driver_reservation.reservation_id = reservation.reservation_id
       where charge_point_id = ? and state in ${holding} and expires_at > ? and arrived_at is null and let_go_at is null
       order by reservation.reservation_id desc limit 1`,
      [given.chargePointId, toIso(services.clock.wallMs())],
    )
    if (found === undefined) return { kind: 'nothingHeld' } as const
    if (found.wrongCodes >= mostWrongCodes) return { kind: 'tooManyCodes' } as const
    if (isSameCode(codeOf(services, found.reservationId), given.code))
      return { kind: 'right', ...found } as const
    await tx.run('update driver_reservation set wrong_codes = wrong_codes + 1 where reservation_id = ?', [
      found.reservationId,
    ])
    return { kind: 'wrongCode' } as const
  })
  if (held.kind !== 'right') return held
  return arrive(services, { reservationId: held.reservationId, chargePointId: given.chargePointId })
}

/** The one for whom a socket is held is there: it is given free, as if it had never been held. */
export async function arrive(
  services: Services,
  held: { readonly reservationId: number; readonly chargePointId: string },
): Promise<ArrivalResult> {
  const command = await cancelReservation(services, held, (tx) =>
    tx.run('update driver_reservation set arrived_at = ? where reservation_id = ? and arrived_at is null', [
      toIso(services.clock.wallMs()),
      held.reservationId,
    ]),
  )
  return command.outcome === 'accepted' ? { kind: 'free' } : { kind: 'notFreed', detail: command.detail }
}

function isSameCode(code: string, given: string): boolean {
  const bytes = Buffer.from(given.replaceAll(' ', ''))
  return bytes.length === code.length && timingSafeEqual(bytes, Buffer.from(code))
}
