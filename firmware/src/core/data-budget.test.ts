import { expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const hourMs = 3_600_000

test('at the usual interval no value is left out, in two sockets of six hours a day', async () => {
  const bench = await ChargerBench.start({ connectors: 2, loadW: 300 })
  await bench.startSession(1)
  await bench.startSession(2, 'OTHER')
  await bench.advance(6 * hourMs)
  expect(bench.central.sent('MeterValues')).toHaveLength(2 * 6 * 60)
})

test('values every second are told for an hour, then as often as the month bears', async () => {
  const bench = await ChargerBench.start({ loadW: 300, keys: { MeterValueSampleInterval: '1' } })
  await bench.startSession()
  await bench.advance(0.5 * hourMs)
  expect(bench.central.sent('MeterValues').length).toBeGreaterThan(1_790)
  await bench.advance(1.5 * hourMs)
  const before = bench.central.sent('MeterValues').length
  await bench.advance(hourMs)
  const anHour = bench.central.sent('MeterValues').length - before
  // 30 MB a month are 41.7 kB an hour, at 960 bytes for each set of four values.
  expect(anHour).toBeGreaterThanOrEqual(40)
  expect(anHour).toBeLessThanOrEqual(50)
  const asked = { requestedMessage: 'MeterValues', connectorId: 1 } as const
  await bench.confirmation('TriggerMessage', asked)
  await bench.tap()
  expect(bench.central.sent('StopTransaction')).toHaveLength(1)
})

test('a charger on a cable has no such bound', async () => {
  const bench = await ChargerBench.start({
    loadW: 300,
    keys: { MeterValueSampleInterval: '1' },
    config: { mobileDataMbPerMonth: 0 },
  })
  await bench.startSession()
  await bench.advance(2 * hourMs)
  expect(bench.central.sent('MeterValues').length).toBeGreaterThan(7_190)
})
