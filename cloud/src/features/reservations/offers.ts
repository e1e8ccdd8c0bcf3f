import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { type HoldingRefusal, knowsReservations, refusalToHold } from '../../core/socket-holding.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { storedConfiguration } from '../configuration/configuration.ts'
import { priceAt } from '../tariffs/prices.ts'
import { findTariff } from '../tariffs/queries.ts'
import { holding } from './states.ts'

const dayMs = 24 * 3_600_000

const nobody = { holdsOne: false, unusedToday: 0 }

/** For how long a socket of a charger would be held for somebody who asked now; null where none would be. */
export async function minutesOffered(
  services: Pick<Services, 'clock' | 'read'>,
  chargePointId: string,
): Promise<number | null> {
  const asked = await mayHold(services.read, services, { chargePointId, userId: undefined })
  return asked.refusal === undefined ? asked.minutes : null
}

interface Judged {
  readonly refusal: HoldingRefusal | undefined
  readonly minutes: number
}

/** Whether a socket of a charger may be held for a driver now; without one, for anybody who has held none. */
export async function mayHold(
  runner: SqlRunner,
  { clock }: Pick<Services, 'clock'>,
  { chargePointId, userId }: { readonly chargePointId: string; readonly userId: string | undefined },
): Promise<Judged> {
  const now = clock.wallMs()
  const minutes = await minutesAllowed(runner, { chargePointId, at: toIso(now) })
  // Most tariffs hold nothing, and then there is nothing else to look up.
  if (minutes === null) return { refusal: 'notHere', minutes: 0 }
  const refusal = refusalToHold({
    ...{ now, minutes },
    canReserve: knowsReservations((await storedConfiguration(runner, chargePointId))?.keys ?? []),
    person: userId === undefined ? nobody : await personNow(runner, userId, now),
    post: await postNow(runner, chargePointId, now),
  })
  return { refusal, minutes }
}

async function minutesAllowed(
  runner: SqlRunner,
  { chargePointId, at }: { readonly chargePointId: string; readonly at: string },
): Promise<number | null> {
  const charger = await first<{ siteId: string }>(
    runner,
    'select site_id from charger where charge_point_id = ?',
    [chargePointId],
  )
  const price = charger && (await priceAt(runner, { siteId: charger.siteId, at }))
  const tariff = price && (await findTariff(runner, price.tariffId))
  return tariff?.reservationMinutes ?? null
}

async function personNow(runner: SqlRunner, userId: string, now: number) {
  const rows = await runner.all<{ isHolding: number }>(
    `select case when state in ${holding} and expires_at > ? and let_go_at is null and arrived_at is null
       then 1 else 0 end as is_holding
     from driver_reservation join reservation on reservation.reservation_id = driver_reservation.reservation_id
     where user_id = ? and asked_at > ? and state not in ('used', 'refused')`,
    [toIso(now), userId, toIso(now - dayMs)],
  )
  const holds = rows.filter(({ isHolding }) => isHolding === 1).length
  return { holdsOne: holds > 0, unusedToday: rows.length - holds }
}

async function postNow(runner: SqlRunner, chargePointId: string, now: number) {
  const rows = await runner.all<{ isHeld: number; unusedUntil: string }>(
    `select case when state in ${holding} and expires_at > ? then 1 else 0 end as is_held,
       coalesce(ended_at, expires_at) as unused_until
     from charger join reservation on reservation.charger_id = charger.id
       join driver_reservation on driver_reservation.reservation_id = reservation.reservation_id
     where charge_point_id = ? and reservation.created_at > ? and arrived_at is null and state not in ('used', 'refused')
     order by 2 desc`,
    [toIso(now), chargePointId, toIso(now - dayMs)],
  )
  const over = rows.find(({ isHeld }) => isHeld === 0)
  return {
    isHeld: rows.some(({ isHeld }) => isHeld === 1),
    unusedUntil: over && fromStoredInstant(over.unusedUntil),
  }
}
