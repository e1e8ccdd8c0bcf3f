import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import {
  type ClientConfig,
  DatabaseError,
  Pool,
  type PoolConfig,
  type QueryArrayConfig,
  type QueryArrayResult,
} from 'pg'
import { columnTypes } from './column-types.ts'
import type { Database } from './database.ts'
import { DatabaseRefused } from './database-refused.ts'
import { migrateToLatest } from './migrate.ts'
import { PostgresRunner } from './postgres-runner.ts'
import { PostgresSession } from './postgres-session.ts'
import { valueTypes } from './postgres-values.ts'
import { PostgresWriting } from './postgres-writing.ts'
import type { Schema } from './schema.ts'
import { Underway } from './underway.ts'

/** Connections that read. A query takes about a millisecond, so a few serve many. */
const maxReaders = 8

/** A report over years takes seconds; nothing takes longer. */
const readDeadlineMs = 30_000

/**
 * Connects to the PostgreSQL database at `url` (`postgres://user:password@host:port/name`), brings its schema up to
 * date, and returns one connection that writes and a pool that reads. Several processes may share it: the schema is
 * changed by one of them, and one commits at a time. Throws a DatabaseRefused.
 */
export async function openPostgres(url: string): Promise<Database> {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'colok',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    types: valueTypes,
  }
  const underway = new Underway()
  const writing = new PostgresWriting(config, underway.track)
  try {
    await writing.open()
    await checkEncoding(writing)
    await migrate(config)
  } catch (error) {
    await writing.close()
    throw error
  }
  const pool = newPool({
    ...config,
    max: maxReaders,
    options: '-c default_transaction_read_only=on',
    statement_timeout: readDeadlineMs,
    query_timeout: readDeadlineMs + 5000,
  })
  return {
    dialect: 'postgres',
    read: new PostgresRunner((query) => underway.track(readOn(pool, query))),
    writeConnection: writing,
    settled: underway.settled,
    newSession: () => new PostgresSession(config, underway.track),
    async close() {
      await pool.end()
      await writing.close()
    },
  }
}

/** That a connection has ended is told to its query, or found out by the next one; nobody else needs to hear of it. */
function newPool(config: PoolConfig): Pool {
  const pool = new Pool(config)
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** What reads changes nothing, so it is asked again when its connection was lost, as all of them are in a restart. */
async function readOn(pool: Pool, query: QueryArrayConfig): Promise<QueryArrayResult> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect()
    let isLost = false
    try {
      return await client.query(query)
    } catch (error) {
      isLost = isLostConnection(error)
      if (!isLost || attempt > maxReaders) throw error
    } finally {
      client.release(isLost)
    }
  }
}

/** Whether the server was gone, or was going, before it answered. */
function isLostConnection(error: unknown): boolean {
  // Class 57P: shutdown, crash, not ready yet. What pg says by itself has no such code, but a value out of bounds.
  return error instanceof DatabaseError
    ? (error.code ?? '').startsWith('57P')
    : !(error instanceof RangeError)
}

async function checkEncoding({ tx }: PostgresWriting): Promise<void> {
  const [row] = await tx.all<{ encoding: string }>(
    "select current_setting('server_encoding') as encoding",
    [],
  )
  if (row?.encoding !== 'UTF8')
    throw new DatabaseRefused(`the database holds texts as ${row?.encoding}; make one with encoding UTF8`)
}

async function migrate(config: ClientConfig): Promise<void> {
  const pool = newPool({ ...config, max: 1 })
  const database = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin(), columnTypes],
  })
  try {
    await migrateToLatest(database, 'postgres')
  } finally {
    await database.destroy()
  }
}
