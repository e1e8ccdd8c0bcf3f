import type Sqlite from 'better-sqlite3'
import { CamelCasePlugin, Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Insertion, SqlRunner, SqlValue } from './database.ts'
import { replacePlaceholders } from './placeholders.ts'
import { named, toCamelCase } from './rows.ts'
import type { Schema } from './schema.ts'

/** Rows that one statement adds where there are as many: a row then costs half. */
const rowsAtOnce = 25

interface Prepared {
  readonly statement: Sqlite.Statement<SqlValue[]>
  readonly columns: readonly string[]
}

/** Runs statements on one connection. Each distinct text is prepared once. */
export function sqliteRunner(connection: Sqlite.Database): SqlRunner {
  const statements = new Map<string, Prepared>()
  const insertions = new Map<Insertion, { readonly one: Prepared; readonly many: Prepared }>()
  const prepare = (text: string): Prepared => {
    const known = statements.get(text)
    if (known) return known
    const statement = connection.prepare<SqlValue[]>(withOpaqueParameters(text))
    const columns = statement.reader ? statement.raw(true).columns() : []
    const prepared = { statement, columns: columns.map(({ name }) => toCamelCase(name)) }
    statements.set(text, prepared)
    return prepared
  }
  const prepareInsertion = (into: Insertion) => {
    const known = insertions.get(into)
    if (known) return known
    const prepared = { one: prepare(insertionOf(into, 1)), many: prepare(insertionOf(into, rowsAtOnce)) }
    insertions.set(into, prepared)
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
      const { one, many } = prepareInsertion(into)
      let from = 0
      for (; from + rowsAtOnce <= rows.length; from += rowsAtOnce)
        many.statement.run(...rows.slice(from, from + rowsAtOnce).flat())
      for (const row of rows.slice(from)) one.statement.run(...row)
    },
    query: new Kysely<Schema>({
      dialect: new SqliteDialect({ database: keepingPrepared(connection) }),
      plugins: [new CamelCasePlugin()],
    }),
  }
}

/** Texts of Kysely that are kept prepared; there are a few hundred, and those whose lists differ in length. */
const maxKept = 1000

/** The connection as Kysely uses it, which else prepares every query anew: most of what a small one costs. */
function keepingPrepared(connection: Sqlite.Database): SqliteDatabase {
  const kept = new Map<string, Sqlite.Statement>()
  return {
    prepare(text) {
      const statement = kept.get(text) ?? connection.prepare(withOpaqueParameters(text))
      // Those used last stand last.
      kept.delete(text)
      kept.set(text, statement)
      if (kept.size > maxKept) kept.delete(kept.keys().next().value ?? text)
      return statement
    },
    close: () => void connection.close(),
  }
}

/**
 * `+?` for `?`, which means the same and is not looked into. SQLite 3.54 compiles a statement anew whose plan may depend
 * on the value of a bare parameter (`sqlite3ExprIsInteger`, `sqlite3_clear_bindings`), and better-sqlite3 clears all
 * parameters after each run: every join, range and limit would be compiled with each run, for 10 to 25 µs.
 */
function withOpaqueParameters(text: string): string {
  return replacePlaceholders(text, () => '+?')
}

function insertionOf({ table, columns }: Insertion, rows: number): string {
  const names = Object.keys(columns)
  const row = `(${names.map(() => '?').join(', ')})`
  return `insert into ${table} (${names.join(', ')}) values ${Array(rows).fill(row).join(', ')}`
}
