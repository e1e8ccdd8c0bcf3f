import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { findCard } from '../cards/commands.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import type { Reservation, ReservationInput } from './schemas.ts'
import { holding } from './states.ts'
import { isAnyInDoubt, reservationsAtOnce, tellOfDoubt, tellOfExpiry } from './tell-holders.ts'

export type ReserveResult =
  | { readonly kind: 'asked'; readonly reservationId: number; readonly command: CommandOutcome }
  | { readonly kind: 'pastExpiry' | 'tooLong' }
  | Unstored

/** A socket that is wanted for no driver for longer is taken out of service instead. */
const longestMs = 24 * 3_600_000

type NewReservation = ReservationInput & { readonly createdBy: string }

/** Holds a socket for a card (OCPP 1.6 §5.13). It is stored before the charger is asked, so none is ever forgotten. */
export async function reserve(services: Services, reservation: NewReservation): Promise<ReserveResult> {
  const now = services.clock.wallMs()
  if (reservation.expiresAt <= toIso(now)) return { kind: 'pastExpiry' }
  if (reservation.expiresAt > toIso(now + longestMs)) return { kind: 'tooLong' }
  const stored = await services.writer.write((tx) => storeReservation(tx, services, reservation))
  return stored.kind === 'stored' ? askCharger(services, { ...reservation, ...stored }) : stored
}

/** Asks the charger for what is stored, and keeps what becomes of it. */
export async function askCharger(
  services: Services,
  reservation: ReservationInput & Omit<Stored, 'kind'>,
): Promise<Extract<ReserveResult, { kind: 'asked' }>> {
  const { chargePointId, connectorId, idTag, expiresAt, reservationId, parentIdTag } = reservation
  const command = await commandCharger(services, chargePointId, 'ReserveNow', {
    reservationId,
    connectorId,
    idTag,
    expiryDate: expiresAt,
    ...(parentIdTag !== undefined && { parentIdTag }),
  })
  await services.writer.write((tx) => settle(tx, services, reservationId, command))
  return { kind: 'asked', reservationId, command }
}

interface Stored {
  readonly kind: 'stored'
  readonly reservationId: number
  readonly parentIdTag: string | undefined
}

type Unstored =
  | { readonly kind: 'unknownCharger' }
  | { readonly kind: 'taken'; readonly reservationId: number }

/** Keeps a reservation that the charger is about to be asked for. */
export async function storeReservation(
  tx: Tx,
  services: Services,
  reservation: NewReservation,
): Promise<Stored | Unstored> {
  const { chargePointId, connectorId, idTag, expiresAt, createdBy } = reservation
  const charger = await first<{ id: number }>(tx, 'select id from charger where charge_point_id = ?', [
    chargePointId,
  ])
  if (charger === undefined) return { kind: 'unknownCharger' }
  const other = await first<{ reservationId: number }>(
    tx,
    `select reservation_id from reservation
     where charger_id = ? and connector_id = ? and state in ${holding} and expires_at > ?`,
    [charger.id, connectorId, toIso(services.clock.wallMs())],
  )
  if (other) return { kind: 'taken', ...other }
  const parentIdTag = (await findCard(tx, idTag))?.parentIdTag
  const { reservationId } = await tx.query
    .insertInto('reservation')
    .values({
      chargerId: charger.id,
      connectorId,
      idTag,
      parentIdTag: parentIdTag ?? null,
      expiresAt,
      state: 'requested',
      createdBy,
      createdAt: toIso(services.clock.wallMs()),
    })
    .returning('reservationId')
    .executeTakeFirstOrThrow()
  return { kind: 'stored', reservationId, parentIdTag }
}

async function settle(
  tx: Tx,
  services: Services,
  reservationId: number,
  { outcome, detail }: CommandOutcome,
): Promise<void> {
  const state: Reservation['state'] =
    outcome === 'accepted' ? 'active' : outcome === 'noAnswer' ? 'unconfirmed' : 'refused'
  const endedAt = state === 'refused' ? toIso(services.clock.wallMs()) : null
  await tx.run(
    "update reservation set state = ?, detail = ?, ended_at = ? where reservation_id = ? and state = 'requested'",
    [state, detail, endedAt, reservationId],
  )
}

/**
 * Gives a reserved socket free again, with what else is to be written in the same commit. What the charger does not confirm
 * stays as it was.
 */
export async function cancelReservation(
  services: Services,
  { reservationId, chargePointId }: { readonly reservationId: number; readonly chargePointId: string },
  alongside: (tx: Tx) => unknown = () => undefined,
): Promise<CommandOutcome> {
  const command = await commandCharger(services, chargePointId, 'CancelReservation', { reservationId })
  if (command.outcome === 'accepted')
    await services.writer.write(async (tx) => {
      await tx.run(
        `update reservation set state = 'cancelled', ended_at = ? where reservation_id = ? and state in ${holding}`,
        [toIso(services.clock.wallMs()), reservationId],
      )
      await alongside(tx)
    })
  return command
}

/** A session began on a reservation: it has served its purpose. */
export async function useReservation(
  tx: Tx,
  use: {
    readonly reservationId: number
    readonly chargerId: number
    readonly transactionId: number
    readonly at: string
  },
): Promise<void> {
  await tx.run(
    `update reservation set state = 'used', transaction_id = ?, ended_at = ?
     where reservation_id = ? and charger_id = ? and state not in ('used', 'cancelled')`,
    [use.transactionId, use.at, use.reservationId, use.chargerId],
  )
}

export function expireReservations(services: Services): Job {
  return {
    name: 'expire reservations',
    everyMs: 30_000,
    async run() {
      const now = toIso(services.clock.wallMs())
      if ((await someOver(services.read, now)).length > 0)
        while (await services.writer.write((tx) => expireSome(tx, services, now))) {}
      if (await isAnyInDoubt(services.read, now))
        while (await services.writer.write((tx) => tellOfDoubt(tx, services, now))) {}
    },
  }
}

/** Found by when they end: the `+` keeps SQLite from reading all that there were, in their order. */
const someOver = (runner: SqlRunner, now: string) =>
  runner.all<{ reservationId: number }>(
    `select reservation_id from reservation where state in ${holding} and expires_at <= ?
     order by +reservation_id limit ?`,
    [now, reservationsAtOnce],
  )

/** Ends some that are over, and tells those who had them, in one commit. Whether there may be more. */
async function expireSome(tx: Tx, services: Services, now: string): Promise<boolean> {
  const over = await someOver(tx, now)
  const last = over.at(-1)
  if (last === undefined) return false
  await tellOfExpiry(tx, services, { now, upTo: last.reservationId })
  await tx.run(
    `update reservation set state = 'expired', ended_at = expires_at
     where state in ${holding} and expires_at <= ? and reservation_id <= ?`,
    [now, last.reservationId],
  )
  return over.length === reservationsAtOnce
}
