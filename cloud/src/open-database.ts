import { ConfigError, environmentNames } from './config.ts'
import type { Database } from './db/database.ts'
import { DatabaseRefused } from './db/database-refused.ts'
import { openPostgres } from './db/postgres.ts'
import { openSqlite } from './db/sqlite.ts'

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
