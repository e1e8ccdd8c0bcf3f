import type Sqlite from 'better-sqlite3'

/** Brings the write-ahead log into the database. */
export interface Checkpointer {
  /** Undefined when it has done so already. Rejects when it could not; the log then stays as it is. */
  checkpoint(): Promise<void> | undefined
  close(): Promise<void> | undefined
}

/** Pages in the log from which on they are brought into the database: 16 MB, since those written often go there once. */
const longLogPages = 4000

/** A commit rarely writes more: the farther the log is from being long, the more commits pass until it is looked at again. */
const commitPages = 250

/**
 * Keeps the log short. A first pass goes on beside commits and brings over nearly all of it; a second one, for which the
 * next commit waits, brings over the rest, so that the log is written again from its beginning.
 */
export class LogKeeper {
  readonly #checkpointer: Checkpointer
  readonly #length: Sqlite.Statement<[], [busy: number, pages: number]>
  #passing: Promise<void> | undefined
  #almostDone = false
  /** Pages that stood in the log at the last pass: somebody who reads for long, such as a backup, keeps them there. */
  #seen = 0
  /** Commits until the next look, which costs a tenth of a small one. */
  #unseen = 0

  constructor(connection: Sqlite.Database, checkpointer: Checkpointer) {
    this.#checkpointer = checkpointer
    this.#length = connection.prepare<[], [number, number]>('pragma wal_checkpoint(noop)').raw(true)
  }

  /** Before a commit begins. Rejects when the log cannot be brought over, for it must not grow unnoticed. */
  beforeCommit(): Promise<void> | undefined {
    if (this.#almostDone) {
      this.#almostDone = false
      return this.#checkpointer.checkpoint()
    }
    if (this.#passing !== undefined || --this.#unseen > 0) return
    const pages = this.#length.get()?.[1] ?? 0
    if (pages < this.#seen) this.#seen = 0
    const left = longLogPages - (pages - this.#seen)
    this.#unseen = Math.floor(left / commitPages)
    if (left > 0) return
    this.#seen = pages
    const finish = () => {
      this.#passing = undefined
      // Also after a failure: the second pass then tells of it.
      this.#almostDone = true
    }
    this.#passing = this.#checkpointer.checkpoint()?.then(finish, finish)
    return
  }

  /** Resolves when no pass is under way. */
  async close(): Promise<void> {
    await this.#passing
    await this.#checkpointer.close()
  }
}
