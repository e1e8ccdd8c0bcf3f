import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Database } from './database.ts'
import { type Durability, inBackground } from './durability.ts'
import { LogKeeper } from './log-keeper.ts'
import { migrateToLatest } from './migrate.ts'
import { SqliteRunner } from './sqlite-runner.ts'
import { Underway } from './underway.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** How long a statement waits for another process (a backup, a shell) that holds the file. */
const busyTimeoutMs = 2000

/**
 * Opens or creates the SQLite file, brings its schema up to date, and returns one write connection and one read-only
 * connection. Power may fail at any moment: a commit resolves when it is on the disk, and readers do not see it before.
 *
 * @param durability what puts it there
 */
export async function openSqlite(file: string, durability: Durability = inBackground): Promise<Database> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const writing = new Sqlite(file)
  writing.pragma('journal_mode = WAL')
  writing.pragma('synchronous = NORMAL')
  // A checkpoint at the end of a commit would never be whole: readers are held back then.
  writing.pragma('wal_autocheckpoint = 0')
  writing.pragma('foreign_keys = ON')
  // A row that is replaced is deleted: the triggers that keep rows for good are asked then too.
  writing.pragma('recursive_triggers = ON')
  writing.pragma(`busy_timeout = ${busyTimeoutMs}`)
  const tx = new SqliteRunner(writing)
  await migrateToLatest(tx.query, 'sqlite')
  // What a process before this one could not put on the disk, and the kernel still holds, is written again.
  writing.pragma('wal_checkpoint(PASSIVE)')

  const reading = new Sqlite(file, { readonly: true })
  reading.pragma(`busy_timeout = ${busyTimeoutMs}`)
  const read = new SqliteRunner(reading)
  const log = durability.dataSync && new WriteAheadLog(file, durability.dataSync)
  const keeper = new LogKeeper(writing, durability.openCheckpointer(file, writing))
  const underway = new Underway()
  const view = readersView(reading)
  const execute = (text: string) => {
    const statement = writing.prepare(text)
    return () => void statement.run()
  }
  const begin = execute('begin immediate')
  const commit = execute('commit')
  const savepoint = execute('savepoint unit')
  const releaseSavepoint = execute('release unit')
  return {
    dialect: 'sqlite',
    settled: underway.settled,
    newSession: undefined,
    read,
    writeConnection: {
      tx,
      // What comes while the disk is busy is company enough: it works for one half of the chargers while the other half is
      // answered and speaks again.
      busyWindowMs: 0,
      begin() {
        log?.assertSound()
        const kept = keeper.beforeCommit()
        return kept === undefined ? begin() : underway.track(kept.then(begin))
      },
      flush: () => tx.flush(),
      commit() {
        tx.flush()
        if (log === undefined) return commit()
        view.hold()
        try {
          commit()
        } catch (error) {
          view.release()
          throw error
        }
        // After a failure readers are left with what is on the disk.
        return underway.track(log.sync().then(view.release))
      },
      // A failed commit may have ended the transaction already.
      rollback() {
        tx.forget()
        if (writing.inTransaction) writing.exec('rollback')
      },
      savepoint() {
        tx.flush()
        savepoint()
      },
      releaseSavepoint() {
        tx.flush()
        releaseSavepoint()
      },
      rollbackToSavepoint() {
        tx.forget()
        writing.exec('rollback to unit; release unit')
      },
    },
    close: async () => {
      await underway.settled()
      await keeper.close()
      // Kysely closes only what it has used. The writing one goes last: it brings over the rest of the log and removes it,
      // which one that only reads cannot do.
      await read.query.destroy()
      reading.close()
      await tx.query.destroy()
      writing.close()
      log?.close()
    },
  }
}

/** Holds readers back at what is on the disk while a commit is not there yet. */
function readersView(reading: Sqlite.Database) {
  const begin = reading.prepare('begin')
  // A transaction sees what was there at its first read.
  const look = reading.prepare('select 1 from sqlite_schema limit 1')
  const end = reading.prepare('commit')
  return {
    hold(): void {
      begin.run()
      look.get()
    },
    release: (): void => void end.run(),
  }
}
