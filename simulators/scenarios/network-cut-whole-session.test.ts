import { energyPriceHalfUp } from '@colok/shared/money'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SteadyLoad } from './steady-load.ts'
import { card, type Session, Street } from './street.ts'

describe('the network is cut for the whole of a session', () => {
  let street: Street
  beforeEach(async () => {
    street = await Street.open({ chargerKeys: { MeterValueSampleInterval: '2' } })
  })
  afterEach(() => street.close())

  /** What the meter itself says must be billed, to the Wh and to the rupiah. */
  async function sessionOf(energyWh: number, before: () => void = () => {}) {
    const load = new SteadyLoad()
    const fromWh = street.socket(1).registerWh
    before()
    await street.startSession(1, load)
    await street.untilDelivered(1, energyWh)
    await street.stopSession(1)
    const shownIdr = await street.finalPriceOnLcd()
    street.demo.post.unplug(1)
    const deliveredWh = street.socket(1).registerWh - fromWh
    return { deliveredWh, shownIdr, endedAt: Date.now() }
  }

  function expectBill(session: Session, of: { deliveredWh: number; shownIdr: number }): void {
    expect(session.suspectReasons).toEqual([])
    expect(session.bill).toEqual(
      expect.objectContaining({
        energyWh: of.deliveredWh,
        totalIdr: energyPriceHalfUp(of.deliveredWh, 2466),
      }),
    )
    expect(session.bill?.totalIdr).toBe(of.shownIdr)
  }

  test('a known card may charge, and the bill is what it would have been online', async () => {
    const online = await sessionOf(4)
    expectBill(await street.finishedSession(), online)
    const offline = await sessionOf(4, () => street.demo.network.cut())
    expect(await street.sessions()).toHaveLength(1)

    street.demo.network.restore()
    await street.until('the second session has arrived', async () => (await street.sessions()).length === 2)
    const session = await street.finishedSession()
    expectBill(session, offline)
    expect(session).toMatchObject({ idTag: card.accepted, stopReason: 'Local' })
    // The charger's own times, not those of the delivery.
    expect(Date.parse(session.stoppedAt ?? '')).toBeLessThanOrEqual(offline.endedAt)
    expect((await street.readings(session)).length).toBeGreaterThan(0)
  })

  test('a card that nobody has seen before is refused, with the reason', async () => {
    street.demo.network.cut()
    await street.plugIn(1, new SteadyLoad())
    await street.tap(card.unknown)
    await street.until('the LCD says why', () => street.lcd().includes('Jaringan terputus'))
    expect(street.socket(1)).toMatchObject({ relayClosed: false, energyMwh: 0 })
  })
})
