import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import { CaseFailure, must } from '@colok/shared/testing/conformance/case-failure'
import type { z } from 'zod'
import type { Reservation } from '../../src/features/reservations/schemas.ts'
import { familyIdTag, idTag, otherFamilyIdTag, parentIdTag } from '../kit/cards.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import type { Outcome } from '../kit/operator.ts'
import { answered, authorise, booted, start, tellStatus } from '../kit/states.ts'

type View = z.infer<typeof Reservation>
type ReserveStatus = Confirmation<'ReserveNow'>['status']

/** Long enough for every case, and for the one that waits until it is over. */
const hourMs = 3_600_000
const shortMs = 1_500

export const reservation: readonly ConformanceCase[] = [
  {
    id: 'TC_046_CSMS',
    title: 'reservation of connector, transaction',
    profile: 'Reservation',
    run: (bench) => used(bench, 1),
  },
  {
    id: 'TC_047_CSMS',
    title: 'reservation of connector, expire',
    profile: 'Reservation',
    async run(bench) {
      await booted(bench)
      const first = await reserve(bench, 'Accepted', { withinMs: shortMs })
      await tellStatus(bench, 1, 'Reserved')
      await expired(bench, first)
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_048_1_CSMS',
    title: 'reservation of connector, faulted',
    profile: 'Reservation',
    run: (bench) => refused(bench, 'Faulted', 'Faulted'),
  },
  {
    id: 'TC_048_2_CSMS',
    title: 'reservation of connector, occupied',
    profile: 'Reservation',
    run: (bench) => refused(bench, 'Occupied', 'Preparing'),
  },
  {
    id: 'TC_048_3_CSMS',
    title: 'reservation of connector, unavailable',
    profile: 'Reservation',
    run: (bench) => refused(bench, 'Unavailable', 'Unavailable'),
  },
  {
    id: 'TC_048_4_CSMS',
    title: 'reservation of connector, rejected',
    profile: 'Reservation',
    run: (bench) => refused(bench, 'Rejected', 'Available'),
  },
  {
    id: 'TC_049_CSMS',
    title: 'reservation of charge point, transaction',
    profile: 'Reservation',
    run: (bench) => used(bench, 0),
  },
  {
    id: 'TC_051_CSMS',
    title: 'cancel reservation',
    profile: 'Reservation',
    async run(bench) {
      await cancelled(bench, 'Accepted')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_052_CSMS',
    title: 'cancel reservation, rejected',
    profile: 'Reservation',
    run: (bench) => cancelled(bench, 'Rejected'),
  },
  {
    id: 'TC_053_CSMS',
    title: 'use reserved connector with parent idtag',
    profile: 'Reservation',
    async run(bench) {
      await booted(bench)
      const { reservationId } = await reserve(bench, 'Accepted', { idTag: familyIdTag, parentIdTag })
      await tellStatus(bench, 1, 'Reserved')
      const { idTagInfo } = await bench.chargePoint.call('Authorize', { idTag: otherFamilyIdTag })
      must(
        idTagInfo.status === 'Accepted' && idTagInfo.parentIdTag === parentIdTag,
        `Authorize.conf: idTagInfo is ${JSON.stringify(idTagInfo)}, wanted Accepted with ${parentIdTag}`,
      )
      await tellStatus(bench, 1, 'Preparing')
      const transactionId = await start(bench, { idTag: otherFamilyIdTag, reservationId })
      await tellStatus(bench, 1, 'Charging')
      await requireReservation(bench, reservationId, { state: 'used', transactionId })
    },
  },
]

/** A reservation whose card comes and charges; of connector 0, any connector will do. */
async function used(bench: Bench, connectorId: 0 | 1): Promise<void> {
  await booted(bench)
  const { reservationId } = await reserve(bench, 'Accepted', { connectorId })
  if (connectorId === 1) await tellStatus(bench, 1, 'Reserved')
  await authorise(bench)
  await tellStatus(bench, 1, 'Preparing')
  const transactionId = await start(bench, { reservationId })
  await tellStatus(bench, 1, 'Charging')
  await requireReservation(bench, reservationId, { state: 'used', transactionId })
}

async function refused(bench: Bench, status: ReserveStatus, connector: ChargePointStatus): Promise<void> {
  await booted(bench)
  if (connector !== 'Available')
    await tellStatus(bench, 1, connector, connector === 'Faulted' ? 'GroundFailure' : 'NoError')
  const { reservationId } = await reserve(bench, status)
  await requireReservation(bench, reservationId, { state: 'refused' })
}

async function cancelled(bench: Bench, status: Confirmation<'CancelReservation'>['status']): Promise<void> {
  const { chargePoint, operator } = bench
  await booted(bench)
  const { reservationId } = await reserve(bench, 'Accepted')
  await tellStatus(bench, 1, 'Reserved')
  const isAccepted = status === 'Accepted'
  const answer = { confirmation: { status }, outcome: isAccepted ? 'accepted' : 'rejected' } as const
  await answered(bench.chargePoint, 'CancelReservation', answer, async () => {
    const path = `/reservations/${reservationId}/cancel`
    return (await operator.post<{ command: Outcome }>(path, {})).command
  })
  await chargePoint.expectCall('CancelReservation', { reservationId })
  await requireReservation(bench, reservationId, { state: isAccepted ? 'cancelled' : 'active' })
}

/** Asks for a reservation, which the charge point must be sent field by field. */
async function reserve(
  bench: Bench,
  status: ReserveStatus,
  options: { connectorId?: number; idTag?: string; parentIdTag?: string; withinMs?: number } = {},
): Promise<Request<'ReserveNow'>> {
  const { chargePoint, operator } = bench
  const expiresAt = new Date(Date.now() + (options.withinMs ?? hourMs)).toISOString()
  const { connectorId = 1 } = options
  const wanted = { connectorId, idTag: options.idTag ?? idTag, expiryDate: expiresAt }
  const answer = {
    confirmation: { status },
    outcome: status === 'Accepted' ? 'accepted' : 'rejected',
  } as const
  await answered(bench.chargePoint, 'ReserveNow', answer, async () => {
    const input = { chargePointId: operator.chargePointId, connectorId, idTag: wanted.idTag, expiresAt }
    return (await operator.post<{ command: Outcome }>('/reservations', input)).command
  })
  const request = await chargePoint.expectCall('ReserveNow', { ...wanted, parentIdTag: options.parentIdTag })
  if (status === 'Accepted') await requireReservation(bench, request.reservationId, { state: 'active' })
  return request
}

/** The socket can be reserved anew once the first reservation is over, and not before. */
async function expired(bench: Bench, first: Request<'ReserveNow'>): Promise<void> {
  const second = await bench.operator.until('the end of the reservation', async () => {
    try {
      return await reserve(bench, 'Accepted')
    } catch (cause) {
      if (cause instanceof CaseFailure && cause.message.includes('was answered 409')) return undefined
      throw cause
    }
  })
  must(Date.now() >= Date.parse(first.expiryDate), 'a reserved connector was reserved a second time')
  must(second.reservationId !== first.reservationId, 'two reservations have one id')
}

async function requireReservation(
  { operator }: Bench,
  reservationId: number,
  wanted: { readonly state: View['state']; readonly transactionId?: number },
): Promise<void> {
  const { state, transactionId } = await operator.get<View>(`/reservations/${reservationId}`)
  must(state === wanted.state, `the API says that the reservation is ${state}, wanted ${wanted.state}`)
  must(
    transactionId === (wanted.transactionId ?? null),
    `the API says that transaction ${transactionId} used the reservation`,
  )
}
