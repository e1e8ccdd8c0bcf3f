import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import type { Database, Tx, WriteConnection } from './database.ts'
import { Writer } from './writer.ts'

let testDatabase: TestDatabase
let database: Database
let clock: VirtualClock
let commits: number
let connection: WriteConnection
let writer: Writer

beforeEach(async () => {
  testDatabase = await newTestDatabase()
  database = await testDatabase.open()
  const real = database.writeConnection
  await real.tx.run(
    `create table fact (position ${database.dialect === 'sqlite' ? 'integer primary key' : 'serial'}, name text unique)`,
    [],
  )
  clock = new VirtualClock({ busy: database.settled })
  commits = 0
  connection = {
    ...real,
    busyWindowMs: 5,
    commit: () => {
      commits += 1
      return real.commit()
    },
  }
  writer = new Writer(connection, clock)
})
afterEach(async () => {
  await database.close()
  await testDatabase.remove()
})

const insert = (name: string) => (tx: Tx) => tx.run('insert into fact (name) values (?)', [name])
const stored = async () => {
  const rows = await database.read.all<{ name: string }>('select name from fact order by position', [])
  return rows.map(({ name }) => name)
}
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => writer.write(insert(`${prefix}${index}`)))

test('what came together is committed together, in order, before anyone is told', async () => {
  const told: string[] = []
  const writes = ['a', 'b', 'c'].map((name) => writer.write(insert(name)).then(() => told.push(name)))
  expect(await stored()).toEqual([])
  await clock.advance(0)
  await Promise.all(writes)
  expect(commits).toBe(1)
  expect(told).toEqual(['a', 'b', 'c'])
  expect(await stored()).toEqual(['a', 'b', 'c'])
})

test('a unit that throws undoes itself alone, whole', async () => {
  const good = writer.write(insert('good'))
  const bad = writer.write(async (tx) => {
    await insert('half')(tx)
    await insert('good')(tx)
  })
  const alsoGood = writer.write(insert('also good'))
  const told = Promise.allSettled([good, bad, alsoGood])
  await clock.advance(0)
  expect((await told).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await stored()).toEqual(['good', 'also good'])
})

test('a row that is refused undoes its unit alone, however many units added theirs together', async () => {
  const into = { table: 'fact', columns: { name: 'text' } } as const
  const add = (...names: string[]) =>
    writer.append((tx) =>
      tx.insert(
        into,
        names.map((name) => [name]),
      ),
    )
  const told = Promise.allSettled([add('a'), add('b', 'a'), add('c')])
  await clock.advance(0)
  expect((await told).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await stored()).toEqual(['a', 'c'])
})

test('a unit sees what the units before it in the same commit have written', async () => {
  const first = writer.write(insert('a'))
  const second = writer.write(async (tx) => tx.query.selectFrom('site').selectAll().execute())
  const third = writer.write((tx) => tx.all('select name from fact', []))
  await clock.advance(0)
  expect(await Promise.all([first, second, third])).toEqual([1, [], [{ name: 'a' }]])
})

test('after a busy commit it waits for as many again, and for its window at most', async () => {
  const first = many('first', 20)
  await clock.advance(0)
  await Promise.all(first)

  const early = many('second', 19)
  await clock.advance(4)
  expect(commits).toBe(1)
  const last = writer.write(insert('last'))
  await clock.advance(0)
  await Promise.all([...early, last])
  expect(commits).toBe(2)

  const few = many('third', 3)
  await clock.advance(4)
  expect(commits).toBe(2)
  await clock.advance(1)
  await Promise.all(few)
  expect(commits).toBe(3)
})

test('what has gathered while the disk was busy goes at once', async () => {
  const { commit } = connection
  const disk = Promise.withResolvers<void>()
  const first = many('first', 20)
  Object.assign(connection, { commit: async () => Promise.all([commit(), disk.promise]) })
  await clock.advance(0)
  const gathered = many('second', 3)
  await clock.advance(6)
  Object.assign(connection, { commit })
  disk.resolve()
  await Promise.all(first)
  await clock.advance(0)
  await Promise.all(gathered)
  expect(commits).toBe(2)
})

test('the disk is at work for the next ones before those it has kept are told', async () => {
  const { commit } = connection
  const happened: string[] = []
  let disk = Promise.withResolvers<void>()
  Object.assign(connection, {
    commit: async () => {
      await commit()
      happened.push('disk')
      await disk.promise
    },
  })
  const first = writer.write(insert('first')).then(() => happened.push('first'))
  await clock.advance(0)
  const second = writer.write(insert('second')).then(() => happened.push('second'))
  await clock.advance(0)
  const kept = disk
  disk = Promise.withResolvers()
  kept.resolve()
  await first
  disk.resolve()
  await second
  expect(happened.slice(0, 1)).toEqual(['disk'])
  expect(happened.slice(-1)).toEqual(['second'])
  if (database.dialect === 'sqlite') expect(happened).toEqual(['disk', 'disk', 'first', 'second'])
  expect(await stored()).toEqual(['first', 'second'])
})

test('a quiet system never waits', async () => {
  for (const name of ['a', 'b', 'c']) {
    const write = writer.write(insert(name))
    await clock.advance(0)
    await write
  }
  expect(commits).toBe(3)
})

test('what nobody waits for goes along with the next commit, and after a second has one of its own', async () => {
  const along = writer.accompany(insert('along'))
  await clock.advance(900)
  expect(commits).toBe(0)
  const asked = writer.write(insert('asked'))
  await clock.advance(0)
  await Promise.all([asked, along])
  expect([commits, await stored()]).toEqual([1, ['asked', 'along']])
  const alone = [writer.accompany(insert('alone'))]
  await clock.advance(600)
  alone.push(writer.accompany(insert('with it')))
  await clock.advance(399)
  expect(commits).toBe(1)
  await clock.advance(1)
  await Promise.all(alone)
  expect([commits, await stored()]).toEqual([2, ['asked', 'along', 'alone', 'with it']])
  await clock.advance(10_000)
  expect(commits).toBe(2)
})

test('what goes along undoes nothing of others when it throws', async () => {
  const asked = writer.write(insert('asked'))
  const along = writer.accompany(async (tx) => {
    await insert('along')(tx)
    throw new Error('not today')
  })
  const refused = expect(along).rejects.toThrow('not today')
  await clock.advance(0)
  await Promise.all([asked, refused])
  expect(await stored()).toEqual(['asked'])
})

test('when the disk refuses the commit everyone is told, and the next one works', async () => {
  const { commit } = connection
  Object.assign(connection, {
    commit: () => {
      throw new Error('disk full')
    },
  })
  const lost = Promise.allSettled([writer.write(insert('a')), writer.write(insert('b'))])
  await clock.advance(0)
  for (const result of await lost) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'commitFailed' } })
  }
  Object.assign(connection, { commit })
  const kept = writer.write(insert('c'))
  await clock.advance(0)
  await kept
  expect(await stored()).toEqual(['c'])
})

test('a queue that the disk cannot follow refuses more, and loses nothing of what it took', async () => {
  const taken = many('x', 50_000)
  await expect(writer.write(insert('one too many'))).rejects.toMatchObject({ code: 'full' })
  const stopping = writer.stop()
  await Promise.all(taken)
  await stopping
  expect(await stored()).toHaveLength(50_000)
})

test('stopping commits what is queued and refuses more', async () => {
  const writes = [writer.write(insert('a')), writer.accompany(insert('along'))]
  await writer.stop()
  await Promise.all(writes)
  expect(await stored()).toEqual(['a', 'along'])
  await expect(writer.write(insert('b'))).rejects.toMatchObject({ code: 'stopped' })
})
