import { vendorRequest } from '@colok/shared/vendor'
import { expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

/** A charger with a session that was paid for ahead, of which some has been delivered. */
async function paidSession(options: Parameters<typeof ChargerBench.start>[0] = {}): Promise<ChargerBench> {
  const bench = await ChargerBench.start({ config: { priceIdrPerKwh: 2_500 }, ...options })
  await bench.confirmation(
    'DataTransfer',
    vendorRequest('SetSessionLimit', { connectorId: 1, idTag: 'PAID', limitIdr: 5_000 }),
  )
  await bench.startSession(1, 'PAID')
  await bench.advance(1_800_000)
  return bench
}

/** The power is gone for so long; the calendar goes on, as with a clock chip. */
async function outage(bench: ChargerBench, durationMs: number): Promise<void> {
  bench.cutPower()
  await bench.advance(durationMs)
  bench.powerOn()
}

test('the paid remainder goes on in a linked session, a minute after a dip', async () => {
  const bench = await paidSession()
  await outage(bench, 30_000)
  await bench.advance(59_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.lcd.slice(0, 3)).toEqual(['LISTRIK PADAM', 'Pengisian lanjut', 'sebentar lagi'])
  await bench.advance(2_000)
  expect(bench.isClosed()).toBe(true)
  const [first, second, ...more] = bench.central.sent('StartTransaction')
  expect(more).toEqual([])
  expect(second).toMatchObject({ connectorId: 1, idTag: 'PAID' })
  const { activity } = bench.charger.state.connectors[0]!
  expect(activity).toMatchObject({ kind: 'charging', session: { resumesLocalId: 1, priceIdrPerKwh: 2_500 } })
  await bench.advance(7_200_000)
  const stops = bench.central.sent('StopTransaction')
  expect(stops.map(({ reason }) => reason)).toEqual(['PowerLoss', 'Other'])
  // Rp 5,000 at Rp 2,500 per kWh are 2,000 Wh, all of them delivered and none twice.
  const soldWh = stops[0]!.meterStop - first!.meterStart + stops[1]!.meterStop - second!.meterStart
  expect(soldWh).toBeLessThanOrEqual(2_001)
  expect(soldWh).toBeGreaterThanOrEqual(1_998)
})

test('so it does after an end in order, which comes before the supply fails', async () => {
  const bench = await paidSession()
  const end = bench.charger.powerOff()
  await bench.advance(5_000)
  await end
  await outage(bench, 60_000)
  await bench.advance(61_000)
  expect(bench.isClosed()).toBe(true)
  expect(bench.central.sent('StopTransaction')).toHaveLength(1)
})

test('an outage of more than ten minutes ends it for good', async () => {
  const bench = await paidSession()
  await outage(bench, 620_000)
  await bench.advance(1_800_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.central.sent('StartTransaction')).toHaveLength(1)
  expect(bench.charger.state.connectors[0]!.resumption).toBeNull()
})

test('a plug that leaves ends it, also when another comes', async () => {
  const bench = await paidSession()
  await outage(bench, 30_000)
  await bench.advance(20_000)
  await bench.plugOut()
  await bench.plugIn()
  await bench.advance(600_000)
  expect(bench.isClosed()).toBe(false)
})

test('a session that was not paid for ahead does not go on by itself', async () => {
  const bench = await ChargerBench.start()
  await bench.startSession()
  await bench.advance(600_000)
  await outage(bench, 30_000)
  await bench.advance(600_000)
  expect(bench.central.sent('StartTransaction')).toHaveLength(1)
})

test('meanwhile the socket is kept for the one who paid, who may start at once', async () => {
  const bench = await paidSession()
  await outage(bench, 30_000)
  await bench.advance(5_000)
  await bench.tap('STRANGER', [1])
  expect(bench.isClosed()).toBe(false)
  expect(await bench.confirmation('RemoteStartTransaction', { idTag: 'STRANGER', connectorId: 1 })).toEqual({
    status: 'Rejected',
  })
  await bench.tap('PAID', [1])
  expect(bench.isClosed()).toBe(true)
  expect(bench.charger.state.connectors[0]!.activity).toMatchObject({ session: { resumesLocalId: 1 } })
})

test('an unstable supply and a fault are waited for', async () => {
  const bench = await paidSession()
  await outage(bench, 30_000)
  bench.devices.meters[0]!.mainsMv = 170_000
  await bench.advance(50_000)
  bench.devices.meters[0]!.mainsMv = 228_000
  await bench.advance(58_000)
  expect(bench.isClosed()).toBe(false)
  bench.devices.sensors.report(1, 'GroundFailure', true)
  await bench.advance(120_000)
  expect(bench.isClosed()).toBe(false)
  bench.devices.sensors.report(1, 'GroundFailure', false)
  await bench.advance(6_000)
  expect(bench.isClosed()).toBe(true)
})

test('the leakage module must have passed its self-test first (S24)', async () => {
  const bench = await paidSession()
  const { sensors } = bench.devices
  await outage(bench, 30_000)
  sensors.leakageOutcome = 'running'
  const tests = sensors.leakageTests
  await bench.advance(63_000)
  expect(sensors.leakageTests).toBe(tests + 1)
  expect(bench.central.sent('StartTransaction')).toHaveLength(1)
  sensors.endLeakageTest('passed')
  await bench.advance(6_000)
  expect(bench.isClosed()).toBe(true)
  expect(bench.central.sent('StartTransaction')).toHaveLength(2)
})

test('a central system that refuses the linked session ends it', async () => {
  const bench = await paidSession()
  bench.central.answers.StartTransaction = () => ({ transactionId: 77, idTagInfo: { status: 'Invalid' } })
  await outage(bench, 30_000)
  await bench.advance(65_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.central.sent('StopTransaction').at(-1)).toMatchObject({ reason: 'DeAuthorized' })
})

test('after two dips the second linked session has what the first has left', async () => {
  const bench = await paidSession()
  await outage(bench, 30_000)
  await bench.advance(661_000)
  await outage(bench, 30_000)
  await bench.advance(7_200_000)
  const starts = bench.central.sent('StartTransaction')
  const stops = bench.central.sent('StopTransaction')
  expect([starts.length, stops.length]).toEqual([3, 3])
  const soldWh = stops.reduce((sum, { meterStop }, index) => sum + meterStop - starts[index]!.meterStart, 0)
  expect(soldWh).toBeLessThanOrEqual(2_002)
  expect(soldWh).toBeGreaterThanOrEqual(1_997)
})
