import { expect, test } from 'vitest'
import { newTestDatabase } from '../../testing/test-database.ts'
import { readingsAndFrames } from './035-readings-and-frames.ts'

/** Takes back what the migration made, as far as what it starts from needs. */
const asBefore = [
  'drop view session_reading',
  'drop table filed_reading',
  'drop table reading_filing',
  'drop table frame_run',
  'create index meter_value_by_session on meter_value (transaction_id, measured_at)',
]

test('readings and frames that were there before are found as before', async () => {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const { dialect, writeConnection, read } = database
  const { tx } = writeConnection
  for (const statement of asBefore) await tx.run(statement, [])
  const id =
    dialect === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key'
  await tx.run(
    `create table frame (id ${id}, charger_id bigint not null, at text not null, direction text not null, text text not null)`,
    [],
  )
  for (const [index, direction] of ['in', 'out', 'note'].entries())
    await tx.run('insert into frame (charger_id, at, direction, text) values (7, ?, ?, ?)', [
      `2026-11-23T03:00:0${index}.000Z`,
      direction,
      `🛵 ${direction}`,
    ])
  const add = (transactionId: number | null, energyWh: number) =>
    tx.run(
      `insert into meter_value (charger_id, connector_id, transaction_id, measured_at, received_at, energy_wh, sampled_values)
       values (7, 1, ?, ?, '2026-11-23T03:00:00.000Z', ?, '[]')`,
      [transactionId, `2026-11-23T03:00:${energyWh}.000Z`, energyWh],
    )
  await add(5, 20)
  await add(null, 30)
  await add(5, 10)
  await add(6, 40)
  // On PostgreSQL a process before this one may still be adding readings.
  const addedMeanwhile: { energyWh: number }[] = []
  const amongOthers = tx.query.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      const energyWh = 10 + addedMeanwhile.length
      addedMeanwhile.push({ energyWh })
      await add(8, energyWh)
      return result
    },
  })

  await readingsAndFrames(amongOthers, dialect)

  const readings = 'select energy_wh from session_reading where transaction_id = ? order by energy_wh'
  expect(await read.all(readings, [5])).toEqual([{ energyWh: 10 }, { energyWh: 20 }])
  expect(await read.all(readings, [6])).toEqual([{ energyWh: 40 }])
  expect(await read.all(readings, [8])).toEqual(addedMeanwhile)
  expect(addedMeanwhile.length).toBeGreaterThan(5)
  expect(await read.all('select * from frame_run order by id', [])).toMatchObject([
    { chargerId: 7, beganAt: '2026-11-23T03:00:00.000Z', directory: '0i4', texts: '🛵 in' },
    { chargerId: 7, beganAt: '2026-11-23T03:00:01.000Z', directory: '0o5', texts: '🛵 out' },
    { chargerId: 7, endedAt: '2026-11-23T03:00:02.000Z', directory: '0n6', texts: '🛵 note' },
  ])
  await database.close()
  await stored.remove()
})
