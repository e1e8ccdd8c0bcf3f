import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const accepted = (bench: ChargerBench) => ({
  status: 'Accepted' as const,
  interval: 300,
  currentTime: new Date(bench.clock.wallMs()).toISOString(),
})

describe('boot and registration', () => {
  test('cold boot: BootNotification, then the status of the charger and of each connector (TC_001)', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    const [boot, ...statuses] = bench.central.messages
    expect(boot).toMatchObject({
      action: 'BootNotification',
      request: { chargePointVendor: 'Colok', chargePointModel: 'Reference-1' },
    })
    expect(statuses.map(({ request }) => request)).toMatchObject([
      { connectorId: 0, status: 'Available', errorCode: 'NoError' },
      { connectorId: 1, status: 'Available', errorCode: 'NoError' },
      { connectorId: 2, status: 'Available', errorCode: 'NoError' },
    ])
  })

  test('Pending: nothing of its own but BootNotification, at the interval (TC_002)', async () => {
    const bench = await ChargerBench.start({ booted: false })
    bench.central.answers.BootNotification = () => ({ ...accepted(bench), status: 'Pending', interval: 10 })
    await bench.advance(1_000)
    await bench.plugIn()
    await bench.advance(8_000)
    expect(bench.central.messages.map(({ action }) => action)).toEqual(['BootNotification'])
    expect(
      await bench.confirmation('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '30' }),
    ).toEqual({
      status: 'Accepted',
    })
    expect(await bench.confirmation('GetConfiguration', { key: ['MeterValueSampleInterval'] })).toMatchObject(
      {
        configurationKey: [{ value: '30' }],
      },
    )
    expect(await bench.confirmation('RemoteStartTransaction', { idTag: 'ANY', connectorId: 1 })).toEqual({
      status: 'Rejected',
    })
    expect(
      await bench.confirmation('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 }),
    ).toEqual({ status: 'Accepted' })
    await bench.advance(100)
    expect(bench.central.statuses(1)).toEqual(['Preparing'])
    bench.central.answers.BootNotification = () => accepted(bench)
    await bench.advance(10_000)
    expect(bench.central.sent('BootNotification')).toHaveLength(2)
    expect(bench.central.statuses(1)).toEqual(['Preparing', 'Preparing'])
  })

  test('a triggered BootNotification may end Pending early', async () => {
    const bench = await ChargerBench.start({ booted: false })
    bench.central.answers.BootNotification = () => ({ ...accepted(bench), status: 'Pending', interval: 600 })
    await bench.advance(1_000)
    bench.central.answers.BootNotification = () => accepted(bench)
    await bench.confirmation('TriggerMessage', { requestedMessage: 'BootNotification' })
    await bench.advance(100)
    expect(bench.central.statuses(1)).toEqual(['Available'])
  })

  test('Rejected: silence until the interval is over', async () => {
    const bench = await ChargerBench.start({ booted: false })
    bench.central.answers.BootNotification = () => ({ ...accepted(bench), status: 'Rejected', interval: 20 })
    await bench.advance(1_000)
    expect(await bench.ask('GetConfiguration', {})).toMatchObject({ kind: 'error', code: 'GenericError' })
    await bench.advance(18_000)
    expect(bench.central.messages).toHaveLength(1)
    bench.central.answers.BootNotification = () => accepted(bench)
    await bench.advance(2_000)
    expect(bench.central.statuses(1)).toEqual(['Available'])
  })

  test('the interval that comes with acceptance is the heartbeat', async () => {
    const bench = await ChargerBench.start({ booted: false })
    bench.central.answers.BootNotification = () => ({ ...accepted(bench), interval: 45 })
    await bench.advance(91_000)
    expect(bench.central.sent('Heartbeat')).toHaveLength(2)
    expect(await bench.confirmation('GetConfiguration', { key: ['HeartbeatInterval'] })).toMatchObject({
      configurationKey: [{ value: '45' }],
    })
  })

  test('a socket that closes while BootNotification is under way: it is sent again', async () => {
    const bench = await ChargerBench.start({ booted: false })
    bench.central.answers.BootNotification = () => 'silence'
    await bench.advance(1_000)
    bench.central.cut()
    bench.central.heal()
    delete bench.central.answers.BootNotification
    await bench.advance(10_000)
    expect(bench.central.statuses(1)).toEqual(['Available'])
  })
})

describe('time', () => {
  test('a clock that was never set: the session is stamped by the monotonic clock and told in real time', async () => {
    const bench = await ChargerBench.start({
      wallMs: 5_000,
      keys: { AllowOfflineTxForUnknownId: 'true' },
      booted: false,
    })
    bench.central.reachable = false
    const realStart = Date.UTC(2026, 10, 23, 4)
    await bench.startSession()
    const startedAfterMs = bench.clock.monotonicMs()
    await bench.advance(600_000)
    await bench.tap()
    bench.central.aheadMs = realStart - 5_000
    bench.central.heal()
    await bench.advance(90_000)
    const [start] = bench.central.sent('StartTransaction')
    expect(Math.abs(Date.parse(start!.timestamp) - (realStart + startedAfterMs))).toBeLessThanOrEqual(200)
    const [stop] = bench.central.sent('StopTransaction')
    expect(Date.parse(stop!.timestamp) - Date.parse(start!.timestamp)).toBeGreaterThanOrEqual(600_000)
  })

  test.each([86_400_000, -86_400_000])(
    'a calendar that jumps by %i ms moves no deadline and no energy',
    async (jump) => {
      const bench = await ChargerBench.start()
      await bench.startSession()
      await bench.advance(600_000)
      bench.central.aheadMs = jump
      await bench.confirmation('TriggerMessage', { requestedMessage: 'Heartbeat' })
      await bench.advance(600_000)
      expect(bench.isClosed()).toBe(true)
      await bench.tap()
      expect(bench.central.sent('StopTransaction')).toMatchObject([{ meterStop: 400 }])
      const values = bench.central.sent('MeterValues').length
      expect(values).toBe(20)
    },
  )
})

describe('reset', () => {
  test.each([
    ['Soft', 'SoftReset'],
    ['Hard', 'HardReset'],
  ] as const)(
    '%s with a transaction: StopTransaction first, then the restart (TC_015, TC_016)',
    async (type, reason) => {
      const bench = await ChargerBench.start()
      await bench.startSession()
      await bench.advance(60_000)
      expect(await bench.confirmation('Reset', { type })).toEqual({ status: 'Accepted' })
      expect(bench.isClosed()).toBe(false)
      await bench.advance(3_000)
      expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason, meterStop: 20 }])
      expect(bench.resets).toEqual([type])
    },
  )

  test('without a transaction the restart follows the answer at once (TC_013, TC_014)', async () => {
    const bench = await ChargerBench.start()
    expect(await bench.confirmation('Reset', { type: 'Hard' })).toEqual({ status: 'Accepted' })
    expect(bench.resets).toEqual(['Hard'])
  })

  test('offline messages do not hold a reset up for ever', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.central.answers.StopTransaction = () => 'silence'
    await bench.confirmation('Reset', { type: 'Soft' })
    await bench.advance(29_000)
    expect(bench.resets).toEqual([])
    await bench.advance(3_000)
    expect(bench.resets).toEqual(['Soft'])
  })

  test('no card starts a session while a reset is under way', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.central.answers.StopTransaction = () => 'silence'
    await bench.confirmation('Reset', { type: 'Soft' })
    await bench.advance(5_000)
    await bench.plugOut()
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
  })
})
