import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export type SqlValue = string | number | null | Uint8Array

/** Work that a synchronous engine has done when the call returns, and another one has promised. Always `await` it. */
type Eventually<T> = T | Promise<T>

/** Where statements run. `all` and `run` prepare each distinct text once: the message path. `query` is for the rest. */
export interface SqlRunner {
  /** Rows of a statement with `?` placeholders; column names come back in camel case. */
  all<Row>(statement: string, parameters: readonly SqlValue[]): Eventually<Row[]>
  /** Runs a statement and says how many rows it changed. */
  run(statement: string, parameters: readonly SqlValue[]): Eventually<number>
  /** Adds rows. They share a statement, also with those that other units add next to them: it may be told late of one. */
  insert(into: Insertion, rows: readonly (readonly SqlValue[])[]): Eventually<void>
  readonly query: Kysely<Schema>
}

/** A table that rows are added to, and the columns that are given, in the order of their values. Written once each. */
export interface Insertion {
  readonly table: string
  readonly columns: Readonly<Record<string, 'bigint' | 'text'>>
}

/** What a write unit sees: the open transaction. It must await nothing else. */
export type Tx = SqlRunner

/**
 * The one connection that writes; only the Writer holds it. A transaction that is lost before its `commit` has left
 * nothing behind, and `begin` works again.
 */
export interface WriteConnection {
  readonly tx: Tx
  /**
   * How long after the beginning of a busy commit the next one waits at most, while fewer units have come than the last
   * time. What gathered while the disk was busy for as long goes at once; a quiet system never waits.
   */
  readonly busyWindowMs: number
  begin(): Eventually<void>
  /** Has the database take what `tx.insert` was given. Throws when it refuses a row of which nobody was told yet. */
  flush(): Eventually<void>
  /** Rejects when it is not known, or known not, to be on the disk. */
  commit(): Eventually<void>
  rollback(): Eventually<void>
  savepoint(): Eventually<void>
  releaseSavepoint(): Eventually<void>
  rollbackToSavepoint(): Eventually<void>
}

/** An open database with its schema up to date. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres'
  /** Read-only; sees everything that a resolved write has committed. */
  readonly read: SqlRunner
  readonly writeConnection: WriteConnection
  /** Resolves when no statement is on its way; undefined when none is. For a clock that waits for them. */
  readonly settled: () => Promise<void> | undefined
  /** Where several processes can share the database: how they hear of each other. */
  readonly newSession: (() => Session) | undefined
  close(): Promise<void>
}

export interface SessionListener {
  /** Another process, or this one, has said something on a channel that this session listens to. */
  onNotice(channel: string, text: string): void
  /** The connection has ended, and with it its locks. `open` makes another. */
  onLost(): void
}

/** A connection for what lasts as long as it does: locks that end with their holder, and notices between processes. */
export interface Session {
  open(listener: SessionListener): Promise<void>
  /** Rejects when there is no connection. */
  all<Row>(statement: string, parameters: readonly SqlValue[]): Promise<Row[]>
  close(): Promise<void>
}

/** The first row, or undefined. */
export async function first<Row>(
  runner: SqlRunner,
  statement: string,
  parameters: readonly SqlValue[],
): Promise<Row | undefined> {
  const rows = await runner.all<Row>(statement, parameters)
  return rows[0]
}
