import type { Cancel, Clock } from '@colok/shared/time'
import type { Tx, WriteConnection } from './database.ts'

/** The most units in one commit: keeps the pause for the other sockets to a few milliseconds. */
const maxUnitsPerCommit = 1000

/** From this many units in a commit on, the next waits for company, so that one fsync serves more messages. */
const busyFromUnits = 16

/** Beyond this the disk is not keeping up and callers must hear of it rather than wait for ever. */
const maxQueuedUnits = 50_000

/** So long nobody misses what goes along with another commit. */
const accompanyWithinMs = 1000

type WriterErrorCode = 'full' | 'stopped' | 'commitFailed'

/** A write that did not happen although its unit had nothing wrong. */
export class WriterError extends Error {
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
  /** What goes along with the next commit. */
  #accompanying: Unit[] = []
  #lastBeganMs = 0
  #cancelFlush: Cancel | undefined
  #cancelOwnCommit: Cancel | undefined
  #waitsForCompany = false
  #lastCommitUnits = 0
  #isCommitting = false
  /** Resolves when the commit that was begun last has ended. */
  #ended: Promise<void> = Promise.resolve()
  #stopped = false

  /** `onCommit` is told of each commit, for counting. */
  constructor(connection: WriteConnection, clock: Clock, onCommit: OnCommit = () => {}) {
    this.#connection = connection
    this.#clock = clock
    this.#onCommit = onCommit
  }

  /** Units that wait for a commit. */
  get queuedUnits(): number {
    return this.#queue.length + this.#accompanying.length
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

  /**
   * Like `write`, for what nobody waits for: it goes along with the next commit that others ask for, and has one of its own
   * only when none has begun within a second.
   */
  accompany<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    return this.#admit(unit, false, (admitted) => {
      this.#accompanying.push(admitted)
      this.#cancelOwnCommit ??= this.#clock.after(accompanyWithinMs, () => this.#waitNoMore())
    })
  }

  #enqueue<T>(unit: (tx: Tx) => T | Promise<T>, onlyAdds: boolean): Promise<T> {
    return this.#admit(unit, onlyAdds, (admitted) => {
      this.#queue.push(admitted)
      this.#schedule()
    })
  }

  #admit<T>(run: (tx: Tx) => T | Promise<T>, onlyAdds: boolean, take: (admitted: Unit) => void): Promise<T> {
    if (this.#stopped) return Promise.reject(new WriterError('stopped', 'The database is closing.'))
    if (this.queuedUnits >= maxQueuedUnits) {
      const message = `${maxQueuedUnits} writes are waiting for the disk; try again later.`
      return Promise.reject(new WriterError('full', message))
    }
    return new Promise<T>((resolve, reject) => {
      // What `run` returns is what this very `resolve` takes.
      take({ run, onlyAdds, resolve: resolve as (result: unknown) => void, reject })
    })
  }

  /** Commits what is queued, then refuses more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waitNoMore()
    while (this.#queue.length > 0 || this.#isCommitting) {
      this.#flush()
      await this.#ended
    }
  }

  /** What was to go along has a commit of its own. */
  #waitNoMore(): void {
    const waited = this.#takeAccompanying()
    if (waited.length === 0) return
    this.#queue.push(...waited)
    this.#schedule()
  }

  #takeAccompanying(): Unit[] {
    this.#cancelOwnCommit?.()
    this.#cancelOwnCommit = undefined
    return this.#accompanying.splice(0)
  }

  #schedule(): void {
    if (this.#isCommitting) return
    if (this.#cancelFlush !== undefined && !(this.#waitsForCompany && this.#isCompany)) return
    this.#cancelFlush?.()
    const leftMs = this.#companyMs
    this.#waitsForCompany = leftMs > 0
    // Even "at once" lets the messages that are waiting on other sockets come along.
    this.#cancelFlush = this.#clock.after(leftMs, () => this.#flush())
  }

  /** As many have come as the last time. */
  get #isCompany(): boolean {
    return this.#queue.length >= Math.min(this.#lastCommitUnits, maxUnitsPerCommit)
  }

  /** How long what is queued has to wait for company. */
  get #companyMs(): number {
    if (this.#lastCommitUnits < busyFromUnits || this.#isCompany) return 0
    return Math.max(0, this.#connection.busyWindowMs - (this.#clock.monotonicMs() - this.#lastBeganMs))
  }

  #flush(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    this.#waitsForCompany = false
    if (this.#isCommitting) return
    const units = this.#queue.splice(0, maxUnitsPerCommit)
    this.#lastCommitUnits = units.length
    if (this.#accompanying.length > 0) units.push(...this.#takeAccompanying())
    this.#isCommitting = true
    this.#ended = this.#commit(units)
  }

  async #commit(units: readonly Unit[]): Promise<void> {
    const startedMs = this.#clock.monotonicMs()
    this.#lastBeganMs = startedMs
    let tell: () => void
    try {
      const results = await this.#together(units)
      tell = results === undefined ? await this.#eachApart(units) : () => resolveAll(units, results)
      this.#onCommit({ units: units.length, ms: this.#clock.monotonicMs() - startedMs })
    } catch (cause) {
      const failure = new WriterError('commitFailed', 'The database did not accept the commit.', { cause })
      tell = () => {
        for (const unit of units) unit.reject(failure)
      }
    }
    this.#isCommitting = false
    // The disk works for the next ones while these are told.
    if (this.#queue.length > 0) {
      if (this.#companyMs > 0) this.#schedule()
      else this.#flush()
    }
    tell()
  }

  /** The ordinary way: all in one transaction. Undefined, with nothing done, when a unit threw. */
  async #together(units: readonly Unit[]): Promise<readonly unknown[] | undefined> {
    let results: readonly unknown[]
    // What has no answer to wait for goes on in the same turn, so that the disk is at work before anybody is told.
    const begun = this.#connection.begin()
    if (isThenable(begun)) await begun
    try {
      const promised = resultsOf(units, this.#connection.tx)
      results = isThenable(promised) ? await promised : promised
      const flushed = this.#connection.flush()
      if (isThenable(flushed)) await flushed
    } catch {
      await this.#connection.rollback()
      return undefined
    }
    await this.#commitOrRollBack()
    return results
  }

  /** When one of them fails: each in a SAVEPOINT of its own, so that only that one is undone. */
  async #eachApart(units: readonly Unit[]): Promise<() => void> {
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
    return () => {
      for (const tell of settle) tell()
    }
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

/** What the units return; promised where the database has to be waited for. */
function resultsOf(units: readonly Unit[], tx: Tx): readonly unknown[] | Promise<readonly unknown[]> {
  const results: unknown[] = []
  const haveAllRun = runOn(units, results, tx)
  return haveAllRun && !results.some(isThenable) ? results : awaited(units, results, tx)
}

/** Runs those that have no result yet, up to one whose answer the next may depend on; false when there was one. */
function runOn(units: readonly Unit[], results: unknown[], tx: Tx): boolean {
  for (let unit = units[results.length]; unit !== undefined; unit = units[results.length]) {
    const result = unit.run(tx)
    results.push(result)
    if (!isThenable(result)) continue
    if (!unit.onlyAdds) return false
    // A unit before it may fail first, and then nobody awaits this one.
    result.then(undefined, () => {})
  }
  return true
}

async function awaited(units: readonly Unit[], results: unknown[], tx: Tx): Promise<readonly unknown[]> {
  do {
    const last = results.length - 1
    results[last] = await results[last]
  } while (!runOn(units, results, tx))
  return Promise.all(results)
}

function resolveAll(units: readonly Unit[], results: readonly unknown[]): void {
  for (const [index, unit] of units.entries()) unit.resolve(results[index])
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
