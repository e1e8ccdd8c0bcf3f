import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../testing/virtual-cloud.ts'

const minute = 60_000
const day = 24 * 60 * minute

let system: VirtualCloud
let charger: VirtualCharger
beforeEach(async () => {
  system = await startVirtualCloud()
  charger = await connectVirtualCharger(system)
})
afterEach(() => system.stop())

const at = (offsetMs: number) => new Date(system.clock.wallMs() + offsetMs).toISOString()
const count = async (table: string) => {
  const rows = await system.database.read.all<{ count: number }>(`select count(*) as count from ${table}`, [])
  return rows[0]?.count
}
/** Jumps ahead and lets the jobs have their turn. */
const pass = async (days: number) => {
  system.clock.setWall(system.clock.wallMs() + days * day)
  for (let passed = 0; passed < 12; passed += 4) {
    await charger.call('Heartbeat', {})
    await system.clock.stride(4 * minute, 30_000)
  }
}
/** A session of an hour with a reading each minute. */
const chargeForAnHour = async () => {
  const [, , started] = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 0,
    timestamp: at(-60 * minute),
  })
  const { transactionId } = started as { transactionId: number }
  const readings = Array.from({ length: 60 }, (_, index) => ({
    timestamp: at((index - 60) * minute),
    sampledValue: [{ value: String(index * 20) }],
  }))
  await charger.call('MeterValues', { connectorId: 1, transactionId, meterValue: readings })
  await charger.call('StopTransaction', { transactionId, meterStop: 1200, timestamp: at(0) })
}

/** An alert that is over, and what was told of it. */
async function alertOfToday(): Promise<void> {
  const { writeConnection } = system.database
  await writeConnection.begin()
  await writeConnection.tx.run(
    `insert into alert (id, rule, kind, severity, subject, detail, began_at, raised_at, cleared_at, steps_told)
     values ('0000', 'fault', 'fault', 'critical', 'socket:1:1', '{}', ?, ?, ?, 0)`,
    [at(0), at(0), at(0)],
  )
  await writeConnection.tx.run(
    `insert into alert_news (id, contact, lane, alert_id, what, created_at)
     values ('0000', 'ops', 'network', '0000', 'raised', ?)`,
    [at(0)],
  )
  await writeConnection.commit()
}

test('raw frames go after a week, events and alerts after a year and a bit, and the bill stays', async () => {
  await charger.call('StatusNotification', { connectorId: 2, status: 'Faulted', errorCode: 'GroundFailure' })
  await alertOfToday()
  await charger.call('StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' })
  await chargeForAnHour()
  await system.clock.advance(2000)
  const framesBefore = await count('frame_run')
  expect(framesBefore).toBeGreaterThan(0)
  await pass(6)
  expect(await count('frame_run')).toBeGreaterThan(framesBefore ?? 0)
  await pass(2)
  const old = await system.database.read.all(
    "select 1 from frame_run where texts like '%StartTransaction%'",
    [],
  )
  expect(old).toEqual([])
  expect(await count('charger_event')).toBe(2)
  expect([await count('alert'), await count('alert_news')]).toEqual([2, 1])
  await pass(400)
  expect(await count('charger_event')).toBe(0)
  // The fault is still there, and with it its alert.
  expect(await system.database.read.all('select cleared_at from alert', [])).toEqual([{ clearedAt: null }])
  expect(await count('alert_news')).toBe(0)
  const { body } = await system.api('/sessions')
  expect(body).toMatchObject({ items: [{ energyWh: 1200, amountIdr: 2959 }] })
})

test('the readings of a session are thinned after a month, and gone after two years and a bit', async () => {
  await chargeForAnHour()
  await pass(29)
  expect(await count('meter_value')).toBe(60)
  await pass(2)
  expect(await count('meter_value')).toBe(5)
  await pass(3)
  expect(await count('meter_value')).toBe(5)
  await pass(800)
  expect(await count('meter_value')).toBe(0)
})

test('readings are found by their session before and after they are filed, and go with where they are filed', async () => {
  await chargeForAnHour()
  const { body } = await system.api<{ items: { id: string }[] }>('/sessions')
  const readings = async () =>
    (await system.api<{ items: object[] }>(`/sessions/${body.items[0]?.id}/readings?limit=100`)).body.items
  const before = await readings()
  expect(before).toHaveLength(60)
  expect(await count('filed_reading')).toBe(0)
  await system.clock.advance(3000)
  expect(await count('filed_reading')).toBe(60)
  expect(await readings()).toEqual(before)
  await pass(31)
  expect(await count('filed_reading')).toBe(5)
  expect(await readings()).toHaveLength(5)
  await pass(800)
  expect(await count('filed_reading')).toBe(0)
})

test('what was written while a clock ran ahead keeps back nothing that is due', async () => {
  const insert = async (statement: string, value: string) => {
    const { writeConnection } = system.database
    await writeConnection.begin()
    // More than is looked at in one go.
    const many = `with recursive one(n) as (select 1 union all select n + 1 from one where n < 2500)`
    await writeConnection.tx.run(`${statement} ${many} select 1, ${value}, '' from one`, [])
    await writeConnection.commit()
  }
  const frames = 'insert into frame_run (charger_id, texts, began_at, ended_at, directory)'
  const events = 'insert into charger_event (charger_id, kind, occurred_at, received_at, detail)'
  const readings =
    'insert into meter_value (charger_id, connector_id, measured_at, received_at, sampled_values)'
  const stamped = (days: number) => `'${at(days * day)}', '${at(days * day)}'`
  await insert(frames, `'ahead', ${stamped(900)}`)
  await insert(frames, `'ahead', ${stamped(-8)}`)
  await insert(events, `'Ahead', ${stamped(900)}`)
  await insert(events, `'Ahead', ${stamped(-401)}`)
  // By some days only, and long ago: these are kept for as long as they say.
  await insert(readings, `1, ${stamped(-797)}`)
  await insert(readings, `1, ${stamped(-801)}`)
  await pass(0)
  expect([
    await count("frame_run where texts = 'ahead'"),
    await count("charger_event where kind = 'Ahead'"),
    await count('meter_value'),
  ]).toEqual([0, 0, 2500])
})
