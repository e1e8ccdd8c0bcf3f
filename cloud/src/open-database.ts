import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError, environmentNames } from './config.ts'
import type { Database } from './db/database.ts'
import { DatabaseRefused } from './db/database-refused.ts'
import { openPostgres } from './db/postgres.ts'
import { openSqlite } from './db/sqlite.ts'
import { databaseFile } from './file-commands.ts'

/** The database at `databaseUrl`, or else in the SQLite file. Throws a ConfigError when the setting leads nowhere. */
export async function openDatabase(databaseUrl: string | undefined, file: () => string): Promise<Database> {
  if (databaseUrl === undefined) return openSqlite(file())
  try {
    return await openPostgres(databaseUrl)
  } catch (error) {
    if (!(error instanceof DatabaseRefused)) throw error
    throw new ConfigError([`databaseUrl (${environmentNames.databaseUrl}): ${error.message}`])
  }
}

/**
 * The database of a central system that has run already, for a command that looks into it: where it was set, in its data
 * folder, or in the one within that the demonstration makes. Throws a ConfigError where there is none.
 */
export function openExistingDatabase({
  dataDir,
  databaseUrl,
}: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<Database> {
  return openDatabase(databaseUrl, () => {
    const found = [dataDir, join(dataDir, 'cloud')].map(databaseFile).find((file) => existsSync(file))
    if (found === undefined)
      throw new ConfigError([`${dataDir} holds no database; set COLOK_DATA to the folder that does`])
    return found
  })
}
