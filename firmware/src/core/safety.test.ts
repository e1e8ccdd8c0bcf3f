import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

describe('the leakage test', () => {
  test('runs as the plug goes in, and the relay waits for it', async () => {
    const bench = await ChargerBench.start()
    const { sensors } = bench.devices
    sensors.leakageOutcome = 'running'
    await bench.plugIn()
    expect(sensors.leakageTests).toBe(1)
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    sensors.endLeakageTest('passed')
    await bench.advance(100)
    expect(bench.isClosed()).toBe(true)
  })

  test('waits for its turn while another socket delivers', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.plugIn(1)
    await bench.tap(undefined, [1])
    await bench.plugIn(2)
    expect(bench.devices.sensors.leakageTests).toBe(1)
    expect(bench.isClosed(1)).toBe(true)
  })

  test('that does not end keeps every socket dead', async () => {
    const bench = await ChargerBench.start()
    const { sensors } = bench.devices
    sensors.leakageOutcome = 'running'
    await bench.plugIn()
    await bench.advance(7_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    sensors.endLeakageTest('passed')
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Preparing')
  })
})

describe('welded elements', () => {
  test('lock the socket over restarts; a technician clears both the lock and the board', async () => {
    const bench = await ChargerBench.start()
    const { sensors } = bench.devices
    sensors.weld(1, ['A'])
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    bench.cutPower()
    bench.powerOn()
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    bench.cutPower()
    bench.store.commit({ slices: { 'lockout/1': { kind: 'cleared' } }, records: [] })
    bench.powerOn()
    await bench.advance(1_000)
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
    // A weld that comes later is not forgotten with it.
    sensors.weld(1, ['B'])
    await bench.advance(100)
    expect(bench.isClosed()).toBe(false)
    expect(bench.charger.state.connectors[0]!.lockout).toMatchObject({ kind: 'locked' })
  })
})

describe('heat at the terminals', () => {
  test('pauses a session from 68 °C until 62 °C, and does not end it', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    const heat = async (deciC: number | undefined) => {
      bench.devices.sensors.reportTemperature(1, deciC)
      await bench.advance(1_000)
    }
    await heat(679)
    expect(bench.isClosed()).toBe(true)
    await heat(680)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEVSE')
    // Neither a broken sensor nor a little cooling lets it on.
    await heat(undefined)
    await heat(630)
    expect(bench.isClosed()).toBe(false)
    await heat(620)
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('StopTransaction')).toEqual([])
  })
})
