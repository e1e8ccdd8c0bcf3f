import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import type { Database, Tx } from './database.ts'
import { type SharedUnit, SharedWrites } from './shared-writes.ts'
import { Writer } from './writer.ts'

let testDatabase: TestDatabase
let database: Database
let clock: VirtualClock
let writer: Writer
let shared: SharedWrites
/** How many names each run of the unit was given. */
let runs: number[]

const names: SharedUnit<string, string> = {
  onlyAdds: true,
  async run(tx, items) {
    runs.push(items.length)
    const added = items.map((name) => insert(tx, name))
    await Promise.all(added)
    return items.map((name) => `${name} is in`)
  },
}
const insert = (tx: Tx, name: string) => tx.run('insert into fact (name) values (?)', [name])
const stored = async () => {
  const rows = await database.read.all<{ name: string }>('select name from fact order by name', [])
  return rows.map(({ name }) => name)
}

beforeEach(async () => {
  testDatabase = await newTestDatabase()
  database = await testDatabase.open()
  await database.writeConnection.tx.run('create table fact (name text unique)', [])
  clock = new VirtualClock({ busy: database.settled })
  writer = new Writer(database.writeConnection, clock)
  shared = new SharedWrites(writer)
  runs = []
})
afterEach(async () => {
  await database.close()
  await testDatabase.remove()
})

test('what comes before the unit begins is written by one, and each is told its own result', async () => {
  const told = Promise.all(['a', 'b', 'c'].map((name) => shared.write(names, name)))
  expect(await stored()).toEqual([])
  await clock.advance(0)
  expect(await told).toEqual(['a is in', 'b is in', 'c is in'])
  expect(runs).toEqual([3])
  const later = shared.write(names, 'd')
  await clock.advance(10)
  expect(await later).toBe('d is in')
  expect(await stored()).toEqual(['a', 'b', 'c', 'd'])
})

test('one that is refused takes nobody with it', async () => {
  const outcome = Promise.allSettled(['a', 'b', 'b', 'c'].map((name) => shared.write(names, name)))
  await clock.advance(100)
  expect((await outcome).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(await stored()).toEqual(['a', 'b', 'c'])
})

test('it goes down with no unit of another, and is then written once', async () => {
  const outcome = Promise.allSettled([
    shared.write(names, 'a'),
    writer.write((tx) => insert(tx, 'a')),
    shared.write(names, 'b'),
  ])
  await clock.advance(100)
  expect((await outcome).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await stored()).toEqual(['a', 'b'])
})

test('a unit takes five hundred at most', async () => {
  const told = Promise.all(Array.from({ length: 1200 }, (_, index) => shared.write(names, `${index}`)))
  await clock.advance(100)
  expect(await told).toHaveLength(1200)
  expect(runs).toEqual([500, 500, 200])
})

test('when the database is closing everybody is told, and nothing is tried again', async () => {
  await writer.stop()
  const outcome = await Promise.allSettled([shared.write(names, 'a'), shared.write(names, 'b')])
  for (const one of outcome) expect(one).toMatchObject({ reason: { code: 'stopped' } })
  expect(runs).toEqual([])
})
