import type { Clock } from '@colok/shared/time'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ChangeFeed } from '../live/feed.ts'
import type { Actor } from './actor.ts'
import { Problem } from './problem.ts'
import { addressOf } from './rate-limit.ts'

/** Between two snapshots of one stream: a socket that measures every second needs no more on a screen. */
const pauseMs = 500

/** A word now and then keeps proxies from ending an idle stream, and shows either end when the other has gone. */
const keepAliveMs = 15_000

/** Streams that may be open at once. */
const maxStreams = 5000

/**
 * Streams that may be open at once from one address, and to one person or key. Behind one address of a mobile network are
 * many phones; a person has some pages open, and a key some programs.
 */
const mostOf = { address: 200, person: 50 } as const

let openStreams = 0
const openOf = new Map<string, number>()

interface StreamEvent {
  readonly event: string
  readonly data: string
}

/**
 * The data of a `snapshot`, or another event; undefined when there is nothing to send. Null ends the stream: whoever follows
 * may do so no more, and is to see that nothing is heard.
 */
type Told = string | StreamEvent | undefined | null

interface Following {
  readonly clock: Clock
  readonly changes: ChangeFeed
  /** The one charger to follow; all of them when left out. */
  readonly chargePointId?: string | undefined
  /** Which chargers to send at the beginning. */
  readonly initially: readonly string[]
  /** How long until what is told differs by the clock alone. */
  readonly turnsInMs?: () => number
}

interface SnapshotOptions extends Following {
  /** The charger as it is now. */
  readonly snapshot: (chargePointId: string) => Promise<Told>
}

/**
 * Server-sent events that each tell the whole state of one charger: whoever misses one loses nothing. Changes that come
 * while a snapshot is on its way are told by the next one.
 */
export function streamSnapshots(c: Context, { snapshot, ...options }: SnapshotOptions): Response {
  return streamChanges(c, options, async (pending) => {
    const [id = options.chargePointId] = pending
    if (id === undefined) return undefined
    pending.delete(id)
    return snapshot(id)
  })
}

interface BatchOptions extends Following {
  /** What is to be told of chargers that have changed, or of none when it is the clock's turn. */
  readonly batch: (chargePointIds: readonly string[]) => Promise<Told>
}

/** As `streamSnapshots`, but an event tells of all the chargers that have changed since the one before. */
export function streamBatches(c: Context, { batch, ...options }: BatchOptions): Response {
  return streamChanges(c, options, (pending) => {
    const ids = [...pending]
    pending.clear()
    return batch(ids)
  })
}

/** `take` takes from what is pending, before it waits for anything, that of which it tells. After the last of it is a pause. */
function streamChanges(
  c: Context,
  { clock, changes, chargePointId, initially, turnsInMs }: Following,
  take: (pending: Set<string>) => Promise<Told>,
): Response {
  const holders = holdersOf(c)
  demandRoom(holders)
  return streamSSE(c, async (stream) => {
    const pending = new Set(initially)
    let wake = () => {}
    const ended = new Promise<void>((resolve) => stream.onAbort(resolve))
    const stopListening = changes.listen((id) => {
      pending.add(id)
      wake()
    }, chargePointId)
    openStreams += 1
    for (const { name } of holders) openOf.set(name, (openOf.get(name) ?? 0) + 1)
    try {
      while (!stream.aborted) {
        if (pending.size === 0) {
          await stream.write('event: alive\ndata: \n\n')
          const turnMs = turnsInMs?.() ?? Number.POSITIVE_INFINITY
          await Promise.race([ended, delay(clock, Math.min(keepAliveMs, turnMs), (early) => (wake = early))])
          const isDue = pending.size > 0 || turnMs <= keepAliveMs
          if (!isDue || stream.aborted) continue
        }
        const told = take(pending)
        const isAll = pending.size === 0
        const data = await told
        if (data === null) return
        if (data !== undefined)
          await stream.writeSSE(typeof data === 'string' ? { event: 'snapshot', data } : data)
        if (isAll) await Promise.race([ended, delay(clock, pauseMs)])
      }
    } finally {
      openStreams -= 1
      for (const { name } of holders) release(name)
      stopListening()
    }
  })
}

interface Holder {
  readonly name: string
  readonly most: number
}

/** Whose the stream is: an address, and whoever has signed in there. */
function holdersOf(c: Context): readonly Holder[] {
  const address = { name: `address ${addressOf(c)}`, most: mostOf.address }
  const actor = c.get('actor') as Actor | undefined
  return actor === undefined
    ? [address]
    : [address, { name: `${actor.kind} ${actor.id}`, most: mostOf.person }]
}

/** Throws a Problem where all streams, or those of one holder, are open: nobody may keep out everybody else. */
function demandRoom(holders: readonly Holder[]): void {
  if (openStreams >= maxStreams)
    throw new Problem('unavailable', 'Too many pages are being followed live; reload to see more.')
  const full = holders.find(({ name, most }) => (openOf.get(name) ?? 0) >= most)
  if (full === undefined) return
  throw new Problem(
    'too-many-requests',
    `${full.most} pages are followed live from here already; close one, or reload to see more.`,
  )
}

function release(name: string): void {
  const left = (openOf.get(name) ?? 1) - 1
  if (left === 0) openOf.delete(name)
  else openOf.set(name, left)
}

/** Resolves after a time, or when `onEarly`'s function is called. */
function delay(
  clock: Clock,
  delayMs: number,
  onEarly: (early: () => void) => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(delayMs, resolve)
    onEarly(() => {
      cancel()
      resolve()
    })
  })
}
