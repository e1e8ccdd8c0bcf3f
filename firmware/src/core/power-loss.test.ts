import { describe, expect, test } from 'vitest'
import { ChargerBench, PowerCut } from '../testing/charger-bench.ts'

describe('the power is cut', () => {
  test('in mid-session: relay open, PowerLoss, at most 10 Wh lost (TC_032_2)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(1_234_000)
    const delivered = bench.devices.meters[0]!.energyMwh / 1_000
    bench.cutPower()
    expect(bench.isClosed()).toBe(false)
    bench.powerOn()
    expect(bench.isClosed()).toBe(false)
    await bench.advance(5_000)
    const [stop, ...more] = bench.central.sent('StopTransaction')
    expect(more).toEqual([])
    expect(stop).toMatchObject({ transactionId: 1_000, reason: 'PowerLoss' })
    expect(delivered - stop!.meterStop).toBeLessThanOrEqual(10)
    expect(stop!.meterStop).toBeLessThanOrEqual(delivered)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
    await bench.plugOut()
    expect(bench.central.statuses(1).at(-1)).toBe('Available')
  })

  test.each([
    { what: 'sampled', keys: { MeterValueSampleInterval: '2' } },
    { what: 'clock-aligned', keys: { ClockAlignedDataInterval: '2', MeterValueSampleInterval: '0' } },
    { what: 'triggered', keys: { MeterValueSampleInterval: '0' } },
  ])('a session never ends below the values that were told of it: $what', async ({ what, keys }) => {
    const bench = await ChargerBench.start({ keys })
    await bench.startSession()
    await bench.advance(55_000)
    if (what === 'triggered')
      await bench.confirmation('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 })
    const told = bench.central
      .sent('MeterValues')
      .flatMap(({ meterValue }) => meterValue.flatMap(({ sampledValue }) => sampledValue))
      .flatMap(({ measurand, value }) =>
        measurand === 'Energy.Active.Import.Register' ? [Number(value)] : [],
      )
    expect(told.at(-1)).toBeGreaterThan(16)
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    const [stop] = bench.central.sent('StopTransaction')
    expect(stop!.meterStop).toBe(told.at(-1))
  })

  test('a heavy load loses no more', async () => {
    const bench = await ChargerBench.start({
      loadW: 9_000,
      config: { maxPowerW: 10_000, maxCurrentMa: 50_000 },
    })
    await bench.startSession()
    for (let round = 0; round < 5; round += 1) {
      await bench.advance(61_700)
      const delivered = bench.devices.meters[0]!.energyMwh / 1_000
      const [last] = bench.store.load().readings.slice(-1)
      expect(delivered - last!.importWh).toBeLessThanOrEqual(10)
    }
  })

  test('offline, with StartTransaction still queued: both arrive once, in order', async () => {
    const bench = await ChargerBench.start({ keys: { AllowOfflineTxForUnknownId: 'true' } })
    bench.central.cut()
    await bench.startSession()
    await bench.advance(600_000)
    bench.cutPower()
    bench.central.reachable = false
    bench.powerOn()
    await bench.advance(60_000)
    bench.central.heal()
    await bench.advance(70_000)
    expect(bench.central.sent('StartTransaction')).toHaveLength(1)
    expect(bench.central.sent('StopTransaction')).toMatchObject([
      { transactionId: 1_000, reason: 'PowerLoss' },
    ])
  })

  test('twice in a row: the transaction is closed once', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(60_000)
    bench.cutPower()
    bench.central.reachable = false
    bench.powerOn()
    bench.cutPower()
    bench.central.heal()
    bench.powerOn()
    await bench.advance(70_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
  })

  test('an inoperative connector is still Unavailable afterwards (TC_034)', async () => {
    const bench = await ChargerBench.start()
    await bench.confirmation('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Unavailable')
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
  })
})

describe('the process is told to end', () => {
  /** Ends the charger as SIGTERM does; how long it took of the charger's own time. */
  async function powerOff(bench: ChargerBench): Promise<number> {
    const sinceMs = bench.clock.monotonicMs()
    let endedMs = Number.NaN
    const end = bench.charger.powerOff().then(() => {
      endedMs = bench.clock.monotonicMs()
    })
    await bench.advance(20_000)
    await end
    await bench.charger.stop()
    bench.cutPower()
    return endedMs - sinceMs
  }

  test('a running session ends with PowerLoss before the charger goes down, and is not told again (TC_032_1)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(61_000)
    const tookMs = await powerOff(bench)
    expect(tookMs).toBeLessThanOrEqual(5_000)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StopTransaction')).toMatchObject([
      { reason: 'PowerLoss', transactionId: 1_000 },
    ])
    expect(bench.central.sent('StopTransaction')[0]!.meterStop).toBe(
      Math.floor(bench.devices.meters[0]!.energyMwh / 1_000),
    )
    bench.powerOn()
    await bench.advance(60_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
  })

  test('without a session, or a network, it goes at once and keeps what is to be told', async () => {
    const bench = await ChargerBench.start({ keys: { AllowOfflineTxForUnknownId: 'true' } })
    expect(await powerOff(bench)).toBe(0)
    bench.powerOn()
    await bench.advance(5_000)
    bench.central.cut()
    await bench.startSession()
    await bench.advance(61_000)
    expect(await powerOff(bench)).toBeLessThanOrEqual(2_500)
    bench.central.heal()
    bench.powerOn()
    await bench.advance(60_000)
    expect(bench.central.sent('StopTransaction')).toMatchObject([
      { reason: 'PowerLoss', transactionId: 1_000 },
    ])
  })

  test('a central system that is silent holds it up for five seconds, no longer', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.central.answers.StopTransaction = () => 'silence'
    expect(await powerOff(bench)).toBe(5_000)
    delete bench.central.answers.StopTransaction
    bench.powerOn()
    await bench.advance(5_000)
    const [first, again, ...more] = bench.central.sent('StopTransaction')
    expect(again).toEqual(first)
    expect(more).toEqual([])
  })
})

/** One session from plug to Available. */
async function story(bench: ChargerBench): Promise<void> {
  await bench.startSession()
  await bench.advance(130_000)
  await bench.tap()
  await bench.plugOut()
  await bench.advance(2_000)
}

describe('the power is cut at any write', () => {
  test('nothing is lost, doubled or left open, and no relay closed without a record', async () => {
    const writes = await countWrites()
    expect(writes).toBeGreaterThan(8)
    for (let nth = 1; nth <= writes; nth += 1)
      for (const moment of ['before', 'after'] as const) await cutAt(nth, moment)
  })

  test('what is told again is the same to the letter, under a number of its own', async () => {
    let isTold = false
    const bench = await ChargerBench.start({
      onCommit: (_, moment, { records }) => {
        if (isTold || moment !== 'before' || !records.some(({ kind }) => kind === 'outboxDelivered')) return
        isTold = true
        throw new PowerCut()
      },
    })
    await bench.startSession()
    await bench.advance(1_000)
    expect(isTold).toBe(true)
    bench.powerOn()
    await bench.advance(60_000)
    const [first, again, ...more] = bench.central.sent('StartTransaction')
    expect(more).toEqual([])
    expect(again).toEqual(first)
    const ids = bench.central.messageIds
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('the disk fills up at any write, and then the power is cut', () => {
  test('nothing is lost, doubled or left open', async () => {
    const writes = await countWrites()
    for (let nth = 1; nth <= writes; nth += 1) await fillAt(nth)
  })
})

async function fillAt(nth: number): Promise<void> {
  let writes = 0
  const bench = await ChargerBench.start({
    onCommit: ({ store }, when) => {
      if (when === 'before') writes += 1
      if (writes === nth && when === 'before') store.isFull = true
    },
  })
  await story(bench)
  const label = `full at write ${nth}`
  expect(bench.store.isFull, label).toBe(true)
  const delivered = bench.devices.meters[0]!.energyMwh / 1_000
  bench.cutPower()
  bench.store.isFull = false
  bench.powerOn()
  await bench.advance(90_000)
  const starts = bench.central.sent('StartTransaction').map((each) => JSON.stringify(each))
  const stops = bench.central.sent('StopTransaction')
  const ends = new Set(stops.map(({ meterStop, timestamp }) => `${meterStop} ${timestamp}`))
  expect(new Set(starts).size, label).toBe(delivered > 0 ? 1 : starts.length && 1)
  expect(ends.size, label).toBe(starts.length && 1)
  for (const { meterStop } of stops) expect(delivered - meterStop, label).toBeLessThanOrEqual(10)
  expect(bench.charger.state.outbox.entries, label).toEqual([])
}

async function countWrites(): Promise<number> {
  let writes = 0
  const bench = await ChargerBench.start({
    onCommit: (_, moment) => {
      if (moment === 'before') writes += 1
    },
  })
  await story(bench)
  return writes
}

async function cutAt(nth: number, moment: 'before' | 'after'): Promise<void> {
  let writes = 0
  let cut = false
  const bench = await ChargerBench.start({
    onCommit: (_, when) => {
      if (when === 'before') writes += 1
      if (cut || writes !== nth || when !== moment) return
      cut = true
      throw new PowerCut()
    },
  })
  await untilCut(bench, () => cut)
  expect(bench.isClosed(), `relay after cut ${moment} write ${nth}`).toBe(false)
  const delivered = bench.devices.meters[0]!.energyMwh / 1_000
  bench.powerOn()
  await bench.advance(90_000)
  const starts = bench.central.sent('StartTransaction')
  const stops = bench.central.sent('StopTransaction')
  const label = `cut ${moment} write ${nth}`
  // A message that was taken but whose answer was not yet written down goes out again, word for word.
  expect(new Set(starts.map((each) => JSON.stringify(each))).size, label).toBe(
    delivered > 0 ? 1 : starts.length && 1,
  )
  expect(new Set(stops.map(({ meterStop, timestamp }) => `${meterStop} ${timestamp}`)).size, label).toBe(
    starts.length && 1,
  )
  for (const { meterStop } of stops) expect(delivered - meterStop, label).toBeLessThanOrEqual(10)
  expect(bench.charger.state.outbox.entries, label).toEqual([])
  expect(bench.charger.state.connectors[0]!.activity.kind, label).not.toBe('charging')
}

/** Plays the story until the power goes. */
async function untilCut(bench: ChargerBench, isCut: () => boolean): Promise<void> {
  const acts = [
    () => bench.plugIn(),
    () => bench.tap(),
    () => bench.advance(130_000),
    () => bench.tap(),
    () => bench.plugOut(),
    () => bench.advance(2_000),
  ]
  for (const act of acts) if (!isCut()) await act()
}
