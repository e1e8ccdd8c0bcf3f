import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { personalData } from '../../core/retention-policy.ts'
import type { Database } from '../../db/database.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { privacyDocument } from './document.ts'

let stored: TestDatabase
let database: Database
beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
})
afterAll(async () => {
  await database.close()
  await stored.remove()
})

test('PRIVACY.md says what the policy says: npm run privacy -w cloud writes it', () => {
  expect(readFileSync(new URL('../../../PRIVACY.md', import.meta.url), 'utf8')).toBe(privacyDocument())
})

test('every place that the policy names is there', async () => {
  for (const { table, columns, rowsGo } of personalData) {
    const named = [...columns, ...(rowsGo ? [rowsGo.column] : [])].join(', ')
    const rows = await database.read.all(`select ${named} from "${table}" limit 0`, [])
    expect(rows, table).toEqual([])
  }
})

test('nothing that is plainly personal is in a column that the policy does not name', async () => {
  const columns = await database.read.all<{ tableName: string; columnName: string }>(
    database.dialect === 'sqlite'
      ? `select master.name as table_name, info.name as column_name
         from sqlite_master as master, pragma_table_info(master.name) as info where master.type = 'table'`
      : "select table_name, column_name from information_schema.columns where table_schema = 'public'",
    [],
  )
  const personal = /^(phone|e_?mail|plate|ip_address|user_agent|date_of_birth|national_id)$/
  // Who did something; what is told apart by a word or an id says nothing of a person by itself.
  const whoever = /_by(_name)?$/
  const words = /^(linked|held|limited|start|signed_in|replaced|stopped|reckoned|paid)_by$/
  const unnamed = columns
    .filter(
      ({ columnName }) => personal.test(columnName) || (whoever.test(columnName) && !words.test(columnName)),
    )
    .filter(
      ({ tableName, columnName }) =>
        !personalData.some(({ table, columns: named }) => table === tableName && named.includes(columnName)),
    )
  expect(columns.length).toBeGreaterThan(300)
  expect(unnamed).toEqual([])
})
