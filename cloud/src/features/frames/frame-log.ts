import type { Cancel, Clock } from '@colok/shared/time'
import { toIso } from '@colok/shared/time'
import type { Logger } from 'pino'
import type { Insertion } from '../../db/database.ts'
import type { Writer } from '../../db/writer.ts'

/** Frames wait this long for company: they are for looking at, and nobody's answer waits for them. */
const flushAfterMs = 1000

/** Frames in one write: a few milliseconds. */
const batchSize = 500

/** Beyond this, ten times what ten thousand chargers say in a second, the oldest are let go, and how many is noted. */
const maxBatches = 40

/** Of a text that is longer, so much is kept. */
const maxTextLength = 16_384

export type FrameDirection = 'in' | 'out' | 'note'

interface WaitingFrame {
  readonly chargerId: number
  readonly atMs: number
  readonly direction: FrameDirection
  readonly text: string
}

/** Keeps every text that chargers sent and got, as it went over the line, for a set time. Passwords are blanked out. */
export class FrameLog {
  readonly #writer: Writer
  readonly #clock: Clock
  readonly #log: Logger
  /** Whole batches, the oldest first; the last one is being filled. */
  #batches: WaitingFrame[][] = []
  #dropped = 0
  #cancelFlush: Cancel | undefined
  #flushing: Promise<void> | undefined

  constructor(options: { writer: Writer; clock: Clock; log: Logger }) {
    this.#writer = options.writer
    this.#clock = options.clock
    this.#log = options.log
  }

  record(chargerId: number, direction: FrameDirection, text: string): void {
    let batch = this.#batches.at(-1)
    if (batch === undefined || batch.length >= batchSize) {
      batch = []
      this.#batches.push(batch)
      if (this.#batches.length > maxBatches) this.#dropped += this.#batches.shift()?.length ?? 0
    }
    batch.push({ chargerId, atMs: this.#clock.wallMs(), direction, text })
    this.#schedule()
  }

  /** Writes what is waiting. */
  async stop(): Promise<void> {
    this.#cancelFlush?.()
    await this.#flushing
    while (this.#batches.length > 0) await this.#flush()
  }

  #schedule(): void {
    if (this.#cancelFlush !== undefined || this.#flushing !== undefined) return
    this.#cancelFlush = this.#clock.after(flushAfterMs, () => {
      this.#cancelFlush = undefined
      this.#flushing = this.#flush().finally(() => {
        this.#flushing = undefined
        if (this.#batches.length > 0) this.#schedule()
      })
    })
  }

  async #flush(): Promise<void> {
    const batches = this.#batches
    this.#batches = []
    try {
      for (const batch of batches) await this.#store(batch)
    } catch (error) {
      this.#log.error({ error, batches: batches.length }, 'raw frames could not be kept')
    }
    if (this.#dropped > 0) {
      this.#log.warn({ dropped: this.#dropped }, 'raw frames were let go: the disk is not keeping up')
      this.#dropped = 0
    }
  }

  async #store(frames: readonly WaitingFrame[]): Promise<void> {
    const rows = frames.map(({ chargerId, atMs, direction, text }) => [
      chargerId,
      toIso(atMs),
      direction,
      withoutSecrets(text).slice(0, maxTextLength),
    ])
    await this.#writer.append((tx) => tx.insert(storedFrames, rows))
  }
}

const storedFrames: Insertion = {
  table: 'frame',
  columns: { charger_id: 'bigint', at: 'text', direction: 'text', text: 'text' },
}

/** A new AuthorizationKey travels in a ChangeConfiguration, and what a display's code is made of in our SetPostCode. */
function withoutSecrets(text: string): string {
  if (text.includes('"SetPostCode"')) return text.replace(/[0-9a-f]{64}/g, '[redacted]')
  if (!/authorizationkey/i.test(text)) return text
  return text.replace(/("value"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"[redacted]"')
}
