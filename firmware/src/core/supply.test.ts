import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

async function charging(mainsMv = 230_000): Promise<ChargerBench> {
  const bench = await ChargerBench.start()
  bench.devices.meters[0]!.mainsMv = mainsMv
  await bench.startSession()
  await bench.advance(5_000)
  expect(bench.isClosed()).toBe(true)
  return bench
}

describe('the mains (S17)', () => {
  test.each([
    ['too low', 178_000, 'UnderVoltage', 'CX006'],
    ['too high', 262_000, 'OverVoltage', 'CX005'],
  ])(
    'that are %s for 5 s pause a session, which goes on after a minute of good ones',
    async (_, mv, errorCode, vendor) => {
      const bench = await charging()
      const [meter] = bench.devices.meters
      meter!.mainsMv = mv
      await bench.advance(4_000)
      expect(bench.isClosed()).toBe(true)
      await bench.advance(3_000)
      expect(bench.isClosed()).toBe(false)
      expect(bench.lcd.join()).toContain(`Listrik ${mv / 1_000} V`)
      expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
        status: 'SuspendedEVSE',
        errorCode,
        vendorErrorCode: vendor,
        info: `Mains of ${mv / 1_000} V`,
      })
      meter!.mainsMv = 225_000
      await bench.advance(58_000)
      expect(bench.isClosed()).toBe(false)
      await bench.advance(5_000)
      expect(bench.isClosed()).toBe(true)
      expect(bench.central.sent('StopTransaction')).toEqual([])
      expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
        status: 'Charging',
        errorCode: 'NoError',
      })
    },
  )

  test('that come and go keep the session waiting', async () => {
    const bench = await charging()
    const [meter] = bench.devices.meters
    meter!.mainsMv = 170_000
    await bench.advance(10_000)
    for (let turn = 0; turn < 4; turn++) {
      meter!.mainsMv = 230_000
      await bench.advance(40_000)
      meter!.mainsMv = 170_000
      await bench.advance(10_000)
    }
    expect(bench.isClosed()).toBe(false)
  })

  test.each([
    [205_000, 'UnderVoltage'],
    [243_000, 'OverVoltage'],
  ])('of %i mV are told, and energy flows on', async (mv, errorCode) => {
    const bench = await charging()
    bench.devices.meters[0]!.mainsMv = mv
    await bench.advance(8_000)
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ status: 'Charging', errorCode })
    bench.devices.meters[0]!.mainsMv = 230_000
    await bench.advance(65_000)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ errorCode: 'NoError' })
  })

  test.each([208_000, 220_000, 241_000])('of %i mV are as they should be', async (mv) => {
    const bench = await charging(mv)
    await bench.advance(20_000)
    expect(bench.central.sent('StatusNotification').every(({ errorCode }) => errorCode === 'NoError')).toBe(
      true,
    )
  })
})

describe('the supply of a site (S23)', () => {
  /** Two vehicles of 700 W on a connection of 1,300 VA. */
  async function twoOn(powerFactorPermille: number): Promise<ChargerBench> {
    const bench = await ChargerBench.start({
      connectors: 2,
      loadW: 700,
      connectAtStart: false,
      booted: false,
      config: { siteVa: 1_300 },
      keys: { AllowOfflineTxForUnknownId: 'true' },
    })
    for (const meter of bench.devices.meters) meter.powerFactorPermille = powerFactorPermille
    await bench.advance(2_000)
    for (const connectorId of [1, 2]) await bench.startSession(connectorId, `CARD${connectorId}`)
    return bench
  }
  const closed = (bench: ChargerBench) => [bench.isClosed(1), bench.isClosed(2)]

  test('is one of VA: two vehicles that fit by their watts take turns at a power factor of 0.6, offline too', async () => {
    const bench = await twoOn(600)
    await bench.advance(60_000)
    expect(closed(bench)).toEqual([true, false])
    expect(bench.lcd.join()).toContain('DIJEDA')
    await bench.tap('CARD1', [1])
    await bench.advance(90_000)
    expect(closed(bench)).toEqual([false, true])
  })

  test('is never drawn upon by more than it bears for longer than it takes to measure a newcomer', async () => {
    const bench = await twoOn(550)
    let overMs = 0
    for (let ms = 0; ms < 600_000; ms += 1_000) {
      await bench.advance(1_000)
      const drawnVa = closed(bench).filter(Boolean).length * (700 / 0.55)
      overMs = drawnVa > 1_300 * 1.02 ? overMs + 1_000 : 0
      expect(overMs).toBeLessThanOrEqual(7_000)
    }
  })

  test('bears both where their power factor is corrected and they draw less', async () => {
    const bench = await twoOn(1_000)
    for (const socket of bench.devices.sockets) (socket as { loadW: number }).loadW = 600
    await bench.advance(200_000)
    expect(closed(bench)).toEqual([true, true])
  })
})
