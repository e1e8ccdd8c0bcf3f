import type { Cancel, Clock } from '@colok/shared/time'
import { toIso } from '@colok/shared/time'
import type { Logger } from 'pino'
import type { Insertion, SqlValue, Tx } from '../../db/database.ts'
import type { Writer } from '../../db/writer.ts'
import { type FrameDirection, FrameRun } from './frame-run.ts'

/** Frames wait this long for company: they are for looking at, and nobody's answer waits for them. */
const flushAfterMs = 1000

/** Text in one write, in UTF-16 units: a millisecond or two. */
const maxWriteLength = 100_000

/** What a write refuses is tried so often, each time after twice as long: half a minute in all. */
const maxTries = 5

/** Beyond this, five times what ten thousand chargers say in a second, no more are kept, and how many were not is noted. */
const maxFrames = 10_000

/** The same for long texts, in UTF-16 units. */
const maxLength = 16_000_000

/** Of a text that is longer, so much is kept. */
const maxTextLength = 16_384

const frameRuns: Insertion = {
  table: 'frame_run',
  columns: { charger_id: 'bigint', began_at: 'text', ended_at: 'text', directory: 'text', texts: 'text' },
}

/**
 * Keeps every text that chargers sent and got, as it went over the line, for a set time. Passwords are blanked out. It is
 * a record to look into and not a fact: a process that is killed loses the last two seconds of it, and what cannot be written in
 * half a minute is let go. Where a commit went through and its answer was lost, frames are in it twice.
 */
export class FrameLog {
  readonly #writer: Writer
  readonly #clock: Clock
  readonly #log: Logger
  readonly #onLost: (frames: number) => void
  /** In the order in which they began. */
  #waiting: FrameRun[] = []
  /** Of them, those that a charger's next frame goes to. */
  #open = new Map<number, FrameRun>()
  #frames = 0
  #length = 0
  #dropped = 0
  /** How often the oldest of what waits has been refused. */
  #refusals = 0
  #cancelFlush: Cancel | undefined
  #flushing: Promise<void> | undefined

  /** `onLost` is told how many frames were not kept, for counting. */
  constructor(options: { writer: Writer; clock: Clock; log: Logger; onLost: (frames: number) => void }) {
    this.#writer = options.writer
    this.#clock = options.clock
    this.#log = options.log
    this.#onLost = options.onLost
  }

  record(chargerId: number, direction: FrameDirection, text: string): void {
    // What came first is kept: taking in what is let go again would cost most when there is most to do.
    if (this.#frames >= maxFrames || this.#length >= maxLength) {
      this.#lose(1)
      return
    }
    const atMs = this.#clock.wallMs()
    let run = this.#open.get(chargerId)
    if (run === undefined || !run.takes(atMs)) {
      run = new FrameRun(chargerId, atMs)
      this.#open.set(chargerId, run)
      this.#waiting.push(run)
      this.#schedule()
    }
    const kept = keepable(text)
    run.add({ atMs, direction, text: kept })
    this.#frames += 1
    this.#length += kept.length
  }

  /** Writes what is waiting. */
  async stop(): Promise<void> {
    this.#cancelFlush?.()
    await this.#flushing
    // At the latest when each write has been refused as often as it is tried: nobody waits between the tries here.
    while (this.#waiting.length > 0) await this.#flush()
  }

  #schedule(): void {
    if (this.#cancelFlush !== undefined || this.#flushing !== undefined) return
    this.#cancelFlush = this.#clock.after(flushAfterMs * 2 ** this.#refusals, () => {
      this.#cancelFlush = undefined
      this.#flushing = this.#flush().finally(() => {
        this.#flushing = undefined
        if (this.#waiting.length > 0) this.#schedule()
      })
    })
  }

  #lose(frames: number): void {
    this.#dropped += frames
    this.#onLost(frames)
  }

  async #flush(): Promise<void> {
    const runs = this.#waiting
    this.#waiting = []
    this.#open = new Map()
    this.#frames = 0
    this.#length = 0
    for (let from = 0; from < runs.length; )
      try {
        from = await this.#store(runs, from)
        this.#refusals = 0
      } catch (error) {
        this.#takeBack(runs, from, error)
        break
      }
    if (this.#dropped > 0) {
      this.#log.warn({ dropped: this.#dropped }, 'raw frames were let go: they could not be written in time')
      this.#dropped = 0
    }
  }

  /** What could not be written waits again, before what has come since; what was refused too often is let go. */
  #takeBack(runs: readonly FrameRun[], from: number, error: unknown): void {
    this.#refusals += 1
    this.#log.error({ error, refusals: this.#refusals }, 'raw frames could not be kept')
    const isHopeless = this.#refusals >= maxTries
    const next = isHopeless ? endOfWrite(runs, from) : from
    for (const run of runs.slice(from, next)) this.#lose(run.count)
    if (isHopeless) this.#refusals = 0
    const left = runs.slice(next)
    this.#waiting = [...left, ...this.#waiting]
    for (const { count, texts } of left) {
      this.#frames += count
      this.#length += texts.length
    }
  }

  /** Writes as many as one write takes; returns where the rest begins. */
  async #store(runs: readonly FrameRun[], from: number): Promise<number> {
    const next = endOfWrite(runs, from)
    const rows: SqlValue[][] = runs
      .slice(from, next)
      .map((run) => [run.chargerId, toIso(run.beganAtMs), toIso(run.endedAtMs), run.directory, run.texts])
    const store = (tx: Tx) => tx.insert(frameRuns, rows)
    await (from === 0 ? this.#writer.accompany(store) : this.#writer.append(store))
    return next
  }
}

/** Where a write ends that begins with `from`. */
function endOfWrite(runs: readonly FrameRun[], from: number): number {
  let length = 0
  let next = from
  for (let run = runs[next]; run !== undefined && length < maxWriteLength; run = runs[++next])
    length += run.texts.length + run.directory.length
  return next
}

/** Cut to the length that is kept, and without what no database keeps alike. */
function keepable(text: string): string {
  const kept = withoutSecrets(text)
  const short = kept.length > maxTextLength ? kept.slice(0, maxTextLength) : kept
  return short.includes('\0') ? short.replaceAll('\0', '\uFFFD') : short
}

/** A new AuthorizationKey travels in a ChangeConfiguration, and what a display's code is made of in our SetPostCode. */
function withoutSecrets(text: string): string {
  if (text.includes('"SetPostCode"')) return text.replace(/[0-9a-f]{64}/g, '[redacted]')
  if (!/authorizationkey/i.test(text)) return text
  // A frame that was cut off may end in the middle of it.
  return text.replace(/("value"\s*:\s*)"(?:[^"\\]|\\[\s\S]?)*"?/g, '$1"[redacted]"')
}
