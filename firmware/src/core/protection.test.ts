import { describe, expect, test } from 'vitest'
import { ChargerBench, card } from '../testing/charger-bench.ts'

async function trip(bench: ChargerBench): Promise<void> {
  bench.devices.sensors.report(1, 'GroundFailure', true)
  await bench.advance(3_000)
  bench.devices.sensors.report(1, 'GroundFailure', false)
  await bench.advance(3_000)
}

/** With a relay that has been closed for a while. */
async function charge(bench: ChargerBench): Promise<void> {
  await bench.tap()
  await bench.advance(10_000)
  expect(bench.isClosed()).toBe(true)
}

describe('a trip', () => {
  test('within 2 s of closing is hard: the plug is served again only when it has been out (S3)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(1_000)
    await trip(bench)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    const remote = await bench.confirmation('RemoteStartTransaction', { idTag: card, connectorId: 1 })
    expect(remote).toEqual({ status: 'Rejected' })
    await bench.plugOut()
    await bench.advance(10_000)
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
  })

  test('later lets its session end and another begin, six times with one plug and not once more (S2)', async () => {
    const bench = await ChargerBench.start()
    await bench.plugIn()
    for (let trips = 0; trips < 6; trips++) {
      await charge(bench)
      await trip(bench)
    }
    expect(bench.central.sent('StopTransaction')).toHaveLength(6)
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    await bench.plugOut()
    await bench.plugIn()
    await charge(bench)
  })

  test('is counted for each socket over restarts, and the counter stays full when it is (S13)', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.plugIn()
    await charge(bench)
    await trip(bench)
    await bench.restart()
    const tripsOf = (id: number) => bench.charger.state.connectors[id - 1]?.trips
    expect([tripsOf(1), tripsOf(2)]).toEqual([{ GroundFailure: 1 }, {}])
    bench.cutPower()
    bench.store.commit({ slices: { 'trips/1': { GroundFailure: 255 } }, records: [] })
    bench.powerOn()
    await bench.advance(5_000)
    await charge(bench)
    await trip(bench)
    expect(tripsOf(1)).toEqual({ GroundFailure: 255 })
  })
})

describe('over-current (S7)', () => {
  /** Draws so many amperes at 230 V; the seconds for which the relay stays closed, at most a minute. */
  async function secondsAt(currentA: number): Promise<{ bench: ChargerBench; seconds: number }> {
    const bench = await ChargerBench.start({ loadW: 230 * currentA, config: { maxPowerW: 10_000 } })
    await bench.startSession()
    let seconds = 0
    for (; seconds < 60 && bench.isClosed(); seconds++) await bench.advance(1_000)
    return { bench, seconds }
  }

  test('of a little more than 10 A opens after half a minute', async () => {
    const { bench, seconds } = await secondsAt(10.5)
    expect(seconds).toBeGreaterThanOrEqual(30)
    expect(seconds).toBeLessThanOrEqual(32)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    expect(bench.central.sent('StatusNotification')).toContainEqual(
      expect.objectContaining({
        status: 'Faulted',
        errorCode: 'OverCurrentFailure',
        info: 'Socket 1 draws 10.5 A',
        vendorErrorCode: 'CX004',
      }),
    )
  })

  test('of more than 12.5 A opens after a second, and that plug is not served again', async () => {
    const { bench, seconds } = await secondsAt(13)
    expect(seconds).toBeLessThanOrEqual(3)
    await bench.advance(5_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
  })

  test('goes by the current and not by the watts: 1,200 W at a power factor of 0.55 and 180 V are 12.1 A', async () => {
    const bench = await ChargerBench.start({ loadW: 1_200 })
    const [meter] = bench.devices.meters
    meter!.powerFactorPermille = 550
    meter!.mainsMv = 181_000
    await bench.startSession()
    await bench.advance(25_000)
    expect(bench.isClosed()).toBe(true)
    await bench.advance(10_000)
    expect(bench.isClosed()).toBe(false)
  })

  test('of 10 A, and a surge that one reading saw, are no reason to open', async () => {
    const { bench, seconds } = await secondsAt(9.9)
    expect(seconds).toBe(60)
    bench.devices.sockets[0]!.loadW = 8_000
    await bench.advance(900)
    bench.devices.sockets[0]!.loadW = 1_000
    await bench.advance(60_000)
    expect(bench.isClosed()).toBe(true)
  })
})
