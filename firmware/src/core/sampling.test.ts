import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const start = Date.UTC(2026, 10, 23, 4, 0, 7)

describe('meter values', () => {
  test('are sampled at MeterValueSampleInterval with the measurands that were asked for (TC_070)', async () => {
    const bench = await ChargerBench.start({
      keys: {
        MeterValueSampleInterval: '30',
        MeterValuesSampledData:
          'Energy.Active.Import.Register,Energy.Active.Import.Interval,Power.Active.Import,Current.Import,Voltage,Frequency,Power.Factor',
      },
    })
    await bench.startSession()
    await bench.advance(60_000)
    const values = bench.central.sent('MeterValues')
    expect(values).toHaveLength(2)
    expect(values[1]).toMatchObject({ connectorId: 1, transactionId: 1_000 })
    const { sampledValue } = values[1]!.meterValue[0]!
    const common = { context: 'Sample.Periodic', format: 'Raw', location: 'Outlet' }
    expect(sampledValue).toEqual([
      { ...common, measurand: 'Energy.Active.Import.Register', value: '19', unit: 'Wh' },
      { ...common, measurand: 'Energy.Active.Import.Interval', value: '10', unit: 'Wh' },
      { ...common, measurand: 'Power.Active.Import', value: '1200', unit: 'W' },
      { ...common, measurand: 'Current.Import', value: '5.217', unit: 'A' },
      { ...common, measurand: 'Voltage', value: '230', unit: 'V' },
      { ...common, measurand: 'Frequency', value: '50' },
      { ...common, measurand: 'Power.Factor', value: '1' },
    ])
  })

  test('a new interval counts from the moment it is set; 0 switches sampling off', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.confirmation('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '5' })
    await bench.advance(10_100)
    expect(bench.central.sent('MeterValues')).toHaveLength(2)
    await bench.confirmation('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '0' })
    await bench.advance(60_000)
    expect(bench.central.sent('MeterValues')).toHaveLength(2)
  })

  test('clock-aligned values carry the boundary itself, from every connector, with or without a session (TC_071)', async () => {
    const bench = await ChargerBench.start({
      connectors: 2,
      wallMs: start,
      keys: { ClockAlignedDataInterval: '900', MeterValueSampleInterval: '0' },
    })
    await bench.startSession(2)
    await bench.advance(900_000)
    const values = bench.central.sent('MeterValues')
    expect(values.map(({ connectorId, transactionId }) => [connectorId, transactionId])).toEqual([
      [1, undefined],
      [2, 1_000],
    ])
    for (const { meterValue } of values) {
      expect(meterValue[0]!.timestamp).toBe('2026-11-23T04:15:00.000Z')
      expect(meterValue[0]!.sampledValue[0]).toMatchObject({ context: 'Sample.Clock' })
    }
  })

  test('clock-aligned values follow a calendar that is set anew', async () => {
    const bench = await ChargerBench.start({ wallMs: start, keys: { ClockAlignedDataInterval: '900' } })
    bench.central.aheadMs = 600_000
    await bench.confirmation('TriggerMessage', { requestedMessage: 'Heartbeat' })
    await bench.advance(300_000)
    expect(bench.central.sent('MeterValues')[0]!.meterValue[0]!.timestamp).toBe('2026-11-23T04:15:00.000Z')
  })

  test('StopTransaction carries what StopTxnSampledData and StopTxnAlignedData ask for, over a power cut', async () => {
    const bench = await ChargerBench.start({
      wallMs: start,
      keys: {
        StopTxnSampledData: 'Energy.Active.Import.Register',
        StopTxnAlignedData: 'Energy.Active.Import.Register',
        ClockAlignedDataInterval: '60',
      },
    })
    await bench.startSession()
    await bench.advance(65_000)
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    const contexts = bench.central
      .sent('StopTransaction')[0]!
      .transactionData!.map(({ sampledValue }) => sampledValue[0]!.context)
    expect(contexts).toEqual(['Transaction.Begin', 'Sample.Clock', 'Sample.Periodic'])
  })

  test('a session that ends in order closes its data with Transaction.End', async () => {
    const bench = await ChargerBench.start({ keys: { StopTxnSampledData: 'Energy.Active.Import.Register' } })
    await bench.startSession()
    await bench.advance(61_000)
    await bench.tap()
    const data = bench.central.sent('StopTransaction')[0]!.transactionData!
    expect(data.map(({ sampledValue }) => [sampledValue[0]!.context, sampledValue[0]!.value])).toEqual([
      ['Transaction.Begin', '0'],
      ['Sample.Periodic', '19'],
      ['Transaction.End', '20'],
    ])
  })
})
