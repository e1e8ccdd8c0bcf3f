import { RpcError } from '@colok/shared/ocpp/errors'
import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const keys = { TransactionMessageAttempts: '3', TransactionMessageRetryInterval: '10' }

describe('transaction messages', () => {
  test('a message that is refused is tried again, later each time, then buried and shown', async () => {
    const bench = await ChargerBench.start({ keys })
    await bench.startSession()
    bench.central.answers.StopTransaction = () => {
      throw new RpcError('InternalError', 'database gone')
    }
    await bench.tap()
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    await bench.advance(9_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    // Up to a tenth comes on top, by chance.
    await bench.advance(2_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(2)
    await bench.advance(22_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(3)
    await bench.advance(120_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(3)
    const [letter, ...more] = bench.store.deadLetters()
    expect(more).toEqual([])
    expect(letter!.why).toContain('InternalError')
    expect(JSON.parse(letter!.entry)).toMatchObject({ kind: 'stopped', reason: 'Local' })
  })

  test('what comes behind a buried message is still delivered', async () => {
    const bench = await ChargerBench.start({ keys })
    await bench.startSession()
    bench.central.answers.StopTransaction = () => {
      throw new RpcError('GenericError')
    }
    await bench.tap()
    await bench.plugOut()
    await bench.advance(60_000)
    delete bench.central.answers.StopTransaction
    await bench.startSession()
    await bench.tap()
    expect(bench.central.sent('StopTransaction').at(-1)).toMatchObject({ transactionId: 1_001 })
  })

  test('a StopTransaction without a transactionId is never invented', async () => {
    const bench = await ChargerBench.start({ keys })
    bench.central.answers.StartTransaction = () => {
      throw new RpcError('InternalError')
    }
    await bench.startSession()
    await bench.advance(60_000)
    await bench.tap()
    await bench.advance(1_000)
    expect(bench.central.sent('StopTransaction')).toEqual([])
    expect(
      bench.store.deadLetters().map(({ entry }) => (JSON.parse(entry) as { kind: string }).kind),
    ).toEqual(['started', 'metered', 'stopped'])
  })

  test('a central system that answers nothing is waited for, however long, and nothing is given up', async () => {
    const bench = await ChargerBench.start({ keys: { ...keys, AllowOfflineTxForUnknownId: 'true' } })
    for (const action of ['Authorize', 'StartTransaction', 'StatusNotification', 'Heartbeat'] as const)
      bench.central.answers[action] = () => 'silence'
    await bench.startSession()
    await bench.advance(60_000)
    await bench.tap()
    await bench.advance(1_800_000)
    expect(bench.central.sent('StartTransaction').length).toBeGreaterThan(4)
    expect(bench.central.sent('StopTransaction')).toEqual([])
    for (const action of ['Authorize', 'StartTransaction', 'StatusNotification', 'Heartbeat'] as const)
      delete bench.central.answers[action]
    await bench.advance(3_700_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    expect(bench.store.deadLetters()).toEqual([])
  })

  test('a message that alone is never answered blocks the others no longer than its attempts', async () => {
    const bench = await ChargerBench.start({ keys })
    await bench.startSession()
    bench.central.answers.StopTransaction = () => 'silence'
    await bench.tap()
    await bench.plugOut()
    await bench.startSession()
    await bench.advance(7_200_000)
    expect(bench.central.sent('StopTransaction').length).toBeGreaterThanOrEqual(3)
    expect(bench.central.sent('StartTransaction')).toHaveLength(2)
    expect(bench.store.deadLetters()).toMatchObject([{ why: 'never answered, while other messages were' }])
    expect(JSON.parse(bench.store.deadLetters()[0]!.entry)).toMatchObject({ kind: 'stopped', localId: 1 })
  })

  test('messages of a long offline spell drain in order, one at a time', async () => {
    const bench = await ChargerBench.start({ keys: { ...keys, AllowOfflineTxForUnknownId: 'true' } })
    bench.central.cut()
    for (let round = 0; round < 5; round += 1) {
      await bench.startSession()
      await bench.advance(130_000)
      await bench.tap()
      await bench.plugOut()
    }
    bench.central.heal()
    await bench.advance(90_000)
    const kinds = bench.central.messages
      .map(({ action }) => action)
      .filter((action) => /Transaction|Meter/.test(action))
    const session = ['StartTransaction', 'MeterValues', 'MeterValues', 'StopTransaction']
    expect(kinds).toEqual([...session, ...session, ...session, ...session, ...session])
    const numbers = bench.central.sent('MeterValues').map(({ transactionId }) => transactionId)
    expect(numbers).toEqual([1_000, 1_000, 1_001, 1_001, 1_002, 1_002, 1_003, 1_003, 1_004, 1_004])
  })

  test('a long queue is written down by dozens as it drains, and told twice at most for those after a power cut', async () => {
    let writes = 0
    const bench = await ChargerBench.start({
      loadW: 0,
      keys: { MeterValueSampleInterval: '1', AllowOfflineTxForUnknownId: 'true' },
      onCommit: (_, moment) => {
        if (moment === 'before') writes += 1
      },
    })
    bench.central.cut()
    await bench.startSession()
    await bench.advance(500_000)
    await bench.tap()
    bench.central.heal()
    writes = 0
    while (bench.central.sent('MeterValues').length < 260) await bench.advance(50)
    expect(writes).toBeLessThan(30)
    bench.cutPower()
    bench.powerOn()
    await bench.advance(30_000)
    const told = bench.central.sent('MeterValues').map(({ meterValue }) => meterValue[0]!.timestamp)
    expect(new Set(told).size).toBe(500)
    expect(told.length).toBeLessThanOrEqual(550)
    expect(bench.central.sent('StartTransaction')).toHaveLength(1)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    expect(bench.store.load().outbox).toEqual([])
  })

  test('periodic values under way when the network goes are kept, also over a power cut', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.central.answers.MeterValues = () => 'silence'
    await bench.advance(61_000)
    expect(bench.store.load().outbox).toEqual([])
    bench.central.cut()
    expect(bench.store.load().outbox).toMatchObject([{ kind: 'metered' }])
    bench.cutPower()
    delete bench.central.answers.MeterValues
    bench.powerOn()
    await bench.advance(90_000)
    expect(bench.central.sent('MeterValues')).toHaveLength(2)
  })

  test('a full queue gives up periodic values, never the start or end of a transaction', async () => {
    const bench = await ChargerBench.start({
      loadW: 0,
      keys: { MeterValueSampleInterval: '1', AllowOfflineTxForUnknownId: 'true' },
    })
    bench.central.cut()
    await bench.startSession()
    await bench.advance(10_100_000)
    await bench.tap()
    const { entries } = bench.charger.state.outbox
    expect(entries.length).toBeLessThanOrEqual(10_000)
    expect([entries[0]!.kind, entries.at(-1)!.kind]).toEqual(['started', 'stopped'])
  })
})
