import { Client, type ClientConfig, type QueryArrayResult } from 'pg'
import type { Session, SessionListener, SqlValue } from './database.ts'
import { PostgresRunner } from './postgres-runner.ts'

/** What is asked on it takes a millisecond. */
const limits = {
  statement_timeout: 10_000,
  query_timeout: 15_000,
  keepAliveInitialDelayMillis: 10_000,
} satisfies ClientConfig

export class PostgresSession implements Session {
  readonly #config: ClientConfig
  readonly #track: <T>(work: Promise<T>) => Promise<T>
  #client: Client | undefined
  #runner: PostgresRunner | undefined

  constructor(config: ClientConfig, track: <T>(work: Promise<T>) => Promise<T>) {
    this.#config = { ...config, ...limits, pipeline: true }
    this.#track = track
  }

  async open({ onNotice, onLost }: SessionListener): Promise<void> {
    const client = new Client(this.#config)
    client.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''))
    client.on('error', () => {})
    await this.#track(client.connect())
    this.#client = client
    this.#runner = new PostgresRunner((query) => this.#track<QueryArrayResult>(client.query(query)))
    client.on('end', () => {
      if (this.#client !== client) return
      this.#client = undefined
      onLost()
    })
  }

  async all<Row>(statement: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    if (this.#client === undefined || this.#runner === undefined)
      throw new Error('The connection to the other processes was lost.')
    return this.#runner.all<Row>(statement, parameters)
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }
}
