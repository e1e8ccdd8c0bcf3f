import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { SqliteSecurityLog, securityLogTable } from './security-log.ts'

const at = (monotonicMs: number) => ({ bootId: 'boot', monotonicMs, wallMs: null })
const append = (log: SqliteSecurityLog, ...times: number[]) => {
  for (const each of times) log.append({ type: 'InvalidMessages', at: at(each), techInfo: `at ${each}` })
}

function opened() {
  const database = new Database(':memory:')
  database.exec(securityLogTable)
  return database
}

test('keeps the last events, the oldest first, also over a restart', () => {
  const database = opened()
  append(new SqliteSecurityLog(database, 3), 1, 2)
  const log = new SqliteSecurityLog(database, 3)
  append(log, 3, 4)
  expect(log.entries()).toEqual(
    [2, 3, 4].map((each) => ({ type: 'InvalidMessages', at: at(each), techInfo: `at ${each}` })),
  )
  append(log, 5)
  expect(new SqliteSecurityLog(database, 3).entries().map((entry) => entry.at.monotonicMs)).toEqual([3, 4, 5])
})

test('that was cleared says so, and goes on', () => {
  const log = new SqliteSecurityLog(opened(), 3)
  append(log, 1, 2)
  log.clear(at(3))
  append(log, 4)
  expect(log.entries().map(({ type }) => type)).toEqual(['SecurityLogWasCleared', 'InvalidMessages'])
})
