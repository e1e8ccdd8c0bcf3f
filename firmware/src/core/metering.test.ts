import { expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

test('energy goes on over a register that rolls over in mid-session', async () => {
  const bench = await ChargerBench.start({
    devices: { rollsOverAtWh: 9_999_990, energyMwh: [9_999_900_000] },
  })
  await bench.startSession()
  await bench.advance(3_600_000)
  await bench.tap()
  const [start] = bench.central.sent('StartTransaction')
  const [stop] = bench.central.sent('StopTransaction')
  expect(start!.meterStart).toBe(9_999_900)
  expect(stop!.meterStop).toBe(9_999_900 + 1_200)
})

test('a roll-over is remembered over a power cut', async () => {
  const bench = await ChargerBench.start({ devices: { rollsOverAtWh: 1_000, energyMwh: [990_000] } })
  await bench.startSession()
  await bench.advance(60_000)
  await bench.tap()
  bench.cutPower()
  bench.powerOn()
  await bench.advance(5_000)
  await bench.plugOut()
  await bench.startSession()
  expect(bench.central.sent('StartTransaction')[1]!.meterStart).toBe(1_010)
})

test('a roll-over while the power was off is noticed', async () => {
  const bench = await ChargerBench.start({ devices: { rollsOverAtWh: 1_000, energyMwh: [985_000] } })
  await bench.startSession()
  await bench.advance(30_000)
  await bench.tap()
  bench.cutPower()
  bench.devices.meters[0]!.jump(10)
  bench.powerOn()
  await bench.advance(5_000)
  await bench.plugOut()
  await bench.startSession()
  expect(bench.central.sent('StartTransaction')[1]!.meterStart).toBe(1_005)
})

test('a jump that no socket can deliver is not billed, and stops the session if it stays', async () => {
  const bench = await ChargerBench.start()
  await bench.startSession()
  await bench.advance(600_000)
  bench.devices.meters[0]!.jump(5_000)
  await bench.advance(4_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.central.statuses(1)).toContain('Faulted')
  expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ errorCode: 'PowerMeterFailure' })
  const [stop] = bench.central.sent('StopTransaction')
  expect(stop!.meterStop).toBeLessThanOrEqual(201)
  expect(stop!.meterStop).toBeGreaterThanOrEqual(199)
})

test('after a jump the count goes on, and a meter that behaves again is trusted', async () => {
  const bench = await ChargerBench.start()
  bench.devices.meters[0]!.jump(5_000)
  await bench.advance(4_000)
  expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
  await bench.advance(5_000)
  expect(bench.central.statuses(1).at(-1)).toBe('Available')
  await bench.startSession()
  expect(bench.central.sent('StartTransaction')).toMatchObject([{ meterStart: 0 }])
})

test('a silent meter opens the relay and is a fault until it speaks', async () => {
  const bench = await ChargerBench.start()
  await bench.startSession()
  await bench.advance(600_000)
  bench.devices.meters[0]!.silent = true
  await bench.advance(7_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
    status: 'Faulted',
    errorCode: 'PowerMeterFailure',
    info: 'Meter 1 silent for 6000 ms',
  })
  expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'Other' }])
  bench.devices.meters[0]!.silent = false
  await bench.advance(2_000)
  expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
})

test('a register that stands still while power flows is a fault', async () => {
  const bench = await ChargerBench.start()
  await bench.startSession()
  bench.devices.meters[0]!.registerStuck = true
  await bench.advance(100_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ errorCode: 'PowerMeterFailure' })
})

test('the energy up to the opening of the relay is billed: the last reading is waited for', async () => {
  const bench = await ChargerBench.start({ loadW: 3_600 })
  await bench.startSession()
  await bench.advance(100_400)
  await bench.tap()
  const delivered = Math.floor(bench.devices.meters[0]!.energyMwh / 1_000)
  expect(bench.central.sent('StopTransaction')[0]!.meterStop).toBe(delivered)
})

test('the journal is never more than 9 Wh behind, and little else is written', async () => {
  const journalled: number[] = []
  const bench = await ChargerBench.start({
    onCommit: (_, moment, { records }) => {
      if (moment === 'before')
        for (const each of records) if (each.kind === 'reading') journalled.push(each.reading.importWh)
    },
  })
  await bench.startSession()
  const before = bench.store.commits
  await bench.advance(3_600_000)
  const gaps = journalled.map((each, index) => each - (journalled[index - 1] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(9)
  expect(journalled.at(-1)).toBeGreaterThanOrEqual(1_190)
  // Each commit wears the flash: periodic values are not written while they can be delivered.
  expect(bench.store.commits - before).toBe(journalled.length)
})
