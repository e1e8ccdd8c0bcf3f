import { CamelCasePlugin, Kysely } from 'kysely'
import type { QueryArrayConfig, QueryArrayResult } from 'pg'
import type { Insertion, SqlRunner, SqlValue } from './database.ts'
import { replacePlaceholders } from './placeholders.ts'
import { postgresDialect } from './postgres-kysely.ts'
import { arrayParameter, toParameter } from './postgres-values.ts'
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

/** Rows that are about to be inserted together, each column for itself. */
interface Gathering {
  readonly into: Insertion
  readonly columns: readonly SqlValue[][]
}

/** Runs statements on PostgreSQL as SQLite's runner does: `?` placeholders, camel case, numbers, 0 and 1. */
export class PostgresRunner implements SqlRunner {
  readonly query: Kysely<Schema>
  readonly #send: Send
  readonly #statements = new Map<string, Prepared>()
  #gathering: Gathering | undefined
  /** Insertions that were sent, and of which nobody has been told yet. */
  #inserting: Promise<unknown>[] = []

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

  readonly insert = (into: Insertion, rows: readonly (readonly SqlValue[])[]): void => {
    if (this.#gathering?.into !== into) {
      this.#sendGathered()
      this.#gathering = { into, columns: Object.keys(into.columns).map((): SqlValue[] => []) }
    }
    const { columns } = this.#gathering
    for (const row of rows) for (const [index, column] of columns.entries()) column.push(row[index] ?? null)
    if ((columns[0]?.length ?? 0) >= maxRowsAtOnce) this.#sendGathered()
  }

  /** Sends the rows that were gathered. Rejects when one of them, or of those sent before, is refused. */
  async flush(): Promise<void> {
    this.#sendGathered()
    const inserting = this.#inserting
    this.#inserting = []
    await Promise.all(inserting)
  }

  /** Of a transaction that is undone: nothing of what was gathered is sent, and nobody minds what became of the rest. */
  forget(): void {
    this.#gathering = undefined
    this.#inserting = []
  }

  /**
   * The statement that adds what was gathered, which then is no longer; undefined where nothing was.
   *
   * @param before an expression of SQL that is evaluated before the first row is added
   */
  takeInsertion(before?: string): QueryArrayConfig | undefined {
    if (this.#gathering === undefined) return undefined
    const { into, columns } = this.#gathering
    this.#gathering = undefined
    const types = Object.values(into.columns)
    const values = columns.map((column, index) => arrayParameter(types[index] ?? 'text', column))
    return { ...this.#prepare(insertionOfMany(into, before)), values, rowMode: 'array' }
  }

  #sendGathered(): void {
    const insertion = this.takeInsertion()
    if (insertion === undefined) return
    const inserted = this.#send(insertion)
    inserted.catch(() => {})
    this.#inserting.push(inserted)
  }

  #run({ name, text }: Prepared, parameters: readonly SqlValue[]): Promise<QueryArrayResult> {
    this.#sendGathered()
    const values = parameters.map(toParameter)
    const answer = this.#send({ ...(name !== undefined && { name }), text, values, rowMode: 'array' })
    if (this.#inserting.length === 0) return answer
    // Behind rows that were refused everything is, and only those say why.
    return answer.catch((error: unknown) => this.flush().then(() => Promise.reject(error)))
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
function insertionOfMany({ table, columns }: Insertion, before: string | undefined): string {
  const names = Object.keys(columns).join(', ')
  const arrays = Object.values(columns).map((type) => `?::${type}[]`)
  const rows = `unnest(${arrays.join(', ')}) as added (${names})`
  if (before === undefined) return `insert into ${table} (${names}) select added.* from ${rows}`
  return `with waited as materialized (select ${before}) insert into ${table} (${names}) select added.* from waited, ${rows}`
}
