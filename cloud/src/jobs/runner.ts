import type { Cancel, Clock, Random } from '@colok/shared/time'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics/metrics.ts'

/** Work that is done again and again. What is due is in tables, so a run that was missed is made up by the next. */
export interface Job {
  readonly name: string
  /** From the end of one run to the beginning of the next, at most. */
  readonly everyMs: number
  /** Each process does its own part of it; else only one of those that share the database does it at a time. */
  readonly onEveryNode?: boolean
  run(): Promise<void>
  /**
   * Called once, at the start, with what has the next run begin after so long instead, if that is sooner. While a run is
   * under way it counts for the one after it.
   */
  onStart?(wake: Wake): void
}

export type Wake = (delayMs: number) => void

/** Runs work that no two processes do at once; false, with nothing done, while another does it. */
export type Exclusively = (name: string, work: () => Promise<void>) => Promise<boolean>

/** While another process does a job, this one looks again so soon: what is due may have come too late for that one. */
const elsewhereMs = 1000

/**
 * A job that is woken when there is something to do may look around by itself very seldom. After a start, when nobody knows
 * what a process before this one has left, and after a failure, it does so this soon.
 */
const lookAgainWithinMs = 15_000

/** When a job runs next. */
interface Waiting {
  readonly atMs: number
  readonly cancel: Cancel
}

/** Runs each job by itself: one never overlaps with itself, and one that fails is tried again at its next time. */
export class JobRunner {
  readonly #jobs: readonly Job[]
  readonly #clock: Clock
  readonly #random: Random
  readonly #log: Logger
  readonly #metrics: Metrics
  readonly #exclusively: Exclusively
  readonly #waiting = new Map<Job, Waiting>()
  /** Of jobs under way: when the next run is wished for. */
  readonly #wished = new Map<Job, number>()
  readonly #running = new Set<Promise<void>>()
  #stopped = false

  constructor(
    jobs: readonly Job[],
    options: { clock: Clock; random: Random; log: Logger; metrics: Metrics; exclusively?: Exclusively },
  ) {
    this.#jobs = jobs
    this.#clock = options.clock
    this.#random = options.random
    this.#log = options.log
    this.#metrics = options.metrics
    this.#exclusively = options.exclusively ?? alone
  }

  /** The first runs are spread, so that a start is not the moment when everything happens. */
  start(): void {
    for (const job of this.#jobs) {
      this.#schedule(job, Math.round(soonest(job) * this.#random()))
      job.onStart?.((delayMs) => this.#wake(job, delayMs))
    }
  }

  /** Waits for what is running. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const { cancel } of this.#waiting.values()) cancel()
    this.#waiting.clear()
    await Promise.all(this.#running)
  }

  #wake(job: Job, delayMs: number): void {
    if (this.#stopped) return
    const atMs = this.#clock.monotonicMs() + delayMs
    const waiting = this.#waiting.get(job)
    if (waiting === undefined) this.#wish(job, atMs)
    else if (atMs < waiting.atMs) {
      waiting.cancel()
      this.#schedule(job, delayMs)
    }
  }

  #wish(job: Job, atMs: number): void {
    this.#wished.set(job, Math.min(atMs, this.#wished.get(job) ?? atMs))
  }

  #schedule(job: Job, delayMs: number): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#waiting.delete(job)
      const running = this.#run(job).finally(() => this.#running.delete(running))
      this.#running.add(running)
    })
    this.#waiting.set(job, { atMs: this.#clock.monotonicMs() + delayMs, cancel })
  }

  async #run(job: Job): Promise<void> {
    try {
      const exclusively = job.onEveryNode ? alone : this.#exclusively
      const isDone = await exclusively(job.name, () => job.run())
      if (isDone) this.#metrics.jobEnded(job.name, 'done')
      else this.#wished.set(job, this.#clock.monotonicMs() + elsewhereMs)
    } catch (error) {
      this.#metrics.jobEnded(job.name, 'failed')
      this.#log.error({ error, job: job.name }, 'a job failed; it is tried again at its next time')
      this.#wish(job, this.#clock.monotonicMs() + soonest(job))
    }
    const wishedMs = (this.#wished.get(job) ?? Number.POSITIVE_INFINITY) - this.#clock.monotonicMs()
    this.#wished.delete(job)
    if (!this.#stopped) this.#schedule(job, Math.max(0, Math.min(job.everyMs, wishedMs)))
  }
}

const soonest = ({ everyMs, onStart }: Job): number =>
  onStart === undefined ? everyMs : Math.min(everyMs, lookAgainWithinMs)

/** Where this is the only process. */
export const alone: Exclusively = async (_, work) => {
  await work()
  return true
}
