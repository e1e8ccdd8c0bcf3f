import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { Reservation } from './schemas.ts'

let system: VirtualCloud
let charger: VirtualCharger
beforeEach(async () => {
  system = await startVirtualCloud()
  charger = await connectVirtualCharger(system)
})
afterEach(() => system.stop())

const inMinutes = (minutes: number) => new Date(system.clock.wallMs() + minutes * 60_000).toISOString()
const reserve = (change: object = {}) =>
  system.api<{ reservation: Reservation; command: { outcome: string } }>('/reservations', {
    method: 'POST',
    body: { chargePointId: 'CLK-0001', connectorId: 1, idTag: '04aaaa', expiresAt: inMinutes(30), ...change },
  })
const state = async (reservationId: number) =>
  (await system.api<Reservation>(`/reservations/${reservationId}`)).body.state

test('a socket is held for a card and its family, until a session uses it', async () => {
  const { body } = await reserve()
  const { reservationId } = body.reservation
  expect(body).toMatchObject({
    reservation: { state: 'active', idTag: '04AAAA' },
    command: { outcome: 'accepted' },
  })
  expect(charger.asked).toEqual([
    [
      'ReserveNow',
      {
        connectorId: 1,
        idTag: '04AAAA',
        parentIdTag: 'FAMILY',
        reservationId,
        expiryDate: body.reservation.expiresAt,
      },
    ],
  ])
  expect((await reserve({ idTag: '04BBBB' })).status).toBe(409)
  const [, , started] = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04AAAA',
    meterStart: 0,
    reservationId,
    timestamp: inMinutes(0),
  })
  const { body: used } = await system.api(`/reservations/${reservationId}`)
  expect(used).toMatchObject({
    state: 'used',
    transactionId: (started as { transactionId: number }).transactionId,
  })
  expect((await reserve({ idTag: '04BBBB' })).status).toBe(200)
})

test('what the charger says to it is kept; silence is not taken for a no', async () => {
  charger.answerWith(() => ({ status: 'Occupied' }))
  expect((await reserve()).body).toMatchObject({
    reservation: { state: 'refused', detail: 'The charger answered Occupied.' },
    command: { outcome: 'rejected' },
  })
  charger.answerWith(() => undefined)
  expect((await reserve()).body).toMatchObject({ reservation: { state: 'unconfirmed' } })
})

test('it is cancelled when the charger says so, and not before', async () => {
  const { reservationId } = (await reserve()).body.reservation
  const cancel = () => system.api(`/reservations/${reservationId}/cancel`, { method: 'POST' })
  charger.answerWith(() => ({ status: 'Rejected' }))
  expect((await cancel()).body).toMatchObject({
    command: { outcome: 'rejected' },
    reservation: { state: 'active' },
  })
  charger.answerWith(() => ({ status: 'Accepted' }))
  expect((await cancel()).body).toMatchObject({ reservation: { state: 'cancelled' } })
  expect(charger.asked.at(-1)).toEqual(['CancelReservation', { reservationId }])
})

test('it expires by itself, and one that would have expired already is refused', async () => {
  const { reservationId } = (await reserve({ expiresAt: inMinutes(10) })).body.reservation
  await system.clock.advance(9 * 60_000)
  expect(await state(reservationId)).toBe('active')
  await system.clock.advance(2 * 60_000)
  expect(await state(reservationId)).toBe('expired')
  expect((await reserve({ expiresAt: inMinutes(-1) })).status).toBe(400)
  expect((await reserve({ expiresAt: '9999-12-31T00:00:00Z' })).status).toBe(400)
})

test('another charger cannot use it up', async () => {
  const { reservationId } = (await reserve()).body.reservation
  const other = await connectVirtualCharger(system, 'CLK-0002')
  await other.call('StartTransaction', {
    connectorId: 1,
    idTag: '04AAAA',
    meterStart: 0,
    reservationId,
    timestamp: inMinutes(0),
  })
  expect(await state(reservationId)).toBe('active')
})
