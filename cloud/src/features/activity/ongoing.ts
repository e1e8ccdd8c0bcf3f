import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import { Writer } from '../../db/writer.ts'

/** Who does something, and from where. */
export interface Origin {
  /** `system`: a job of ours. */
  readonly actorKind: 'key' | 'user' | 'system'
  /** Of the key or the user. */
  readonly actorId: string | null
  readonly actor: string
  readonly channel: 'api' | 'page' | 'chat' | 'job'
  /** IP address; null for what comes from within. */
  readonly address: string | null
  /** `POST /api/v1/sites`; null for what nobody has just asked for. */
  readonly request: string | null
}

/** What was, and what is now: only the fields that differ. */
interface Change {
  readonly before: object
  readonly after: object
}

/** A request that may change something, while it is answered. */
interface Ongoing {
  readonly origin: Origin
  /** Whether the entry that it was asked for is in a commit, or about to be. */
  isKept: boolean
  /** What was begun on its behalf and goes on without it is nobody's. */
  isOver: boolean
  change: Change | undefined
  keep(tx: Tx, change: Change | undefined): Promise<void>
}

const ongoing = new AsyncLocalStorage<Ongoing | undefined>()

function current(): Ongoing | undefined {
  const request = ongoing.getStore()
  return request?.isOver ? undefined : request
}

/** Who has asked for what is being done; undefined in a job, and in what a charger has sent. */
export function currentOrigin(): Origin | undefined {
  return current()?.origin
}

/**
 * Has the entry of the request that is served tell what has changed; nothing where there is none. For units of `write`, with
 * `before` undefined for what is new: it is looked up only where it is told. No secrets, and nothing of a person.
 */
export async function noteChange(
  before: () => object | undefined | Promise<object | undefined>,
  after: object,
): Promise<void> {
  const request = current()
  if (request === undefined) return
  const was = new Map<string, unknown>(Object.entries((await before()) ?? {}))
  const different = Object.entries(after).filter(
    ([key, value]) => JSON.stringify(was.get(key) ?? null) !== JSON.stringify(value ?? null),
  )
  request.change = {
    before: Object.fromEntries(different.flatMap(([key]) => (was.has(key) ? [[key, was.get(key)]] : []))),
    after: Object.fromEntries(different),
  }
}

/** A clock whose timers belong to no request, whoever sets them: for what serves many of them at once. */
export function ofNobody(clock: Clock): Clock {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    after: (delayMs, run) => ongoing.run(undefined, () => clock.after(delayMs, run)),
  }
}

/** Does what a request asks for: `keep` is part of the first commit that comes of it. Says whether there was one. */
export async function whileOngoing(
  origin: Origin,
  keep: (tx: Tx, change: Change | undefined) => Promise<void>,
  work: () => Promise<void>,
): Promise<boolean> {
  const request: Ongoing = { origin, isKept: false, isOver: false, change: undefined, keep }
  try {
    await ongoing.run(request, work)
  } finally {
    request.isOver = true
  }
  return request.isKept
}

/**
 * A writer whose units know which request they serve, and of which each request's first keeps that it was asked for. Its
 * clock is one of nobody's.
 */
export class AttributingWriter extends Writer {
  override write<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    const request = current()
    return request === undefined ? super.write(unit) : this.#writeFor(request, unit)
  }

  override append<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    const request = current()
    // An entry builds on the one before it, so what is kept with one cannot only add.
    return request === undefined ? super.append(unit) : this.#writeFor(request, unit)
  }

  /** The unit runs when its commit does, in whatever context that began: it is brought back into its own. */
  async #writeFor<T>(request: Ongoing, unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    const isFirst = !request.isKept
    request.isKept = true
    const run = async (tx: Tx) => {
      const result = await unit(tx)
      if (isFirst) await request.keep(tx, request.change)
      return result
    }
    try {
      return await super.write((tx) => ongoing.run(request, () => run(tx)))
    } catch (error) {
      if (isFirst) request.isKept = false
      throw error
    }
  }
}
