import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import { booted, charging, configure, expectStart, idTag, otherIdTag, parentIdTag } from '../kit/states.ts'

const reservationId = 17
const longMs = 600_000
/** The shortest that shows a reservation standing before it lapses. */
const shortMs = 3_000

export const reservation: readonly ConformanceCase[] = [
  {
    id: 'TC_046_1_CS',
    title: 'reservation of a connector, local start transaction',
    profile: 'Reservation',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await othersUnavailable(bench)
      await reserved(bench)
      await charger.present(otherIdTag)
      await central.expectNone('Authorize')
      // Whether it asks about the card that the reservation is for is its own affair.
      await charger.present(idTag)
      await central.expectStatus(1, 'Preparing')
      await charger.plugIn()
      await expectStart(bench, { idTag, reservationId })
    },
  },
  {
    id: 'TC_047_CS',
    title: 'reservation of a connector, expire',
    profile: 'Reservation',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await othersUnavailable(bench)
      const expiresMs = Date.now() + shortMs
      await reserved(bench, { expiresMs })
      await central.expectStatus(1, 'Available')
      must(Date.now() >= expiresMs - 1_000, 'the reservation lapsed before its expiryDate')
      await charging(bench, { idTag: otherIdTag })
    },
  },
  {
    id: 'TC_051_CS',
    title: 'cancel reservation',
    profile: 'Reservation',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await reserved(bench)
      await central.callFor('CancelReservation', { reservationId }, 'Accepted')
      await central.expectStatus(1, 'Available')
      await charging(bench, { idTag: otherIdTag })
    },
  },
  {
    id: 'TC_052_CS',
    title: 'cancel reservation, rejected',
    profile: 'Reservation',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await reserved(bench)
      await central.callFor('CancelReservation', { reservationId: reservationId + 1 }, 'Rejected')
      await central.callFor(
        'TriggerMessage',
        { requestedMessage: 'StatusNotification', connectorId: 1 },
        'Accepted',
      )
      await central.expectStatus(1, 'Reserved')
    },
  },
  {
    id: 'TC_053_1_CS',
    title: 'use a reserved connector with parentIdTag, local',
    profile: 'Reservation',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await othersUnavailable(bench)
      await reserved(bench, { parentIdTag })
      central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag } })
      await charger.present(otherIdTag)
      await central.expectCall('Authorize', { idTag: otherIdTag })
      await charger.plugIn()
      await expectStart(bench, { idTag: otherIdTag, reservationId })
    },
  },
  {
    id: 'TC_053_2_CS',
    title: 'use a reserved connector with parentIdTag, remote',
    profile: 'Reservation',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await othersUnavailable(bench)
      await configure(bench, { AuthorizeRemoteTxRequests: 'true' })
      await reserved(bench, { parentIdTag })
      central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag } })
      await central.callFor('RemoteStartTransaction', { idTag: otherIdTag, connectorId: 1 }, 'Accepted')
      await central.expectCall('Authorize', { idTag: otherIdTag })
      await charger.plugIn()
      await expectStart(bench, { idTag: otherIdTag, reservationId })
    },
  },
]

/** Only the connector of the reservation is of use, so that nobody can mean another. */
async function othersUnavailable({ central }: Bench): Promise<void> {
  await central.callFor('ChangeAvailability', { connectorId: 2, type: 'Inoperative' }, 'Accepted')
  await central.expectStatus(2, 'Unavailable')
}

/** Connector 1 is kept for `idTag`. */
async function reserved(
  { central }: Bench,
  options: { expiresMs?: number; parentIdTag?: string } = {},
): Promise<void> {
  const expiryDate = new Date(options.expiresMs ?? Date.now() + longMs).toISOString()
  const parent = options.parentIdTag === undefined ? {} : { parentIdTag: options.parentIdTag }
  await central.callFor(
    'ReserveNow',
    { connectorId: 1, expiryDate, idTag, reservationId, ...parent },
    'Accepted',
  )
  await central.expectStatus(1, 'Reserved')
}
