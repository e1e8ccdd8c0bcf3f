import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idr } from '@colok/shared/money'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from './db/database.ts'
import { openSqlite } from './db/sqlite.ts'
import { transfer } from './features/ledger/commands.ts'
import { systemClock } from './system-clock.ts'
import { newTestDatabase } from './testing/test-database.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-books-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const books = (args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [new URL('books.ts', import.meta.url).pathname, ...args], {
    cwd: folder,
    env: { ...process.env, INIT_CWD: folder, COLOK_DATA: 'data', ...environment },
    encoding: 'utf8',
  })

async function pay(database: Database, payment = '1'): Promise<void> {
  const { tx } = database.writeConnection
  await database.writeConnection.begin()
  await transfer(
    tx,
    { clock: systemClock, newId: () => 'journal-1' },
    {
      ref: 'pay:doku:1',
      kind: 'payment',
      debit: 'psp_receivable:doku',
      credit: `customer_prepaid:${payment}`,
      amountIdr: idr(20_000),
    },
  )
  await database.writeConnection.commit()
  await database.close()
}

test('prints what every account stands at', async () => {
  const stored = await newTestDatabase()
  await pay(await stored.open())
  const printed = books([], stored.environment)
  const asJson = books(['--json'], stored.environment)
  await stored.remove()
  expect(printed.status).toBe(0)
  expect(printed.stdout).toMatch(/psp_receivable:doku +20\.000\n/)
  expect(printed.stdout).toMatch(/Sum +20\.000 +20\.000\nThe books balance\.\nOwed to drivers +20\.000\n/)
  expect(JSON.parse(asJson.stdout)).toMatchObject({ debitIdr: 20_000, balanced: true })
})

test('finds the demonstration’s own folder', async () => {
  mkdirSync(join(folder, 'data', 'cloud'), { recursive: true })
  await pay(await openSqlite(join(folder, 'data', 'cloud', 'cloud.sqlite')))
  expect(JSON.parse(books(['--json']).stdout)).toMatchObject({ debitIdr: 20_000, balanced: true })
})

test('says in one line why a database cannot be read', () => {
  const COLOK_DATABASE_URL = 'postgres://nobody@127.0.0.1:1/nothing'
  const printed = books([], { COLOK_DATABASE_URL, COLOK_SECRET: 's'.repeat(32) })
  expect(printed.status).toBe(2)
  expect(printed.stderr).toMatch(/^[^\n]*COLOK_DATABASE_URL[^\n]*ECONNREFUSED[^\n]*\n$/)
})

test('matches a day of each site, and says what a day is and which sites there are', async () => {
  const stored = await newTestDatabase()
  const database = await stored.open()
  await database.writeConnection.tx.run(
    `insert into site (id, slug, name, address, latitude, longitude, time_zone, created_at)
     values ('1', 'sangeh', 'Sangeh', 'Bali', -8.4, 115.2, 'Asia/Makassar', '2026-11-23T00:00:00.000Z')`,
    [],
  )
  await database.close()
  const match = (...args: string[]) => books(['--match', ...args], stored.environment)
  const printed = match('2026-11-22')
  const asJson = match('2026-11-22', '--site', 'sangeh', '--json')
  const noDay = match('yesterday')
  const noSite = match('2026-11-22', '--site', 'x')
  await stored.remove()
  expect([printed.status, printed.stderr]).toEqual([0, ''])
  expect(printed.stdout).toMatch(/^sangeh, 2026-11-22\n/)
  expect(printed.stdout).toContain('Nothing differs.')
  expect(JSON.parse(asJson.stdout)).toMatchObject([{ site: 'sangeh', meters: { sessions: 0 } }])
  expect([noDay.status, noDay.stderr]).toEqual([2, expect.stringContaining('a day is written 2026-11-22')])
  expect([noSite.status, noSite.stderr]).toEqual([2, expect.stringContaining('there is no site x')])
})

test('no line of it is wider than a terminal', async () => {
  mkdirSync(join(folder, 'data'))
  const database = await openSqlite(join(folder, 'data', 'cloud.sqlite'))
  await pay(database, '01990000-0000-7000-8000-000000000000')
  const texts = [books().stdout, books(['--help']).stdout]
  expect(texts[0]).toContain('customer_prepaid:01990000-0000-7000-8000-000000000000')
  for (const text of texts) expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('says where it looked when there is no database', () => {
  const printed = books()
  expect(printed.status).toBe(2)
  expect(printed.stderr).toContain('data holds no database; set COLOK_DATA')
})
