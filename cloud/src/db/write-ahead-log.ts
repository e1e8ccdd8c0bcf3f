import { closeSync, openSync } from 'node:fs'
import type { DataSync } from './durability.ts'

/** What was committed could not be put on the disk. Nothing more is written until the process is started anew. */
class DiskFailure extends Error {
  override readonly name = 'DiskFailure'
}

/**
 * SQLite's write-ahead log, put on the disk by ourselves. With `synchronous=NORMAL` SQLite does everything for its
 * durability that it does with FULL, but for the one `fsync` of the log at the end of a commit (`sqlite3WalFrames`: the
 * header of a log that begins anew is synced, and so are the log before a checkpoint and the database after it, with
 * both). So a commit after which `sync` has resolved is as safe as one with FULL. SQLite itself syncs the log's folder
 * with its first header.
 *
 * The log exists, and stays the same file, as long as one connection has used the database and is open.
 */
export class WriteAheadLog {
  readonly #descriptor: number
  readonly #dataSync: DataSync
  #failure: DiskFailure | undefined

  /**
   * The database's own file is not to be opened like this, nor its `-shm`: closing any descriptor of a file gives up the
   * locks that SQLite holds on it (POSIX `fcntl`). There are none on the log.
   */
  constructor(databaseFile: string, dataSync: DataSync) {
    this.#descriptor = openSync(`${databaseFile}-wal`, 'r+')
    this.#dataSync = dataSync
  }

  /** Throws when an earlier sync has failed: what the kernel could not write it has forgotten, and no later sync tells. */
  assertSound(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Puts on the disk what was committed. Rejects for good once it has failed. */
  sync(): Promise<void> {
    return this.#dataSync(this.#descriptor).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.#failure = new DiskFailure(
        `The disk did not keep what was written (${reason}). Nothing more is written; look at the disk, then start anew.`,
        { cause },
      )
      throw this.#failure
    })
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
