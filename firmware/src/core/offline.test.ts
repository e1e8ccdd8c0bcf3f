import { energyPriceHalfUp } from '@colok/shared/money'
import { describe, expect, test } from 'vitest'
import { ChargerBench, card } from '../testing/charger-bench.ts'

const stranger = '04998877665544'

/** A charger that knows `card` from its local list, with the network cut. */
async function offlineBench(keys: Record<string, string> = {}) {
  const bench = await ChargerBench.start({ keys })
  await bench.confirmation('SendLocalList', {
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: [
      { idTag: card, idTagInfo: { status: 'Accepted' } },
      { idTag: 'BLOCKED', idTagInfo: { status: 'Blocked' } },
      { idTag: 'OLD', idTagInfo: { status: 'Accepted', expiryDate: '2020-01-01T00:00:00Z' } },
    ],
  })
  bench.central.cut()
  return bench
}

describe('without a network', () => {
  test('a whole session of a listed card is delivered later with its own times and energy (TC_039)', async () => {
    const bench = await offlineBench()
    const startedAt = bench.clock.wallMs()
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
    await bench.advance(1_800_000)
    await bench.tap()
    await bench.plugOut()
    expect(bench.central.sent('StartTransaction')).toEqual([])
    bench.central.heal()
    await bench.advance(70_000)
    const [start] = bench.central.sent('StartTransaction')
    const [stop] = bench.central.sent('StopTransaction')
    expect(Date.parse(start!.timestamp) - startedAt).toBeLessThan(1_000)
    expect(Date.parse(stop!.timestamp) - Date.parse(start!.timestamp)).toBeGreaterThanOrEqual(1_800_000)
    expect(stop).toMatchObject({ transactionId: 1_000, meterStop: 600, reason: 'Local' })
  })

  test('the energy is the same as online, to the Wh, so the bill is the same to the rupiah', async () => {
    const billed: number[] = []
    for (const online of [true, false]) {
      const bench = await offlineBench()
      if (online) {
        bench.central.heal()
        await bench.advance(70_000)
      }
      await bench.startSession()
      await bench.advance(4_321_000)
      await bench.tap()
      bench.central.heal()
      await bench.advance(70_000)
      const [start] = bench.central.sent('StartTransaction')
      const [stop] = bench.central.sent('StopTransaction')
      billed.push(energyPriceHalfUp(stop!.meterStop - start!.meterStart, 2_466))
    }
    expect(billed[0]).toBe(billed[1])
    expect(billed[0]).toBeGreaterThan(3_000)
  })

  test('a cached card charges, and a stranger does not, unless AllowOfflineTxForUnknownId', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.tap()
    await bench.plugOut()
    bench.central.cut()
    await bench.startSession(1, stranger)
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd).toContain('Jaringan terputus')
    await bench.tap()
    expect(bench.isClosed()).toBe(true)

    const generous = await offlineBench({ AllowOfflineTxForUnknownId: 'true' })
    await generous.startSession(1, stranger)
    expect(generous.isClosed()).toBe(true)
  })

  test.each([
    ['BLOCKED', 'Kartu diblokir'],
    ['OLD', 'Kartu kedaluwarsa'],
  ])('the listed card %s is refused, with the reason', async (idTag, words) => {
    const bench = await offlineBench()
    await bench.startSession(1, idTag)
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd).toContain(words)
  })

  test('a card that is good until some day is refused where nobody knows the day, and one without end is not', async () => {
    const bench = await ChargerBench.start({ wallMs: 0 })
    const idTagInfo = { status: 'Accepted', expiryDate: '2099-01-01T00:00:00Z' } as const
    await bench.confirmation('SendLocalList', {
      listVersion: 1,
      updateType: 'Full',
      localAuthorizationList: [
        { idTag: 'DATED', idTagInfo },
        { idTag: card, idTagInfo: { status: 'Accepted' } },
      ],
    })
    bench.cutPower()
    bench.powerOn()
    bench.central.reachable = false
    await bench.startSession(1, 'DATED')
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd).toContain('Jaringan terputus')
    await bench.tap()
    expect(bench.isClosed()).toBe(true)
  })

  test('with LocalAuthorizeOffline off nobody charges', async () => {
    const bench = await offlineBench({ LocalAuthorizeOffline: 'false' })
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
  })

  test('an Authorize that gets no answer is decided here after its time-out', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.tap()
    await bench.plugOut()
    await bench.advance(10_000)
    bench.central.answers.Authorize = () => 'silence'
    await bench.plugIn()
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    await bench.advance(31_000)
    expect(bench.isClosed()).toBe(true)
  })

  test('a session that began online ends offline, and its StopTransaction follows (TC_038)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.central.cut()
    await bench.advance(600_000)
    expect(bench.isClosed()).toBe(true)
    await bench.tap()
    bench.central.heal()
    await bench.advance(70_000)
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ transactionId: 1_000, meterStop: 200 }])
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('after a reconnect there is no second BootNotification, and only the present status is told', async () => {
    const bench = await offlineBench()
    await bench.startSession()
    await bench.advance(60_000)
    await bench.tap()
    await bench.plugOut()
    await bench.plugIn()
    const before = bench.central.statuses(1).length
    bench.central.heal()
    await bench.advance(70_000)
    expect(bench.central.sent('BootNotification')).toHaveLength(1)
    expect(bench.central.statuses(1).slice(before)).toEqual(['Preparing'])
  })

  test('an offline start and stop, then a reset: both go out, in order, with the number that was given', async () => {
    const bench = await offlineBench()
    await bench.startSession()
    await bench.advance(300_000)
    await bench.tap()
    await bench.restart()
    bench.central.heal()
    await bench.advance(70_000)
    const transactions = bench.central.messages.filter(({ action }) =>
      /^(Start|Stop)Transaction$/.test(action),
    )
    expect(transactions).toMatchObject([
      { action: 'StartTransaction' },
      { action: 'StopTransaction', request: { transactionId: 1_000, meterStop: 100 } },
    ])
  })
})
