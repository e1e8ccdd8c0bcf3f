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

async function pay(database: Database): Promise<void> {
  const { tx } = database.writeConnection
  await database.writeConnection.begin()
  await transfer(
    tx,
    { clock: systemClock, newId: () => 'journal-1' },
    {
      ref: 'pay:doku:1',
      kind: 'payment',
      debit: 'psp_receivable:doku',
      credit: 'customer_prepaid:1',
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
  expect(printed.stdout).toMatch(/Sum +20\.000 +20\.000\nThe books balance\./)
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

test('says where it looked when there is no database', () => {
  const printed = books()
  expect(printed.status).toBe(2)
  expect(printed.stderr).toContain('data holds no database; set COLOK_DATA')
})
