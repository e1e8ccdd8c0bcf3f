import { readVendorMessage } from '@colok/shared/vendor'
import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const realTime = Date.UTC(2026, 10, 23, 4)

/** Without a clock chip and without a network: the machine's calendar begins in 1970 at each boot. */
async function lost(): Promise<ChargerBench> {
  const keys = { AllowOfflineTxForUnknownId: 'true', MeterValueSampleInterval: '0' }
  const bench = await ChargerBench.start({ wallMs: 0, booted: false, keys })
  bench.central.reachable = false
  return bench
}

/** Ten minutes of charging, between plug and card. */
async function session(bench: ChargerBench): Promise<void> {
  await bench.startSession()
  await bench.advance(600_000)
  await bench.tap()
  await bench.plugOut()
  await bench.advance(5_000)
}

async function reboot(bench: ChargerBench): Promise<void> {
  bench.cutPower()
  bench.powerOn()
  bench.central.reachable = false
}

/** The network comes, and with it the time. */
async function found(bench: ChargerBench): Promise<void> {
  bench.central.aheadMs = realTime - bench.clock.wallMs()
  bench.central.heal()
  await bench.advance(90_000)
}

const timesOf = (bench: ChargerBench) => {
  const starts = bench.central.sent('StartTransaction')
  const stops = bench.central.sent('StopTransaction')
  return starts.map(({ timestamp }, index) => ({
    startMs: Date.parse(timestamp),
    stopMs: Date.parse(stops[index]!.timestamp),
  }))
}

const estimates = (bench: ChargerBench) =>
  bench.central.sent('DataTransfer').flatMap((request) => {
    const read = readVendorMessage(request)
    return read.kind === 'message' && read.messageId === 'EstimatedStart' ? [read.message] : []
  })

describe('without a clock chip', () => {
  test('a session of this boot gets its exact time, and that is no guess', async () => {
    const bench = await lost()
    await session(bench)
    await found(bench)
    const [only] = timesOf(bench)
    expect(only!.stopMs - only!.startMs).toBeGreaterThanOrEqual(600_000)
    expect(estimates(bench)).toEqual([])
  })

  test('sessions of boots that never knew the time keep their order and length, and are told to be guessed', async () => {
    const bench = await lost()
    await session(bench)
    await reboot(bench)
    await session(bench)
    await reboot(bench)
    await session(bench)
    await found(bench)
    const times = timesOf(bench)
    expect(times).toHaveLength(3)
    const inOrder = times.flatMap(({ startMs, stopMs }) => [startMs, stopMs])
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other))
    for (const { startMs, stopMs } of times) {
      expect(stopMs - startMs).toBeGreaterThanOrEqual(600_000)
      expect(stopMs - startMs).toBeLessThan(610_000)
      expect(Math.abs(startMs - realTime)).toBeLessThan(7_200_000)
    }
    const starts = bench.central.sent('StartTransaction')
    expect(estimates(bench)).toEqual(
      starts
        .slice(0, 2)
        .map(({ connectorId, meterStart, timestamp }) => ({ connectorId, meterStart, timestamp })),
    )
    const order = bench.central.messages.map(({ action }) => action)
    expect(order.indexOf('DataTransfer')).toBeLessThan(order.indexOf('StartTransaction'))
  })

  test('a guessed start is told with the same time again after a power cut', async () => {
    const bench = await lost()
    await session(bench)
    await reboot(bench)
    bench.central.answers.StartTransaction = () => 'silence'
    await found(bench)
    const [first] = bench.central.sent('StartTransaction')
    bench.cutPower()
    delete bench.central.answers.StartTransaction
    bench.powerOn()
    await bench.advance(90_000)
    expect(bench.central.sent('StartTransaction').at(-1)).toEqual(first)
  })

  test('a central system that answers such notices by an error gets the start all the same', async () => {
    const bench = await lost()
    await session(bench)
    await reboot(bench)
    bench.central.answers.DataTransfer = () => ({ status: 'UnknownVendorId' })
    await found(bench)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    expect(estimates(bench)).toHaveLength(1)
    expect(bench.store.deadLetters()).toEqual([])
  })
})
