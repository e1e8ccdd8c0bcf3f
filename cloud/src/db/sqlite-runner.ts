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

/** Rows that are about to be inserted together, value behind value. */
interface Gathering {
  readonly into: Insertion
  readonly values: SqlValue[]
}

/** Runs statements on one connection. Each distinct text is prepared once. */
export class SqliteRunner implements SqlRunner {
  readonly query: Kysely<Schema>
  readonly #connection: Sqlite.Database
  readonly #statements = new Map<string, Prepared>()
  readonly #insertions = new Map<Insertion, { readonly one: Prepared; readonly many: Prepared }>()
  #gathering: Gathering | undefined

  constructor(connection: Sqlite.Database) {
    this.#connection = connection
    this.query = new Kysely<Schema>({
      dialect: new SqliteDialect({ database: keepingPrepared(connection, () => this.flush()) }),
      plugins: [new CamelCasePlugin()],
    })
  }

  readonly all = <Row>(text: string, parameters: readonly SqlValue[]): Row[] => {
    this.flush()
    const { statement, columns } = this.#prepare(text)
    const rows = statement.all(...parameters) as unknown[][]
    return rows.map((values) => named(columns, values) as Row)
  }

  readonly run = (text: string, parameters: readonly SqlValue[]): number => {
    this.flush()
    return this.#prepare(text).statement.run(...parameters).changes
  }

  readonly insert = (into: Insertion, rows: readonly (readonly SqlValue[])[]): void => {
    if (this.#gathering?.into !== into) {
      this.flush()
      this.#gathering = { into, values: [] }
    }
    for (const row of rows) this.#gathering.values.push(...row)
  }

  /** Adds the rows that were gathered. Throws when one of them is refused; they are then forgotten. */
  flush(): void {
    if (this.#gathering === undefined) return
    const { into, values } = this.#gathering
    this.#gathering = undefined
    const { one, many } = this.#prepareInsertion(into)
    const width = Object.keys(into.columns).length
    const step = width * rowsAtOnce
    let from = 0
    for (; from + step <= values.length; from += step) many.statement.run(...values.slice(from, from + step))
    for (; from < values.length; from += width) one.statement.run(...values.slice(from, from + width))
  }

  /** Of a transaction that is undone: nothing of what was gathered is added. */
  forget(): void {
    this.#gathering = undefined
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text)
    if (known) return known
    const statement = this.#connection.prepare<SqlValue[]>(withOpaqueParameters(text))
    const columns = statement.reader ? statement.raw(true).columns() : []
    const prepared = { statement, columns: columns.map(({ name }) => toCamelCase(name)) }
    this.#statements.set(text, prepared)
    return prepared
  }

  #prepareInsertion(into: Insertion) {
    const known = this.#insertions.get(into)
    if (known) return known
    const prepared = {
      one: this.#prepare(insertionOf(into, 1)),
      many: this.#prepare(insertionOf(into, rowsAtOnce)),
    }
    this.#insertions.set(into, prepared)
    return prepared
  }
}

/** Texts of Kysely that are kept prepared; there are a few hundred, and those whose lists differ in length. */
const maxKept = 1000

/**
 * The connection as Kysely uses it, which else prepares every query anew: most of what a small one costs. `before` is
 * called before each query.
 */
function keepingPrepared(connection: Sqlite.Database, before: () => void): SqliteDatabase {
  const kept = new Map<string, Sqlite.Statement>()
  return {
    prepare(text) {
      before()
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
