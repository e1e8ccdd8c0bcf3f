import { describe, expect, test } from 'vitest'
import { type BenchOptions, ChargerBench, card } from '../testing/charger-bench.ts'

const other = '04998877665544'

/** A charger whose connector 1 is reserved for `card` for an hour. */
async function reserved(options: BenchOptions = {}, parentIdTag?: string, connectorId = 1) {
  const bench = await ChargerBench.start(options)
  const expiryDate = new Date(bench.clock.wallMs() + 3_600_000).toISOString()
  const request = {
    connectorId,
    expiryDate,
    idTag: card,
    reservationId: 5,
    ...(parentIdTag ? { parentIdTag } : {}),
  }
  expect(await bench.confirmation('ReserveNow', request)).toEqual({ status: 'Accepted' })
  await bench.advance(100)
  return bench
}

describe('a reservation', () => {
  test('is kept for its card and used up by its StartTransaction (TC_046_1)', async () => {
    const bench = await reserved()
    expect(bench.central.statuses(1)).toEqual(['Available', 'Reserved'])
    expect(bench.lcd[0]).toBe('DIPESAN')
    await bench.startSession(1, other)
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd).toContain('Soket dipesan')
    await bench.tap(card)
    expect(bench.central.sent('StartTransaction')).toMatchObject([{ idTag: card, reservationId: 5 }])
    await bench.tap(card)
    await bench.plugOut()
    expect(bench.central.statuses(1).at(-1)).toBe('Available')
  })

  test('expires (TC_047)', async () => {
    const bench = await reserved()
    await bench.advance(3_600_000)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Reserved', 'Available'])
  })

  test('expires by the calendar of the central system', async () => {
    const bench = await reserved()
    bench.central.aheadMs = 4_000_000
    await bench.confirmation('TriggerMessage', { requestedMessage: 'Heartbeat' })
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Available')
  })

  test('can be cancelled (TC_051), and a wrong one cannot (TC_052)', async () => {
    const bench = await reserved()
    expect(await bench.confirmation('CancelReservation', { reservationId: 6 })).toEqual({
      status: 'Rejected',
    })
    expect(await bench.confirmation('CancelReservation', { reservationId: 5 })).toEqual({
      status: 'Accepted',
    })
    await bench.advance(100)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Reserved', 'Available'])
  })

  test('can be used by a card of its group, tapped (TC_053_1)', async () => {
    const bench = await reserved({}, 'fleet')
    bench.central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } })
    await bench.startSession(1, other)
    expect(bench.central.sent('StartTransaction')).toMatchObject([{ idTag: other, reservationId: 5 }])
  })

  test('can be used by a card of its group, started remotely (TC_053_2)', async () => {
    const bench = await reserved({ keys: { AuthorizeRemoteTxRequests: 'true' } }, 'FLEET')
    bench.central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } })
    await bench.plugIn()
    expect(await bench.confirmation('RemoteStartTransaction', { idTag: other, connectorId: 1 })).toEqual({
      status: 'Accepted',
    })
    await bench.advance(100)
    expect(bench.central.sent('StartTransaction')).toMatchObject([{ idTag: other, reservationId: 5 }])
  })

  test('cannot be used by a card that turns out to be of another group', async () => {
    const bench = await reserved({}, 'FLEET')
    bench.central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'RIVAL' } })
    await bench.startSession(1, other)
    expect(bench.isClosed()).toBe(false)
  })

  test('of one socket stays where the right follows the plug to the other', async () => {
    const bench = await reserved({ connectors: 2 }, undefined, 2)
    await bench.tap(card)
    await bench.plugIn(1)
    await bench.advance(100)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([true, false])
    expect(bench.central.sent('StartTransaction')).toMatchObject([{ connectorId: 1, idTag: card }])
    expect(bench.central.sent('StartTransaction')[0]).not.toHaveProperty('reservationId')
    expect(bench.central.statuses(2).at(-1)).toBe('Reserved')
  })

  test('of any socket is not broken by a right that follows the plug to the last one', async () => {
    const bench = await reserved({ connectors: 2 }, undefined, 2)
    const expiryDate = new Date(bench.clock.wallMs() + 3_600_000).toISOString()
    const wish = { connectorId: 0, expiryDate, idTag: other, reservationId: 6 }
    expect(await bench.confirmation('ReserveNow', wish)).toEqual({ status: 'Accepted' })
    await bench.tap(card)
    await bench.plugIn(1)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([false, false])
    await bench.plugOut(1)
    await bench.startSession(1, other)
    expect(bench.central.sent('StartTransaction')).toMatchObject([{ idTag: other, reservationId: 6 }])
  })

  test('of connector 0 keeps one socket free, whichever it is', async () => {
    const bench = await reserved({ connectors: 2 }, undefined, 0)
    await bench.startSession(1, other)
    expect(bench.isClosed(1)).toBe(true)
    await bench.startSession(2, '04555555555555')
    expect(bench.isClosed(2)).toBe(false)
    await bench.tap(card)
    expect(bench.isClosed(2)).toBe(true)
    expect(bench.central.sent('StartTransaction')[1]).toMatchObject({ reservationId: 5 })
  })

  test('outlives a power cut', async () => {
    const bench = await reserved()
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Reserved')
  })
})

describe('a reservation is refused', () => {
  const ask = async (bench: ChargerBench, connectorId: number, reservationId = 9) =>
    bench.confirmation('ReserveNow', {
      connectorId,
      expiryDate: new Date(bench.clock.wallMs() + 60_000).toISOString(),
      idTag: other,
      reservationId,
    })

  test('where a plug is in, a session runs, or another holds it: Occupied', async () => {
    const bench = await reserved({ connectors: 2 })
    expect(await ask(bench, 1)).toEqual({ status: 'Occupied' })
    await bench.plugIn(2)
    expect(await ask(bench, 2)).toEqual({ status: 'Occupied' })
    expect(await ask(bench, 0)).toEqual({ status: 'Occupied' })
  })

  test('Faulted, Unavailable, and Rejected for a connector that is not there', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    bench.devices.sensors.report(1, 'GroundFailure', true)
    expect(await ask(bench, 1)).toEqual({ status: 'Faulted' })
    await bench.confirmation('ChangeAvailability', { connectorId: 2, type: 'Inoperative' })
    expect(await ask(bench, 2)).toEqual({ status: 'Unavailable' })
    expect(await ask(bench, 3)).toEqual({ status: 'Rejected' })
  })

  test('of connector 0 is Rejected where ReserveConnectorZeroSupported says so', async () => {
    const keys = { ReserveConnectorZeroSupported: 'false' }
    const bench = await ChargerBench.start({ connectors: 2, keys })
    expect(await ask(bench, 0)).toEqual({ status: 'Rejected' })
    expect(await ask(bench, 1)).toEqual({ status: 'Accepted' })
    expect(
      await bench.confirmation('GetConfiguration', { key: ['ReserveConnectorZeroSupported'] }),
    ).toMatchObject({ configurationKey: [{ value: 'false', readonly: true }] })
  })

  test('the same reservationId replaces what it had', async () => {
    const bench = await reserved({ connectors: 2 })
    expect(await ask(bench, 2, 5)).toEqual({ status: 'Accepted' })
    await bench.advance(100)
    expect([bench.central.statuses(1).at(-1), bench.central.statuses(2).at(-1)]).toEqual([
      'Available',
      'Reserved',
    ])
  })
})
