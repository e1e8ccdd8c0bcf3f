import { createHash } from 'node:crypto'
import type { Session } from '../db/database.ts'

/** The first halves of the keys of advisory locks: "node" and "job ". */
const nodeLock = 0x6e6f6465
const jobLock = 0x6a6f6220

/** Locks that last as long as the session that holds them, so that none outlives its process. */
export class NodeLocks {
  readonly #session: Session
  /** Jobs whose lock is held, and whether one is under way. While there is no other node, nobody minds holding on. */
  readonly #held = new Map<string, { isRunning: boolean }>()
  #isShared = false

  constructor(session: Session) {
    this.#session = session
  }

  /** Whether there is, or was, another node since this one joined. */
  get isShared(): boolean {
    return this.#isShared
  }

  /** The session is a new one: takes the lock by which others know that this node lives. */
  async join(number: number): Promise<void> {
    this.#held.clear()
    await this.#session.all('select pg_advisory_lock(?::int, ?::int)', [nodeLock, number])
    const living = await this.#living()
    this.#isShared = living.size > 1
  }

  /** Another node has joined: from now on, locks are held no longer than they are needed. */
  async share(): Promise<void> {
    this.#isShared = true
    const idle = [...this.#held].filter(([, { isRunning }]) => !isRunning)
    await Promise.all(idle.map(([name]) => this.#release(name)))
  }

  /** Of these nodes, the ones that have ended. */
  readonly ended = async (nodes: readonly number[]): Promise<number[]> => {
    if (nodes.length === 0) return []
    const living = await this.#living()
    return nodes.filter((node) => !living.has(node))
  }

  /** Runs work that no two nodes do at once; false, with nothing done, while another does it. */
  readonly exclusively = async (name: string, work: () => Promise<void>): Promise<boolean> => {
    if (!(await this.#take(name))) return false
    try {
      await work()
    } finally {
      const held = this.#held.get(name)
      if (held !== undefined) held.isRunning = false
      // A session that was lost meanwhile has given it back by itself.
      if (this.#isShared) await this.#release(name).catch(() => {})
    }
    return true
  }

  async #take(name: string): Promise<boolean> {
    const held = this.#held.get(name)
    if (held?.isRunning) return false
    if (held !== undefined) {
      held.isRunning = true
      return true
    }
    const [row] = await this.#session.all<{ isOurs: number }>(
      'select pg_try_advisory_lock(?::int, ?::int) as is_ours',
      keyOf(name),
    )
    if (row?.isOurs !== 1) return false
    this.#held.set(name, { isRunning: true })
    return true
  }

  async #release(name: string): Promise<void> {
    if (!this.#held.delete(name)) return
    await this.#session.all('select pg_advisory_unlock(?::int, ?::int)', keyOf(name))
  }

  async #living(): Promise<Set<number>> {
    const rows = await this.#session.all<{ objid: number }>(
      `select objid::bigint from pg_locks where locktype = 'advisory' and granted and classid = ${nodeLock}
       and objsubid = 2 and database = (select oid from pg_database where datname = current_database())`,
      [],
    )
    return new Set(rows.map(({ objid }) => objid))
  }
}

function keyOf(job: string): [number, number] {
  return [jobLock, createHash('sha256').update(job).digest().readInt32BE()]
}
