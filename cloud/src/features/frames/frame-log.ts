import type { Cancel, Clock } from '@colok/shared/time'
import { toIso } from '@colok/shared/time'
import type { Logger } from 'pino'
import type { Insertion, SqlValue } from '../../db/database.ts'
import type { Writer } from '../../db/writer.ts'
import { type FrameDirection, FrameRun } from './frame-run.ts'

/** Frames wait this long for company: they are for looking at, and nobody's answer waits for them. */
const flushAfterMs = 1000

/** Text in one write, in UTF-16 units: a few milliseconds. */
const maxWriteLength = 500_000

/** Beyond this, ten times what ten thousand chargers say in a second, the oldest are let go, and how many is noted. */
const maxFrames = 20_000

/** The same for long texts, in UTF-16 units. */
const maxLength = 16_000_000

/** A part of what waits is let go at once, so that it need not be moved with each frame that comes. */
const shareLetGo = 0.1

/** Of a text that is longer, so much is kept. */
const maxTextLength = 16_384

const frameRuns: Insertion = {
  table: 'frame_run',
  columns: { charger_id: 'bigint', began_at: 'text', ended_at: 'text', directory: 'text', texts: 'text' },
}

/**
 * Keeps every text that chargers sent and got, as it went over the line, for a set time. Passwords are blanked out. It is
 * a record to look into and not a fact: a process that is killed loses the last second of it.
 */
export class FrameLog {
  readonly #writer: Writer
  readonly #clock: Clock
  readonly #log: Logger
  /** In the order in which they began. */
  #waiting: FrameRun[] = []
  /** Of them, those that a charger's next frame goes to. */
  #open = new Map<number, FrameRun>()
  #frames = 0
  #length = 0
  #dropped = 0
  #cancelFlush: Cancel | undefined
  #flushing: Promise<void> | undefined

  constructor(options: { writer: Writer; clock: Clock; log: Logger }) {
    this.#writer = options.writer
    this.#clock = options.clock
    this.#log = options.log
  }

  record(chargerId: number, direction: FrameDirection, text: string): void {
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
    if (this.#frames > maxFrames || this.#length > maxLength) this.#letGo()
  }

  /** Writes what is waiting. */
  async stop(): Promise<void> {
    this.#cancelFlush?.()
    await this.#flushing
    while (this.#waiting.length > 0) await this.#flush()
  }

  #schedule(): void {
    if (this.#cancelFlush !== undefined || this.#flushing !== undefined) return
    this.#cancelFlush = this.#clock.after(flushAfterMs, () => {
      this.#cancelFlush = undefined
      this.#flushing = this.#flush().finally(() => {
        this.#flushing = undefined
        if (this.#waiting.length > 0) this.#schedule()
      })
    })
  }

  #letGo(): void {
    for (const run of this.#waiting.splice(0, Math.ceil(this.#waiting.length * shareLetGo))) {
      if (this.#open.get(run.chargerId) === run) this.#open.delete(run.chargerId)
      this.#dropped += run.count
      this.#frames -= run.count
      this.#length -= run.texts.length
    }
  }

  async #flush(): Promise<void> {
    const runs = this.#waiting
    this.#waiting = []
    this.#open = new Map()
    this.#frames = 0
    this.#length = 0
    try {
      for (let from = 0; from < runs.length; ) from = await this.#store(runs, from)
    } catch (error) {
      this.#log.error({ error, chargers: runs.length }, 'raw frames could not be kept')
    }
    if (this.#dropped > 0) {
      this.#log.warn({ dropped: this.#dropped }, 'raw frames were let go: the disk is not keeping up')
      this.#dropped = 0
    }
  }

  /** Writes as many as one write takes; returns where the rest begins. */
  async #store(runs: readonly FrameRun[], from: number): Promise<number> {
    const rows: SqlValue[][] = []
    let length = 0
    let next = from
    for (let run = runs[next]; run !== undefined && length < maxWriteLength; run = runs[++next]) {
      length += run.texts.length + run.directory.length
      rows.push([run.chargerId, toIso(run.beganAtMs), toIso(run.endedAtMs), run.directory, run.texts])
    }
    await this.#writer.append((tx) => tx.insert(frameRuns, rows))
    return next
  }
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
