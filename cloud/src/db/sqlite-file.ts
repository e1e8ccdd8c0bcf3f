import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrationNames } from './migrate.ts'

/** A file that cannot be backed up or restored. The message says which, why, and what to do. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError'
}

/** What a file was found to hold. */
export interface FileFacts {
  readonly bytes: number
  readonly sessions: number
  /** The newest migration that it has. */
  readonly schema: string
}

/**
 * Copies the database of a running or stopped system into a new file, as it is at one moment, without holding up its
 * writes, and checks the copy whole. The file is there under its name only once it is complete and on the disk. Throws
 * a DatabaseFileError.
 */
export function backupFile(source: string, target: string): FileFacts {
  if (!existsSync(source)) throw new DatabaseFileError(`There is no database at ${source}; set COLOK_DATA.`)
  if (existsSync(target))
    throw new DatabaseFileError(`${target} exists already and is left as it is; name another file.`)
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { force: true })
  try {
    const database = new Sqlite(source, { readonly: true })
    try {
      database.prepare('vacuum into ?').run(unfinished)
    } finally {
      database.close()
    }
    const facts = checkFile(unfinished)
    sync(unfinished)
    renameSync(unfinished, target)
    sync(dirname(target))
    return facts
  } catch (error) {
    rmSync(unfinished, { force: true })
    if (error instanceof DatabaseFileError) throw error
    throw new DatabaseFileError(`${source} could not be copied to ${target}: ${reasonOf(error)}`)
  }
}

/**
 * Puts a backup in the place of a database that no process has open. The old file is kept beside it. A power cut leaves
 * the old database or the restored one in place, never none. Throws a DatabaseFileError, with nothing changed.
 *
 * @returns what was restored, and where the old file is kept; undefined when there was none
 */
export function restoreFile(
  backup: string,
  target: string,
  now: string,
): { readonly facts: FileFacts; readonly kept: string | undefined } {
  if (!existsSync(backup)) throw new DatabaseFileError(`There is no file ${backup}.`)
  const facts = checkFile(backup)
  const incoming = `${target}.restoring`
  const kept = existsSync(target) ? `${target}.before-${now.replaceAll(/[:.]/g, '-')}` : undefined
  copyFileSync(backup, incoming)
  sync(incoming)
  try {
    if (kept !== undefined) putAside(target, kept)
    renameSync(incoming, target)
  } catch (error) {
    rmSync(incoming, { force: true })
    throw error
  }
  sync(dirname(target))
  return { facts, kept }
}

/** Reads a whole database file and its checks. Throws a DatabaseFileError for one that is damaged, or not ours. */
function checkFile(file: string): FileFacts {
  let database: Sqlite.Database | undefined
  try {
    database = new Sqlite(file, { readonly: true })
    const verdict = database.pragma('integrity_check', { simple: true })
    if (verdict !== 'ok') throw new DatabaseFileError(`${file} is damaged: ${verdict}`)
    const [lost] = database.pragma('foreign_key_check') as { table: string }[]
    if (lost) throw new DatabaseFileError(`${file} is damaged: a row of ${lost.table} points to nothing.`)
    const one = (statement: string) => database?.prepare(statement).pluck().get()
    const schema = String(one('select max(name) from kysely_migration'))
    if (!migrationNames.includes(schema))
      throw new DatabaseFileError(`${file} has schema ${schema}: a newer version of Colok made it.`)
    const bytes = Number(one('select page_count * page_size from pragma_page_count, pragma_page_size'))
    return { bytes, sessions: Number(one('select count(*) from session')), schema }
  } catch (error) {
    if (error instanceof DatabaseFileError) throw error
    throw new DatabaseFileError(`${file} is not a database of Colok: ${reasonOf(error)}`)
  } finally {
    database?.close()
  }
}

/**
 * Keeps a file under a second name, so that the first one is never without one, with all that its write-ahead log holds.
 * The log of a file that is too damaged to be opened is kept beside it.
 */
function putAside(file: string, kept: string): void {
  const logs = ['-wal', '-shm'].filter((suffix) => existsSync(`${file}${suffix}`))
  // SQLite takes a log away that it cannot read.
  for (const suffix of logs) copyFileSync(`${file}${suffix}`, `${kept}${suffix}`)
  const forgetCopies = () => {
    for (const suffix of logs) rmSync(`${kept}${suffix}`, { force: true })
  }
  try {
    if (foldLogIn(file)) forgetCopies()
  } catch (error) {
    forgetCopies()
    throw error
  }
  for (const suffix of logs) rmSync(`${file}${suffix}`, { force: true })
  try {
    linkSync(file, kept)
  } catch {
    copyFileSync(file, kept)
    sync(kept)
  }
}

/**
 * Writes what is in the write-ahead log into the file, which SQLite allows only when nobody else has it open. False for a
 * file that is too damaged.
 */
function foldLogIn(file: string): boolean {
  let database: Sqlite.Database | undefined
  try {
    database = new Sqlite(file, { timeout: 0 })
    database.pragma('journal_mode = delete')
    return true
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code))
      throw new DatabaseFileError(`${file} is open: stop the central system first. Nothing was changed.`)
    return false
  } finally {
    database?.close()
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
