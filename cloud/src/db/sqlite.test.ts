import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from './sqlite.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-db-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('an empty file gets the whole schema, and opening it again changes nothing', async () => {
  const file = join(folder, 'new', 'cloud.sqlite')
  const first = await openSqlite(file)
  const tables = await first.read.all<{ name: string }>(
    "select name from sqlite_master where type = 'table'",
    [],
  )
  await first.close()
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'site',
      'charger',
      'connector',
      'id_tag',
      'tariff',
      'session',
      'meter_value',
      'api_key',
    ]),
  )
  const second = await openSqlite(file)
  const again = await second.read.all<{ name: string }>(
    "select name from sqlite_master where type = 'table'",
    [],
  )
  await second.close()
  expect(again).toEqual(tables)
})

test('every commit is on the disk before it is answered', async () => {
  const database = await openSqlite(join(folder, 'cloud.sqlite'))
  const rows = await database.writeConnection.tx.all<{ synchronous: number }>('pragma synchronous', [])
  await database.close()
  expect(rows).toEqual([{ synchronous: 2 }])
})

test('the reading connection cannot write', async () => {
  const database = await openSqlite(join(folder, 'cloud.sqlite'))
  const write = async () => database.read.run('delete from site', [])
  await expect(write()).rejects.toThrow(/readonly/)
  await database.close()
})

test('rows come back in camel case whichever way they are asked for', async () => {
  const database = await openSqlite(join(folder, 'cloud.sqlite'))
  const { tx } = database.writeConnection
  await tx.run(`insert into tariff (id, name, site_id, price_idr_per_kwh, valid_from, valid_until, created_at)
     values ('t1', 'Dasar', null, 2466, '2026-01-01', null, '2026-01-01')`,
    [],
  )
  const prepared = await tx.all('select id, price_idr_per_kwh from tariff', [])
  const built = await tx.query.selectFrom('tariff').select(['id', 'priceIdrPerKwh']).execute()
  await database.close()
  expect(prepared).toEqual([{ id: 't1', priceIdrPerKwh: 2466 }])
  expect(built).toEqual(prepared)
})
