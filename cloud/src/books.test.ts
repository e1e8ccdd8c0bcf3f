import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idr } from '@colok/shared/money'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from './db/sqlite.ts'
import { transfer } from './features/ledger/commands.ts'
import { systemClock } from './system-clock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-books-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const books = (...args: string[]) =>
  spawnSync(process.execPath, [new URL('books.ts', import.meta.url).pathname, ...args], {
    cwd: folder,
    env: { ...process.env, INIT_CWD: folder, COLOK_DATA: 'data' },
    encoding: 'utf8',
  })

async function paid(file: string): Promise<void> {
  const database = await openSqlite(file)
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

test('prints what every account stands at, also of the demonstration’s own folder', async () => {
  mkdirSync(join(folder, 'data', 'cloud'), { recursive: true })
  await paid(join(folder, 'data', 'cloud', 'cloud.sqlite'))
  const printed = books()
  expect(printed.status).toBe(0)
  expect(printed.stdout).toMatch(/psp_receivable:doku +20\.000\n/)
  expect(printed.stdout).toMatch(/Sum +20\.000 +20\.000\nThe books balance\./)
  expect(JSON.parse(books('--json').stdout)).toMatchObject({ debitIdr: 20_000, balanced: true })
})

test('says where it looked when there is no database', () => {
  const printed = books()
  expect(printed.status).toBe(2)
  expect(printed.stderr).toContain('data holds no database; set COLOK_DATA')
})
