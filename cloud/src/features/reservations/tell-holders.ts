import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SqlRunner, SqlValue, Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { queueMessage } from '../messages/commands.ts'
import { oneLine } from '../messages/one-line.ts'
import { holding } from './states.ts'

/** Mobile networks lose a charger for a moment every day; nobody is written to for that. */
const offlineForMs = 60_000

/** In one commit; the rest in the next, at once. */
export const reservationsAtOnce = 500

interface Holder {
  readonly reservationId: number
  readonly expiresAt: string
  readonly phone: string
  readonly language: 'id' | 'en'
  readonly timeZone: string
  readonly site: string
  readonly post: string
  readonly latitude: number
  readonly longitude: number
}

/** Tells drivers whose time is over, in the commit that gives the socket free; `upTo` is the last one that it ends. */
export async function tellOfExpiry(
  tx: Tx,
  services: Services,
  { now, upTo }: { readonly now: string; readonly upTo: number },
): Promise<void> {
  const isOver = 'expires_at <= ? and reservation.reservation_id <= ?'
  for (const holder of await holders(tx, isOver, [now, upTo])) {
    const { reservationId, expiresAt, latitude, longitude } = holder
    await queueMessage(tx, services, {
      ...to(holder),
      dedupeKey: `reservation-expired:${reservationId}`,
      kind: 'reservationExpired',
      parameters: {
        post: postOf(holder),
        until: fromStoredInstant(expiresAt),
        url: `${services.settings.publicUrl}/nearest?lat=${latitude}&lon=${longitude}`,
      },
    })
  }
}

/**
 * Tells some drivers, once each, that the post that waits for them is offline, or its socket out of order: they are on their
 * way. Whether there may be more to tell.
 */
export async function tellOfDoubt(tx: Tx, services: Services, now: string): Promise<boolean> {
  const waiting = await holdersInDoubt(tx, now)
  let queued = 0
  for (const holder of waiting) {
    const result = await queueMessage(tx, services, {
      ...to(holder),
      dedupeKey: `reservation-in-doubt:${holder.reservationId}`,
      kind: 'reservationInDoubt',
      parameters: { post: postOf(holder), url: `${services.settings.publicUrl}/reservation` },
    })
    if (result.kind === 'queued') queued += 1
  }
  // Where the outbox takes nothing, it is tried again in the next run.
  return waiting.length === reservationsAtOnce && queued > 0
}

/** Whether somebody is to be told that. */
export const isAnyInDoubt = async (runner: SqlRunner, now: string): Promise<boolean> =>
  (await holdersInDoubt(runner, now)).length > 0

function holdersInDoubt(runner: SqlRunner, now: string): Promise<Holder[]> {
  const inDoubt = `expires_at > ?
    and (connected = 0 and disconnected_at <= ? or connector.status in ('Faulted', 'Unavailable'))
    and not exists (select 1 from message where dedupe_key = 'reservation-in-doubt:' || reservation.reservation_id)`
  return holders(runner, inDoubt, [now, toIso(fromStoredInstant(now) - offlineForMs)])
}

/** Drivers who wait for their socket to be used, where this is so of the reservation and its post. The `+` as for `someOver`. */
async function holders(
  runner: SqlRunner,
  condition: string,
  parameters: readonly SqlValue[],
): Promise<Holder[]> {
  return runner.all<Holder>(
    `select reservation.reservation_id, expires_at, phone, language, time_zone, site.name as site, charger.name as post,
       latitude, longitude
     from reservation join driver_reservation on driver_reservation.reservation_id = reservation.reservation_id
       join "user" on "user".id = driver_reservation.user_id join charger on charger.id = reservation.charger_id
       join site on site.id = charger.site_id
       left join connector on connector.charger_id = charger.id and connector.connector_id = reservation.connector_id
     where state in ${holding} and let_go_at is null and arrived_at is null and phone is not null
       and phone_verified = 1 and ${condition}
     order by +reservation.reservation_id limit ?`,
    [...parameters, reservationsAtOnce],
  )
}

function to({ language, timeZone, phone }: Holder) {
  const addresses = [{ channel: 'whatsapp', address: phone } as const]
  return { language, timeZone, addresses, createdBy: 'reservation' }
}

const postOf = ({ site, post }: Holder) => oneLine(`${site}, ${post}`, 120)
