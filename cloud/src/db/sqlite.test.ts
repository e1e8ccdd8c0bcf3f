import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../system-clock.ts'
import type { Database } from './database.ts'
import { type DataSync, type Durability, inBackground, withoutDisk } from './durability.ts'
import { openSqlite } from './sqlite.ts'
import { Writer } from './writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-db-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const fileIn = (name: string) => join(folder, name, 'cloud.sqlite')
const logOf = (file: string) => `${file}-wal`

const record = (writer: Writer, name: string) =>
  writer.write((tx) => tx.run('insert into fact (name) values (?)', [name]))

const names = async ({ read }: Database) =>
  (await read.all<{ name: string }>('select name from fact order by rowid', [])).map(({ name }) => name)

/** A database whose syncs end when a test says so. */
async function openByHand(file: string) {
  const syncs: PromiseWithResolvers<void>[] = []
  const dataSync: DataSync = () => {
    const sync = Promise.withResolvers<void>()
    syncs.push(sync)
    return sync.promise
  }
  const database = await openSqlite(file, { ...withoutDisk, dataSync })
  await database.writeConnection.tx.run('create table fact (name text not null)', [])
  return { database, writer: new Writer(database.writeConnection, systemClock), syncs }
}

const oneSync = (syncs: readonly unknown[]) => expect.poll(() => syncs.length).toBe(1)

test('the file is made with its folder', async () => {
  const file = fileIn('new')
  await (await openSqlite(file, withoutDisk)).close()
  expect(statSync(file).size).toBeGreaterThan(0)
})

test('nobody is told of a commit, and nobody reads it, before it is on the disk', async () => {
  const { database, writer, syncs } = await openByHand(fileIn('data'))
  let told = false
  const writing = record(writer, 'a').then(() => {
    told = true
  })
  await oneSync(syncs)
  expect(told).toBe(false)
  expect(await names(database)).toEqual([])
  syncs[0]?.resolve()
  await writing
  expect(await names(database)).toEqual(['a'])
  await database.close()
})

test('what comes while the disk is busy shares the next commit', async () => {
  const { database, writer, syncs } = await openByHand(fileIn('data'))
  const first = record(writer, 'a')
  await oneSync(syncs)
  const later = ['b', 'c', 'd'].map((name) => record(writer, name))
  syncs[0]?.resolve()
  await first
  await expect.poll(() => syncs.length).toBe(2)
  syncs[1]?.resolve()
  await Promise.all(later)
  expect(syncs).toHaveLength(2)
  expect(await names(database)).toEqual(['a', 'b', 'c', 'd'])
  await database.close()
})

test('a disk that fails fails its callers and all later writes, and readers are left with what is there', async () => {
  const { database, writer, syncs } = await openByHand(fileIn('data'))
  const lost = expect(record(writer, 'a')).rejects.toMatchObject({
    code: 'commitFailed',
    cause: { name: 'DiskFailure', message: expect.stringContaining('EIO') },
  })
  await oneSync(syncs)
  const waiting = expect(record(writer, 'b')).rejects.toMatchObject({ cause: { name: 'DiskFailure' } })
  syncs[0]?.reject(new Error('EIO: i/o error, fdatasync'))
  await lost
  await waiting
  await expect(record(writer, 'c')).rejects.toMatchObject({ cause: { name: 'DiskFailure' } })
  expect(await names(database)).toEqual([])
  expect(syncs).toHaveLength(1)
  await database.close()
})

/**
 * A disk that loses at a power cut what it was not told to keep: of each sector that was written since the last sync that
 * has ended, the old or the new content is there.
 */
class LosingDisk implements Durability {
  readonly openCheckpointer = withoutDisk.openCheckpointer
  readonly #file: string
  readonly #random: () => number
  #kept = Buffer.alloc(0)

  constructor(file: string, random: () => number) {
    this.#file = file
    this.#random = random
  }

  readonly dataSync: DataSync = async () => {
    const content = readFileSync(logOf(this.#file))
    await new Promise((resolve) => setImmediate(resolve))
    this.#kept = content
  }

  /** Leaves in `target` what is there when power comes back. */
  cut(target: string): void {
    const sectorBytes = 512
    const log = readFileSync(logOf(this.#file))
    for (let from = 0; from < log.length; from += sectorBytes) {
      if (this.#random() < 0.5) continue
      const old = Buffer.alloc(Math.min(sectorBytes, log.length - from))
      this.#kept.copy(old, 0, from)
      old.copy(log, from)
    }
    copyFileSync(this.#file, target)
    writeFileSync(logOf(target), log)
  }
}

test.for([1, 2, 3])(
  'what was answered is there after a power cut at any moment, and nothing is there in half (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const file = fileIn('data')
    const disk = new LosingDisk(file, random)
    const database = await openSqlite(file, disk)
    await database.writeConnection.tx.run('create table fact (name text not null)', [])
    const writer = new Writer(database.writeConnection, systemClock)
    await record(writer, 'first')
    const answered = new Set(['first'])
    const asked = ['first']
    const writing: Promise<unknown>[] = []
    for (let cut = 0; cut < 20; cut++) {
      for (let more = random() * 8; more > 0; more--) {
        const name = `${asked.length}`
        asked.push(name)
        writing.push(record(writer, name).then(() => answered.add(name)))
      }
      for (let turns = random() * 6; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
      const target = join(folder, `cut-${cut}.sqlite`)
      disk.cut(target)
      const answeredAtCut = [...answered]
      const after = await openSqlite(target, withoutDisk)
      const found = await names(after)
      expect(found).toEqual(asked.slice(0, found.length))
      expect(found).toEqual(expect.arrayContaining(answeredAtCut))
      await after.close()
    }
    await Promise.all(writing)
    await database.close()
  },
)

test('a long log is brought into the database beside the writes, and begins anew', async () => {
  const file = fileIn('data')
  const database = await openSqlite(file, inBackground)
  await database.writeConnection.tx.run('create table fact (name text not null)', [])
  const writer = new Writer(database.writeConnection, systemClock)
  const megabyte = 'x'.repeat(1_000_000)
  for (let written = 0; written < 60; written++) await record(writer, `${written} ${megabyte}`)
  expect(statSync(file).size).toBeGreaterThan(30_000_000)
  expect(statSync(logOf(file)).size).toBeLessThan(45_000_000)
  expect(await names(database)).toHaveLength(60)
  await database.close()
  expect(statSync(file).size).toBeGreaterThan(60_000_000)
  expect(existsSync(logOf(file))).toBe(false)
})
