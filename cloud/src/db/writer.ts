import type { Cancel, Clock } from '@colok/shared/time'
import type { Tx, WriteConnection } from './database.ts'

/** The most units in one commit: keeps the pause for the other sockets to a few milliseconds. */
const maxUnitsPerCommit = 1000

/** From this many units in a commit on, the next waits a little, so that one fsync serves more messages. */
const busyFromUnits = 32

/** How long it then waits. Reconnect storms are cut by half; a quiet system never waits. */
const busyWindowMs = 5

/** Beyond this the disk is not keeping up and callers must hear of it rather than wait for ever. */
const maxQueuedUnits = 50_000

export type WriterErrorCode = 'full' | 'stopped' | 'commitFailed'

/** A write that did not happen although its unit had nothing wrong. */
export class WriterError extends Error {
  readonly code: WriterErrorCode
  constructor(code: WriterErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'WriterError'
    this.code = code
  }
}

interface Queued {
  run(tx: Tx): Promise<() => void>
  reject(error: unknown): void
}

/**
 * The only way to write. A unit is `(tx) => result`; many units share one BEGIN … COMMIT, each in a SAVEPOINT of its
 * own, so that one that throws undoes itself alone. The promise resolves after the commit: what it says is durable.
 * A unit awaits nothing but its `tx`.
 */
export class Writer {
  readonly #connection: WriteConnection
  readonly #clock: Clock
  #queue: Queued[] = []
  #cancelFlush: Cancel | undefined
  #lastCommitUnits = 0
  #flushing: Promise<void> | undefined
  #stopped = false

  constructor(connection: WriteConnection, clock: Clock) {
    this.#connection = connection
    this.#clock = clock
  }

  /** Runs `unit` in the next commit. Rejects with what the unit threw, or with a WriterError. */
  write<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    if (this.#stopped) return Promise.reject(new WriterError('stopped', 'The database is closing.'))
    if (this.#queue.length >= maxQueuedUnits) {
      const message = `${maxQueuedUnits} writes are waiting for the disk; try again later.`
      return Promise.reject(new WriterError('full', message))
    }
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        run: async (tx) => {
          const result = await unit(tx)
          return () => resolve(result)
        },
        reject,
      })
      this.#schedule()
    })
  }

  /** Commits what is queued, then refuses more. */
  async stop(): Promise<void> {
    this.#stopped = true
    while (this.#queue.length > 0 || this.#flushing !== undefined) {
      if (this.#flushing === undefined) this.#flush()
      await this.#flushing
    }
  }

  #schedule(): void {
    if (this.#cancelFlush !== undefined || this.#flushing !== undefined) return
    const delayMs = this.#lastCommitUnits >= busyFromUnits ? busyWindowMs : 0
    this.#cancelFlush = this.#clock.after(delayMs, () => this.#flush())
  }

  #flush(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    if (this.#flushing !== undefined) return
    this.#flushing = this.#commit(this.#queue.splice(0, maxUnitsPerCommit)).finally(() => {
      this.#flushing = undefined
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  async #commit(units: readonly Queued[]): Promise<void> {
    this.#lastCommitUnits = units.length
    const connection = this.#connection
    const settle: (() => void)[] = []
    try {
      await connection.begin()
      for (const unit of units) {
        await connection.savepoint()
        try {
          settle.push(await unit.run(connection.tx))
          await connection.releaseSavepoint()
        } catch (error) {
          await connection.rollbackToSavepoint()
          settle.push(() => unit.reject(error))
        }
      }
      await connection.commit()
    } catch (error) {
      await this.#rollBack()
      const failure = new WriterError('commitFailed', 'The database did not accept the commit.', error)
      for (const unit of units) unit.reject(failure)
      return
    }
    for (const tell of settle) tell()
  }

  async #rollBack(): Promise<void> {
    try {
      await this.#connection.rollback()
    } catch {
      // The commit's own failure is what callers are told; the next BEGIN shows whether the connection still works.
    }
  }
}
