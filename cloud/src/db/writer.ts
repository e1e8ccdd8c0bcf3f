import type { Cancel, Clock } from '@colok/shared/time'
import type { Tx, WriteConnection } from './database.ts'

/** The most units in one commit: keeps the pause for the other sockets to a few milliseconds. */
const maxUnitsPerCommit = 1000

/** From this many units in a commit on, the next waits for company, so that one fsync serves more messages. */
const busyFromUnits = 16

/** Beyond this the disk is not keeping up and callers must hear of it rather than wait for ever. */
const maxQueuedUnits = 50_000

type WriterErrorCode = 'full' | 'stopped' | 'commitFailed'

/** A write that did not happen although its unit had nothing wrong. */
class WriterError extends Error {
  override readonly name = 'WriterError'
  readonly code: WriterErrorCode
  constructor(code: WriterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

type OnCommit = (commit: { readonly units: number; readonly ms: number }) => void

/** One write: what to do, and whom to tell. */
interface Unit {
  run(tx: Tx): unknown
  /** All its statements are on their way when it returns, so the next unit may begin. */
  readonly onlyAdds: boolean
  resolve(result: unknown): void
  reject(error: unknown): void
}

/**
 * The only way to write. A unit is `(tx) => result`; many units share one BEGIN … COMMIT, and the promise resolves after
 * the commit: what it says is durable. A unit that throws undoes itself alone. It awaits nothing but its `tx`, lets
 * what its statements throw through, and changes nothing else, for it is run a second time when another unit of its
 * commit has failed, or the connection was lost before the commit.
 */
export class Writer {
  readonly #connection: WriteConnection
  readonly #clock: Clock
  readonly #onCommit: OnCommit
  #queue: Unit[] = []
  #lastBeganMs = 0
  #cancelFlush: Cancel | undefined
  #waitsForCompany = false
  #lastCommitUnits = 0
  #committing: Promise<void> | undefined
  #stopped = false

  /** `onCommit` is told of each commit, for counting. */
  constructor(connection: WriteConnection, clock: Clock, onCommit: OnCommit = () => {}) {
    this.#connection = connection
    this.#clock = clock
    this.#onCommit = onCommit
  }

  /** Units that wait for a commit. */
  get queuedUnits(): number {
    return this.#queue.length
  }

  /** Runs `unit` in the next commit. Rejects with what the unit threw, or with a WriterError. */
  write<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    return this.#enqueue(unit, false)
  }

  /**
   * Like `write`, for a unit that runs all its statements before it awaits one of them, so that none depends on the
   * answer to another. Across a wire the units of a commit then do not wait for each other's answers.
   */
  append<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    return this.#enqueue(unit, true)
  }

  #enqueue<T>(unit: (tx: Tx) => T | Promise<T>, onlyAdds: boolean): Promise<T> {
    if (this.#stopped) return Promise.reject(new WriterError('stopped', 'The database is closing.'))
    if (this.#queue.length >= maxQueuedUnits) {
      const message = `${maxQueuedUnits} writes are waiting for the disk; try again later.`
      return Promise.reject(new WriterError('full', message))
    }
    return new Promise<T>((resolve, reject) => {
      // What `run` returns is what this very `resolve` takes.
      this.#queue.push({ run: unit, onlyAdds, resolve: resolve as (result: unknown) => void, reject })
      this.#schedule()
    })
  }

  /** Commits what is queued, then refuses more. */
  async stop(): Promise<void> {
    this.#stopped = true
    while (this.#queue.length > 0 || this.#committing !== undefined) {
      if (this.#committing === undefined) this.#flush()
      await this.#committing
    }
  }

  #schedule(): void {
    if (this.#committing !== undefined) return
    const enough = this.#queue.length >= Math.min(this.#lastCommitUnits, maxUnitsPerCommit)
    if (this.#cancelFlush !== undefined && !(this.#waitsForCompany && enough)) return
    this.#cancelFlush?.()
    const leftMs = this.#connection.busyWindowMs - (this.#clock.monotonicMs() - this.#lastBeganMs)
    this.#waitsForCompany = this.#lastCommitUnits >= busyFromUnits && !enough && leftMs > 0
    // Even "at once" lets the messages that are waiting on other sockets come along.
    this.#cancelFlush = this.#clock.after(this.#waitsForCompany ? leftMs : 0, () => this.#flush())
  }

  #flush(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    this.#waitsForCompany = false
    if (this.#committing !== undefined) return
    const units = this.#queue.splice(0, maxUnitsPerCommit)
    this.#lastCommitUnits = units.length
    this.#committing = this.#commit(units).finally(() => {
      this.#committing = undefined
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  async #commit(units: readonly Unit[]): Promise<void> {
    const startedMs = this.#clock.monotonicMs()
    this.#lastBeganMs = startedMs
    try {
      const results = await this.#together(units)
      const settle = results === undefined ? await this.#eachApart(units) : []
      this.#onCommit({ units: units.length, ms: this.#clock.monotonicMs() - startedMs })
      results?.forEach((result, index) => {
        units[index]?.resolve(result)
      })
      for (const tell of settle) tell()
    } catch (cause) {
      const failure = new WriterError('commitFailed', 'The database did not accept the commit.', { cause })
      for (const unit of units) unit.reject(failure)
    }
  }

  /** The ordinary way: all in one transaction. Undefined, with nothing done, when a unit threw. */
  async #together(units: readonly Unit[]): Promise<readonly unknown[] | undefined> {
    let results: readonly unknown[]
    await this.#connection.begin()
    try {
      results = await resultsOf(units, this.#connection.tx)
      await this.#connection.flush()
    } catch {
      await this.#connection.rollback()
      return undefined
    }
    await this.#commitOrRollBack()
    return results
  }

  /** When one of them fails: each in a SAVEPOINT of its own, so that only that one is undone. */
  async #eachApart(units: readonly Unit[]): Promise<(() => void)[]> {
    const connection = this.#connection
    const settle: (() => void)[] = []
    await connection.begin()
    try {
      for (const unit of units) settle.push(await this.#apart(unit))
    } catch (error) {
      await connection.rollback()
      throw error
    }
    await this.#commitOrRollBack()
    return settle
  }

  /** How to tell what became of a unit. Rejects when the transaction itself is lost. */
  async #apart(unit: Unit): Promise<() => void> {
    const connection = this.#connection
    await connection.savepoint()
    try {
      const result = await unit.run(connection.tx)
      await connection.releaseSavepoint()
      return () => unit.resolve(result)
    } catch (error) {
      await connection.rollbackToSavepoint()
      return () => unit.reject(error)
    }
  }

  async #commitOrRollBack(): Promise<void> {
    try {
      await this.#connection.commit()
    } catch (error) {
      await this.#connection.rollback()
      throw error
    }
  }
}

async function resultsOf(units: readonly Unit[], tx: Tx): Promise<readonly unknown[]> {
  const results: unknown[] = []
  let areOnTheirWay = false
  for (const unit of units) {
    const result = unit.run(tx)
    if (!isThenable(result)) results.push(result)
    else if (unit.onlyAdds) {
      areOnTheirWay = true
      results.push(result)
      // A unit before it may fail first, and then nobody awaits this one.
      result.then(undefined, () => {})
    } else results.push(await result)
  }
  return areOnTheirWay ? Promise.all(results) : results
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
