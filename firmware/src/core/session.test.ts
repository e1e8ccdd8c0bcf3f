import { describe, expect, test } from 'vitest'
import { ChargerBench, card } from '../testing/charger-bench.ts'

const other = '04998877665544'

describe('a session online', () => {
  test('plug first: Preparing, Authorize, StartTransaction, Charging, and back to Available (TC_003)', async () => {
    const bench = await ChargerBench.start()
    await bench.plugIn()
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing'])
    await bench.tap()
    expect(bench.isClosed()).toBe(true)
    await bench.advance(3_600_000)
    await bench.tap()
    await bench.plugOut()
    expect(bench.central.statuses(1)).toEqual([
      'Available',
      'Preparing',
      'Charging',
      'Finishing',
      'Available',
    ])
    expect(bench.central.sent('Authorize')).toEqual([{ idTag: card }])
    expect(bench.central.sent('StartTransaction')).toMatchObject([
      { connectorId: 1, idTag: card, meterStart: 0 },
    ])
    const [stop] = bench.central.sent('StopTransaction')
    expect(stop).toMatchObject({ transactionId: 1_000, reason: 'Local', idTag: card, meterStop: 1_200 })
  })

  test('card first: Preparing until the plug is in (TC_004_1)', async () => {
    const bench = await ChargerBench.start()
    await bench.tap()
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing'])
    expect(bench.isClosed()).toBe(false)
    await bench.plugIn()
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing', 'Charging'])
  })

  test('card first and no plug: Available again after ConnectionTimeOut (TC_004_2)', async () => {
    const bench = await ChargerBench.start({ keys: { ConnectionTimeOut: '20' } })
    await bench.tap()
    await bench.advance(19_000)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing'])
    await bench.advance(1_000)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing', 'Available'])
    await bench.plugIn()
    expect(bench.isClosed()).toBe(false)
  })

  test('StartTransaction is sent before Charging, StopTransaction before Finishing', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.tap(card)
    const order = bench.central.messages
      .map(({ action, request }) => ('status' in request ? request.status : action))
      .slice(bench.central.messages.findIndex(({ action }) => action === 'Authorize'))
    expect(order).toEqual(['Authorize', 'StartTransaction', 'Charging', 'StopTransaction', 'Finishing'])
  })

  test('pulling the plug ends it with EVDisconnected, passing through Finishing (TC_005_1)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(60_000)
    await bench.plugOut()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'EVDisconnected' }])
    expect(bench.central.statuses(1).slice(-2)).toEqual(['Finishing', 'Available'])
  })

  test('with StopTransactionOnEVSideDisconnect off it waits in SuspendedEV, without power (TC_005_3)', async () => {
    const bench = await ChargerBench.start({ keys: { StopTransactionOnEVSideDisconnect: 'false' } })
    await bench.startSession()
    await bench.plugOut()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEV')
    await bench.plugIn()
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.statuses(1).at(-1)).toBe('Charging')
    expect(bench.central.sent('StopTransaction')).toEqual([])
  })

  test('another card does not stop it', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.tap(other)
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('StopTransaction')).toEqual([])
    expect(bench.lcd[1]).toBe('Soket sedang dipakai')
  })

  test('a card with the same parentIdTag stops it (TC_069)', async () => {
    const bench = await ChargerBench.start()
    bench.central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } })
    await bench.startSession()
    await bench.tap(other)
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'Local', idTag: other }])
  })

  test('a card of the same group starts its own session where its plug is waiting', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    bench.central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } })
    await bench.startSession(1)
    await bench.plugIn(2)
    await bench.tap(other)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([true, true])
  })

  test('a card held too long after stopping does not start again', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.tap()
    await bench.tap()
    expect(bench.central.sent('StartTransaction')).toHaveLength(1)
    await bench.advance(4_000)
    await bench.tap()
    expect(bench.central.sent('StartTransaction')).toHaveLength(2)
  })

  test('a plug left in after a session serves no other card, unless that socket is named', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.startSession(1)
    await bench.tap()
    await bench.startSession(2, 'THIRD')
    await bench.tap(other)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([false, true])
    await bench.confirmation('RemoteStartTransaction', { idTag: 'top-up', connectorId: 1 })
    await bench.advance(100)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([true, true])
  })

  test('two sockets charge apart, each with its own transaction', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.startSession(1, card)
    await bench.startSession(2, other)
    await bench.advance(1_800_000)
    await bench.tap(other)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([true, false])
    await bench.advance(1_800_000)
    await bench.tap(card)
    const stops = bench.central
      .sent('StopTransaction')
      .map(({ transactionId, meterStop }) => [transactionId, meterStop])
    expect(stops).toEqual([
      [1_001, 600],
      [1_000, 1_200],
    ])
  })

  test('the right to start follows the plug to the other socket', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.tap()
    expect(bench.lcd[1]).toBe('Colokkan ke soket 1')
    await bench.plugIn(2)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([false, true])
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing', 'Available'])
  })

  test('a full battery is SuspendedEV, and ends its session after ten minutes', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(600_000)
    bench.devices.sockets[0]!.loadW = 4
    await bench.advance(62_000)
    expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEV')
    await bench.advance(601_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'Other' }])
  })

  test('a load that never drew anything stays Charging', async () => {
    const bench = await ChargerBench.start({ loadW: 0 })
    await bench.startSession()
    await bench.advance(2 * 3_600_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Charging')
    expect(bench.isClosed()).toBe(true)
  })

  test('a session that the central system refuses at StartTransaction ends with DeAuthorized (TC_037_3)', async () => {
    const bench = await ChargerBench.start()
    bench.central.answers.StartTransaction = () => ({ transactionId: 7, idTagInfo: { status: 'Blocked' } })
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StopTransaction')).toMatchObject([
      { transactionId: 7, reason: 'DeAuthorized' },
    ])
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('with StopTransactionOnInvalidId off it stays open without power (TC_037_2)', async () => {
    const bench = await ChargerBench.start({ keys: { StopTransactionOnInvalidId: 'false' } })
    bench.central.answers.StartTransaction = () => ({ transactionId: 7, idTagInfo: { status: 'Invalid' } })
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEVSE')
    await bench.tap()
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ transactionId: 7, reason: 'Local' }])
  })

  test('MaxEnergyOnInvalidId lets a refused card take that much and no more', async () => {
    const bench = await ChargerBench.start({
      keys: { StopTransactionOnInvalidId: 'false', MaxEnergyOnInvalidId: '100' },
    })
    bench.central.answers.StartTransaction = () => ({ transactionId: 7, idTagInfo: { status: 'Invalid' } })
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
    await bench.advance(400_000)
    expect(bench.isClosed()).toBe(false)
    await bench.tap()
    const [stop] = bench.central.sent('StopTransaction')
    expect(stop!.meterStop).toBeGreaterThanOrEqual(100)
    expect(stop!.meterStop).toBeLessThanOrEqual(102)
  })
})

describe('cards that may not charge', () => {
  test.each([
    ['Blocked', 'Kartu diblokir'],
    ['Expired', 'Kartu kedaluwarsa'],
    ['Invalid', 'Kartu tak dikenal'],
    ['ConcurrentTx', 'Kartu sedang dipakai'],
  ] as const)('%s is refused, and the display says why (TC_023)', async (status, words) => {
    const bench = await ChargerBench.start()
    bench.central.answers.Authorize = () => ({ idTagInfo: { status } })
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StartTransaction')).toEqual([])
    expect(bench.lcd).toContain(words)
    expect(bench.central.statuses(1).at(-1)).toBe('Preparing')
    await bench.advance(7_000)
    expect(bench.lcd).not.toContain(words)
  })
})
