import type { Cancel, Clock } from '@colok/shared/time'
import { changedSlices } from '../core/boot.ts'
import { step } from '../core/charger.ts'
import type { Effect, StoreRecord } from '../core/effects.ts'
import type { Event } from '../core/events.ts'
import type { Now } from '../core/now.ts'
import type { ChargerState } from '../core/state.ts'
import { soonestTimerMs } from '../core/turn.ts'
import { type Store, StoreError } from '../store/contract.ts'
import type { Calendar } from './calendar.ts'

/** Events are handled at once, so the queue holds what one event's effects bring about; more is a runaway. */
const maxQueuedEvents = 10_000
/** What could not be written yet: bounded, since a broken disk may stay broken for days. */
const maxUnwrittenRecords = 5_000
/** So many values may be told again after a power cut. */
const maxWaitingRecords = 50
/** How often a disk that failed is tried again. */
const storeRetryMs = 5_000
/** A timer far away is looked at again sooner: no host timer counts further than 2^31 ms. */
const longestSleepMs = 3_600_000

export interface LoopOptions {
  readonly initial: ChargerState
  readonly store: Store
  readonly clock: Clock
  readonly calendar: Calendar
  readonly bootId: string
  /** Carries out everything but `record`. Must not throw for what the world does. */
  readonly perform: (effect: Effect) => void
  /** Opens every relay, whatever the state says; the last resort before `onFatal`. */
  readonly openAllRelays: () => void
  readonly onFatal: (cause: unknown) => void
}

/**
 * Queue → step → open relays → commit → the other effects. One event at a time; nothing energises, and no transaction is
 * told, before it is on the disk, and nothing waits for the disk to de-energise. A step that cannot be written has not
 * happened: it is taken again by a charger that knows of its broken store.
 */
export class Loop {
  readonly #options: LoopOptions
  #state: ChargerState
  /** The state of which the slices are in the store. */
  #written: ChargerState
  #unwritten: readonly StoreRecord[] = []
  #storeBroken = false
  #queue: Event[] = []
  #running = false
  #stopped = false
  #sleep: Cancel | undefined
  #sleepUntilMs = Number.POSITIVE_INFINITY
  #retry: Cancel | undefined

  constructor(options: LoopOptions) {
    this.#options = options
    this.#state = options.initial
    this.#written = options.initial
  }

  get state(): ChargerState {
    return this.#state
  }

  /** Hands in one event; it and all that follows from it is handled before this returns, unless called from within. */
  post(event: Event): void {
    if (this.#stopped) return
    this.#queue.push(event)
    if (this.#running) return
    this.#running = true
    try {
      this.#drain()
    } catch (cause) {
      this.#fail(cause)
    } finally {
      this.#running = false
    }
  }

  /** Handles nothing more. */
  stop(): void {
    this.#stopped = true
    this.#queue = []
    this.#sleep?.()
    this.#retry?.()
  }

  #drain(): void {
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      if (this.#queue.length > maxQueuedEvents)
        throw new Error(`${this.#queue.length} events queued: a runaway`)
      this.#handle(event)
      if (this.#stopped) return
    }
    this.#arm()
  }

  #handle(event: Event): void {
    const { state, effects, mayBeKept } = step(this.#state, event, this.now())
    for (const effect of effects) if (effect.kind === 'openRelay') this.#options.perform(effect)
    const outcome = mayBeKept ? this.#commit(state, effects) : 'written'
    if (outcome instanceof StoreError) {
      const { message, code } = outcome
      const failed = { kind: 'storeReported', message, isFull: code === 'full' } as const
      // What says that the store works again says so no more.
      this.#handle(event.kind === 'storeReported' ? failed : { ...failed, during: event })
      return
    }
    this.#state = state
    for (const effect of effects) {
      if (effect.kind === 'openRelay' || effect.kind === 'record') continue
      // The core knows of a broken store and asks for none; should it ever, nothing is energised without a record.
      if (effect.kind === 'closeRelay' && outcome === 'unwritten') continue
      this.#options.perform(effect)
      if (this.#stopped) return
    }
  }

  now(): Now {
    const { clock, calendar, bootId } = this.#options
    return { monotonicMs: clock.monotonicMs(), bootId, wall: calendar.now() }
  }

  /**
   * Writes what this step changed, and what earlier ones could not write. Gives the error of a store that fails now, and
   * keeps nothing of the step then; one that is known to be broken is not tried.
   */
  #commit(state: ChargerState, effects: readonly Effect[]): 'written' | 'unwritten' | StoreError {
    const records = effects.flatMap((effect) => (effect.kind === 'record' ? [effect.record] : []))
    const unwritten = records.length === 0 ? this.#unwritten : [...this.#unwritten, ...records]
    const slices = changedSlices(this.#written, state)
    if (this.#storeBroken) {
      this.#unwritten = bounded(unwritten)
      return 'unwritten'
    }
    if (Object.keys(slices).length === 0 && mayWait(unwritten)) {
      this.#unwritten = unwritten
      return 'written'
    }
    try {
      this.#options.store.commit({ slices, records: unwritten })
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      this.#storeBroken = true
      this.#retry = this.#options.clock.after(storeRetryMs, () => this.#retryStore())
      return cause
    }
    this.#written = state
    this.#unwritten = []
    return 'written'
  }

  #retryStore(): void {
    try {
      this.#options.store.commit({
        slices: changedSlices(this.#written, this.#state),
        records: this.#unwritten,
      })
    } catch (cause) {
      if (cause instanceof StoreError)
        this.#retry = this.#options.clock.after(storeRetryMs, () => this.#retryStore())
      else this.#fail(cause)
      return
    }
    this.#written = this.#state
    this.#unwritten = []
    this.#storeBroken = false
    this.post({ kind: 'storeReported', message: null })
  }

  /** Sleeps until the soonest timer of the state. */
  #arm(): void {
    const soonest = soonestTimerMs(this.#state)
    if (soonest === this.#sleepUntilMs && this.#sleep !== undefined) return
    this.#sleep?.()
    this.#sleepUntilMs = soonest
    const delayMs = Math.min(longestSleepMs, Math.max(0, soonest - this.#options.clock.monotonicMs()))
    this.#sleep = this.#options.clock.after(delayMs, () => {
      this.#sleep = undefined
      this.post({ kind: 'timeElapsed' })
    })
  }

  #fail(cause: unknown): void {
    this.stop()
    this.#options.openAllRelays()
    this.#options.onFatal(cause)
  }
}

/** A long queue that drains is written down by dozens, or each message would cost a write of its own. */
function mayWait(records: readonly StoreRecord[]): boolean {
  return (
    records.length < maxWaitingRecords &&
    records.every((each) => each.kind === 'outboxDelivered' && each.later)
  )
}

/** Readings and samples are given up before messages are. */
function bounded(records: readonly StoreRecord[]): readonly StoreRecord[] {
  if (records.length <= maxUnwrittenRecords) return records
  return records.filter(({ kind }) => kind !== 'reading' && kind !== 'sample')
}
