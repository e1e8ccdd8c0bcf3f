import { Client, type ClientConfig, DatabaseError, type QueryArrayConfig, type QueryArrayResult } from 'pg'
import type { WriteConnection } from './database.ts'
import { DatabaseRefused } from './database-refused.ts'
import { PostgresRunner } from './postgres-runner.ts'

/**
 * "colk": the advisory lock of a transaction that writes. One writes at a time, as on SQLite, however many processes
 * share the database, so a unit may read, judge and write without thinking of others.
 */
const takeWriteLock = `pg_advisory_xact_lock(${0x636f6c6b})`

/** Nothing waits for ever; what takes longer fails, and the callers are told. */
const limits = {
  // A process that stands still in the middle of a commit must not keep the others from writing.
  idle_in_transaction_session_timeout: 10_000,
  lock_timeout: 20_000,
  statement_timeout: 30_000,
  // For a server from which nothing comes any more, not even the end of the connection.
  query_timeout: 35_000,
} satisfies ClientConfig

/** The connection that writes. When the server has ended it, the next `begin` opens another. */
export class PostgresWriting implements WriteConnection {
  readonly tx = new PostgresRunner((query) => this.#sendInTransaction(query))
  /** A commit has to be asked for over a wire, under a lock: one serves more messages than on SQLite. */
  readonly busyWindowMs = 10
  readonly #config: ClientConfig
  readonly #track: <T>(work: Promise<T>) => Promise<T>
  #client: Client | undefined
  /** `wanted`: no statement has needed it yet. */
  #transaction: 'none' | 'wanted' | 'begun' = 'none'
  #begun: Promise<unknown> = Promise.resolve()
  /** Why nobody knows whether rows that were added alone are on the disk. */
  #doubt: unknown

  /** `track` is told of everything that is on its way. */
  constructor(config: ClientConfig, track: <T>(work: Promise<T>) => Promise<T>) {
    // Statements are sent without waiting for the answers to those before them.
    this.#config = { ...config, ...limits, pipeline: true }
    this.#track = track
  }

  async open(): Promise<void> {
    if (this.#client !== undefined) return
    const client = new Client(this.#config)
    const lose = () => {
      if (this.#client === client) this.#client = undefined
    }
    client.on('error', lose)
    client.on('end', lose)
    try {
      await this.#track(client.connect())
    } catch (cause) {
      throw new DatabaseRefused(reasonOf(cause), { cause })
    }
    // Whatever the server is set to, what is acknowledged is on its disk.
    await this.#track(
      client.query(`select set_config('synchronous_commit', 'on', false)
        where current_setting('synchronous_commit') = 'off'`),
    )
    this.#client = client
  }

  readonly begin = async (): Promise<void> => {
    await this.open()
    this.#transaction = 'wanted'
    this.#doubt = undefined
  }

  readonly flush = (): Promise<void> => (this.#transaction === 'wanted' ? this.#addAlone() : this.tx.flush())

  readonly commit = async (): Promise<void> => {
    if (this.#transaction !== 'begun') {
      await this.#addAlone()
      this.#transaction = 'none'
      if (this.#doubt !== undefined) throw this.#doubt
      return
    }
    await this.tx.flush()
    const committed = this.#control('commit')
    // Where the beginning has failed, that is told.
    committed.catch(() => {})
    // Whatever the answer is, there is no transaction any more behind it.
    this.#transaction = 'none'
    await this.#begun
    const { command } = await committed
    // So the server answers where a statement has failed and nobody minded.
    if (command !== 'COMMIT') throw new Error('The transaction was given up by the server.')
  }

  readonly rollback = async (): Promise<void> => {
    this.tx.forget()
    const client = this.#client
    const isBegun = this.#transaction === 'begun'
    this.#transaction = 'none'
    if (client === undefined || !isBegun) return
    try {
      await this.#control('rollback')
    } catch {
      // Nobody knows what state it is in, so it is not used again; its end undoes what was open.
      this.#client = undefined
      await client.end()
    }
  }

  readonly savepoint = async (): Promise<void> => {
    this.#ensureBegun()
    await this.#control('savepoint unit')
  }

  readonly releaseSavepoint = async (): Promise<void> => {
    await this.tx.flush()
    await this.#control('release savepoint unit')
  }

  readonly rollbackToSavepoint = async (): Promise<void> => {
    this.tx.forget()
    await this.#control('rollback to savepoint unit; release savepoint unit')
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  /**
   * Adds the rows of a transaction that has no other statement: what adds them then is the transaction, in one journey there and
   * back in place of three. Most commits of a busy system are that.
   */
  async #addAlone(): Promise<void> {
    const insertion = this.tx.takeInsertion(takeWriteLock)
    if (insertion === undefined) return
    if (this.#client === undefined) throw connectionLost()
    this.#transaction = 'none'
    try {
      await this.#send(insertion)
    } catch (error) {
      // What the server has refused is not there, and may be tried again. Of what it never answered nobody knows.
      if (error instanceof DatabaseError) throw error
      this.#doubt = error
    }
  }

  #sendInTransaction(query: QueryArrayConfig): Promise<QueryArrayResult> {
    if (this.#transaction === 'wanted') this.#ensureBegun()
    return this.#send(query)
  }

  /** Does not wait for the answer: the first statements travel with it, and fail if it does. */
  #ensureBegun(): void {
    if (this.#transaction === 'begun') return
    this.#transaction = 'begun'
    this.#begun = this.#control(`begin; select ${takeWriteLock}`)
    this.#begun.catch(() => {})
  }

  #control(text: string): Promise<QueryArrayResult> {
    return this.#send({ text, rowMode: 'array' })
  }

  #send(query: QueryArrayConfig): Promise<QueryArrayResult> {
    if (this.#client === undefined) return Promise.reject(connectionLost())
    return this.#track(this.#client.query(query))
  }
}

function connectionLost(): Error {
  return new Error('The connection to the database was lost.')
}

/** A name with several addresses fails with an error for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
