import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Checkpointer, LogKeeper } from './log-keeper.ts'

let folder: string
let connection: Sqlite.Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-log-'))
  connection = new Sqlite(join(folder, 'log.sqlite'))
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = OFF')
  connection.pragma('wal_autocheckpoint = 0')
  connection.exec('create table filling (bytes blob)')
})
afterEach(() => {
  connection.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Writes a little more than so many pages. */
const write = (pages: number) =>
  connection.prepare('insert into filling values (zeroblob(?))').run(pages * 4096)

class FakeCheckpointer implements Checkpointer {
  readonly passes: PromiseWithResolvers<void>[] = []

  checkpoint(): Promise<void> {
    const pass = Promise.withResolvers<void>()
    this.passes.push(pass)
    return pass.promise
  }

  close(): undefined {}
}

/** Lets what has been settled be heard. */
const heard = () => new Promise((resolve) => setImmediate(resolve))

test('commits go on beside the first pass, and wait for the short one after it', async () => {
  const checkpointer = new FakeCheckpointer()
  const keeper = new LogKeeper(connection, checkpointer)
  write(3900)
  expect(keeper.beforeCommit()).toBeUndefined()
  expect(checkpointer.passes).toHaveLength(0)
  write(100)
  expect(keeper.beforeCommit()).toBeUndefined()
  expect(keeper.beforeCommit()).toBeUndefined()
  expect(checkpointer.passes).toHaveLength(1)
  checkpointer.passes[0]?.resolve()
  await heard()
  const waiting = keeper.beforeCommit()
  expect(checkpointer.passes).toHaveLength(2)
  checkpointer.passes[1]?.resolve()
  await waiting
})

test('a log that cannot be brought over is told of by the next commit', async () => {
  const checkpointer = new FakeCheckpointer()
  const keeper = new LogKeeper(connection, checkpointer)
  write(4000)
  expect(keeper.beforeCommit()).toBeUndefined()
  checkpointer.passes[0]?.reject(new Error('database or disk is full'))
  await heard()
  const refused = expect(keeper.beforeCommit()).rejects.toThrow('full')
  checkpointer.passes[1]?.reject(new Error('database or disk is full'))
  await refused
})

test('pages that somebody who reads for long keeps in the log are not brought over again and again', async () => {
  const checkpointer = new FakeCheckpointer()
  const keeper = new LogKeeper(connection, checkpointer)
  write(4000)
  for (let commit = 0; commit < 5; commit++) {
    void keeper.beforeCommit()
    for (const pass of checkpointer.passes) pass.resolve()
    await heard()
    write(10)
  }
  expect(checkpointer.passes).toHaveLength(2)
  write(4000)
  for (let commit = 0; commit < 16; commit++) void keeper.beforeCommit()
  expect(checkpointer.passes).toHaveLength(3)
})
