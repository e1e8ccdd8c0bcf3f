import { CamelCasePlugin, Kysely } from 'kysely'
import type { QueryArrayConfig, QueryArrayResult } from 'pg'
import type { Insertion, SqlRunner, SqlValue } from './database.ts'
import { replacePlaceholders } from './placeholders.ts'
import { postgresDialect } from './postgres-kysely.ts'
import { toArrayParameter, toParameter } from './postgres-values.ts'
import { named, toCamelCase } from './rows.ts'
import type { Schema } from './schema.ts'

/** Where statements go: a pool of connections, or the one that writes. */
type Send = (query: QueryArrayConfig) => Promise<QueryArrayResult>

/** Rows in one statement; the server holds all of them in memory. */
const maxRowsAtOnce = 5000

/** Texts that every connection keeps prepared. There are a few hundred; this is for a text that is made anew each time. */
const maxPrepared = 2000

interface Prepared {
  /** The server parses the statements of a name once on each connection. */
  readonly name?: string
  readonly text: string
  columns?: readonly string[]
}

/** Rows that are about to be inserted together. */
interface Gathering {
  readonly into: Insertion
  readonly columns: SqlValue[][]
  readonly inserted: PromiseWithResolvers<void>
}

/** Runs statements on PostgreSQL as SQLite's runner does: `?` placeholders, camel case, numbers, 0 and 1. */
export class PostgresRunner implements SqlRunner {
  readonly query: Kysely<Schema>
  readonly #send: Send
  readonly #statements = new Map<string, Prepared>()
  #gathering: Gathering | undefined

  constructor(send: Send) {
    this.#send = send
    this.query = new Kysely<Schema>({
      dialect: postgresDialect((text, values) => this.#run({ text }, values)),
      plugins: [new CamelCasePlugin()],
    })
  }

  readonly all = async <Row>(text: string, parameters: readonly SqlValue[]): Promise<Row[]> => {
    const prepared = this.#prepare(text)
    const { fields, rows } = await this.#run(prepared, parameters)
    prepared.columns ??= fields.map(({ name }) => toCamelCase(name))
    const { columns } = prepared
    return rows.map((values) => named(columns, values) as Row)
  }

  readonly run = async (text: string, parameters: readonly SqlValue[]): Promise<number> => {
    const { rowCount } = await this.#run(this.#prepare(text), parameters)
    return rowCount ?? 0
  }

  readonly insert = (into: Insertion, rows: readonly (readonly SqlValue[])[]): Promise<void> => {
    if (this.#gathering?.into !== into) {
      this.flush()
      const columns = Object.keys(into.columns).map((): SqlValue[] => [])
      this.#gathering = { into, columns, inserted: Promise.withResolvers() }
      queueMicrotask(() => this.flush())
    }
    const { columns, inserted } = this.#gathering
    for (const row of rows) for (const [index, column] of columns.entries()) column.push(row[index] ?? null)
    if ((columns[0]?.length ?? 0) >= maxRowsAtOnce) this.flush()
    return inserted.promise
  }

  /** Sends the rows that were gathered, so that what is sent next comes after them. */
  flush(): void {
    if (this.#gathering === undefined) return
    const { into, columns, inserted } = this.#gathering
    this.#gathering = undefined
    const { name, text } = this.#prepare(insertionOfMany(into))
    this.#send({
      ...(name !== undefined && { name }),
      text,
      values: columns.map(toArrayParameter),
      rowMode: 'array',
    }).then(() => inserted.resolve(), inserted.reject)
  }

  #run({ name, text }: Prepared, parameters: readonly SqlValue[]): Promise<QueryArrayResult> {
    this.flush()
    const values = parameters.map(toParameter)
    return this.#send({ ...(name !== undefined && { name }), text, values, rowMode: 'array' })
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text)
    if (known) return known
    const numbered = replacePlaceholders(text, (number) => `$${number}`)
    if (this.#statements.size >= maxPrepared) return { text: numbered }
    const prepared = { name: `s${this.#statements.size}`, text: numbered }
    this.#statements.set(text, prepared)
    return prepared
  }
}

/** One array for each column, so that one text serves any number of rows. */
function insertionOfMany({ table, columns }: Insertion): string {
  const arrays = Object.values(columns).map((type) => `?::${type}[]`)
  return `insert into ${table} (${Object.keys(columns).join(', ')}) select * from unnest(${arrays.join(', ')})`
}
