import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Config, ConfigError } from './config.ts'
import { backupFile, DatabaseFileError, type FileFacts, restoreFile } from './db/sqlite-file.ts'
import { secretFile } from './secret-file.ts'

export const databaseFile = (dataDir: string): string => join(dataDir, 'cloud.sqlite')

/** `backup [FILE]`: says what was written where. Throws a ConfigError. */
export function backup(config: Config, file: string | undefined, now: string): string {
  const source = sourceOf(config, 'pg_dump --format=custom')
  const target = resolve(
    file ?? join(config.dataDir, 'backups', `cloud-${now.replaceAll(/[:.]/g, '-')}.sqlite`),
  )
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const facts = explained(() => backupFile(source, target))
  return [
    `Backed up ${resolve(source)}`,
    `       to ${target}`,
    `${describe(facts)} Every page of the copy was checked.`,
    ...(config.secret === undefined
      ? [`Keep ${resolve(secretFile(config.dataDir))} too, apart from it: without it no password is known.`]
      : []),
  ].join('\n')
}

/** `restore FILE`: says what was put in place, and where the old one is. Throws a ConfigError, with nothing changed. */
export function restore(config: Config, file: string | undefined, now: string): string {
  const target = sourceOf(config, 'pg_restore')
  if (file === undefined) throw new ConfigError(['say which file to restore: restore FILE'])
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const { facts, kept } = explained(() => restoreFile(resolve(file), target, now))
  const hasSecret = config.secret !== undefined || existsSync(secretFile(config.dataDir))
  return [
    `Restored ${resolve(file)}`,
    `      to ${resolve(target)}`,
    describe(facts),
    kept === undefined ? 'There was no database before.' : `The one before is kept as ${resolve(kept)}`,
    ...(hasSecret
      ? []
      : [`Now put back ${resolve(secretFile(config.dataDir))}: without it no password is known.`]),
  ].join('\n')
}

function sourceOf({ databaseUrl, dataDir }: Config, tool: string): string {
  if (databaseUrl === undefined) return databaseFile(dataDir)
  throw new ConfigError([`the database is PostgreSQL, which has its own tool for this: ${tool}`])
}

function describe({ bytes, sessions, schema }: FileFacts): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB, ${sessions} sessions, schema ${schema}.`
}

function explained<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof DatabaseFileError) throw new ConfigError([error.message])
    throw error
  }
}
