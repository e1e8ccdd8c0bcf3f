import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { CamelCasePlugin, Kysely, SqliteDialect } from 'kysely'
import type { Database, Insertion, SqlRunner, SqlValue } from './database.ts'
import { migrateToLatest } from './migrate.ts'
import { named, toCamelCase } from './rows.ts'
import type { Schema } from './schema.ts'

/** How long a statement waits for another process (a backup, a shell) that holds the file. */
const busyTimeoutMs = 2000

/**
 * Opens or creates the SQLite file, brings its schema up to date, and returns one write connection and one read-only
 * connection. Commits are durable (`synchronous=FULL`): power may fail at any moment.
 */
export async function openSqlite(file: string): Promise<Database> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const writing = new Sqlite(file)
  writing.pragma('journal_mode = WAL')
  writing.pragma('synchronous = FULL')
  writing.pragma('foreign_keys = ON')
  writing.pragma(`busy_timeout = ${busyTimeoutMs}`)
  const tx = runnerOn(writing)
  await migrateToLatest(tx.query, 'sqlite')

  const reading = new Sqlite(file, { readonly: true })
  reading.pragma(`busy_timeout = ${busyTimeoutMs}`)
  const read = runnerOn(reading)

  const execute = (text: string) => {
    const statement = writing.prepare(text)
    return () => void statement.run()
  }
  return {
    dialect: 'sqlite',
    settled: () => undefined,
    newSession: undefined,
    read,
    writeConnection: {
      tx,
      begin: execute('begin immediate'),
      commit: execute('commit'),
      // A failed commit may have ended the transaction already.
      rollback: () => void (writing.inTransaction && writing.exec('rollback')),
      savepoint: execute('savepoint unit'),
      releaseSavepoint: execute('release unit'),
      rollbackToSavepoint: () => void writing.exec('rollback to unit; release unit'),
    },
    close: async () => {
      await read.query.destroy()
      await tx.query.destroy()
    },
  }
}

interface Prepared {
  readonly statement: Sqlite.Statement<SqlValue[]>
  readonly columns: readonly string[]
}

function runnerOn(connection: Sqlite.Database): SqlRunner {
  const statements = new Map<string, Prepared>()
  const prepare = (text: string): Prepared => {
    const known = statements.get(text)
    if (known) return known
    const statement = connection.prepare<SqlValue[]>(text)
    const prepared = {
      statement,
      columns: statement.reader
        ? statement
            .raw(true)
            .columns()
            .map(({ name }) => toCamelCase(name))
        : [],
    }
    statements.set(text, prepared)
    return prepared
  }
  return {
    all: <Row>(text: string, parameters: readonly SqlValue[]) => {
      const { statement, columns } = prepare(text)
      const rows = statement.all(...parameters) as unknown[][]
      return rows.map((values) => named(columns, values) as Row)
    },
    run: (text, parameters) => prepare(text).statement.run(...parameters).changes,
    insert: (into, rows) => {
      const { statement } = prepare(insertionOfOne(into))
      for (const row of rows) statement.run(...row)
    },
    query: new Kysely<Schema>({
      dialect: new SqliteDialect({ database: connection }),
      plugins: [new CamelCasePlugin()],
    }),
  }
}

function insertionOfOne({ table, columns }: Insertion): string {
  const names = Object.keys(columns)
  return `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
}
