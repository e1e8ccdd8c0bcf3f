import { createHash } from 'node:crypto'
import type { Session } from '../db/database.ts'

/** The first halves of the keys of advisory locks: "node" and "job ". */
const nodeLock = 0x6e6f6465
const jobLock = 0x6a6f6220

/** Locks that last as long as the session that holds them, so that none outlives its process. */
export class NodeLocks {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** Takes the lock by which others know that this node lives. */
  async holdNode(number: number): Promise<void> {
    await this.#session.all('select pg_advisory_lock(?::int, ?::int)', [nodeLock, number])
  }

  /** Of these nodes, the ones that have ended. */
  readonly ended = async (nodes: readonly number[]): Promise<number[]> => {
    if (nodes.length === 0) return []
    const rows = await this.#session.all<{ objid: number }>(
      `select objid::bigint from pg_locks where locktype = 'advisory' and granted and classid = ${nodeLock}
       and objsubid = 2 and database = (select oid from pg_database where datname = current_database())`,
      [],
    )
    const living = new Set(rows.map(({ objid }) => objid))
    return nodes.filter((node) => !living.has(node))
  }

  /** Runs work that no two nodes do at once; false, with nothing done, while another does it. */
  readonly exclusively = async (name: string, work: () => Promise<void>): Promise<boolean> => {
    const key = [jobLock, createHash('sha256').update(name).digest().readInt32BE()]
    const [row] = await this.#session.all<{ isOurs: number }>(
      'select pg_try_advisory_lock(?::int, ?::int) as is_ours',
      key,
    )
    if (row?.isOurs !== 1) return false
    try {
      await work()
    } finally {
      // A session that was lost meanwhile has given it back by itself.
      await this.#session.all('select pg_advisory_unlock(?::int, ?::int)', key).catch(() => {})
    }
    return true
  }
}
