import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqlite } from './sqlite.ts'

test('the file is made with its folder, and every commit is on the disk before it is answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'colok-db-'))
  const file = join(folder, 'new', 'cloud.sqlite')
  const database = await openSqlite(file)
  const rows = await database.writeConnection.tx.all<{ synchronous: number }>('pragma synchronous', [])
  await database.close()
  expect(rows).toEqual([{ synchronous: 2 }])
  expect(statSync(file).size).toBeGreaterThan(0)
  rmSync(folder, { recursive: true, force: true })
})
