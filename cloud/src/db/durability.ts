import { fdatasync } from 'node:fs'
import { promisify } from 'node:util'
import type Sqlite from 'better-sqlite3'
import { CheckpointThread } from './checkpoint-thread.ts'
import type { Checkpointer } from './log-keeper.ts'

/** Puts on the disk what was written to the file of a descriptor before the call. Rejects when the disk did not take it. */
export type DataSync = (descriptor: number) => Promise<void>

/** How what is written gets onto the disk. */
export interface Durability {
  /** Undefined where a commit needs nothing more. */
  readonly dataSync: DataSync | undefined
  /** What brings the log of `connection`, which is in `file`, into its database. */
  openCheckpointer(file: string, connection: Sqlite.Database): Checkpointer
}

/** By other threads, so that the event loop goes on. */
export const inBackground: Durability = {
  dataSync: promisify(fdatasync),
  openCheckpointer: (file) => new CheckpointThread(file),
}

/** For a world on a virtual clock: nothing waits for a thread, and power never fails. */
export const withoutDisk: Durability = {
  dataSync: undefined,
  openCheckpointer(_file, connection) {
    const checkpoint = connection.prepare('pragma wal_checkpoint(passive)')
    return { checkpoint: () => void checkpoint.get(), close: () => undefined }
  },
}
