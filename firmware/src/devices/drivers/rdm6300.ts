import { idTag } from '@colok/shared/ids'
import type { Cancel, Clock } from '@colok/shared/time'
import type { OpenBytePort } from '../byte-port.ts'
import type { CardReader } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { FaultReporter } from './fault-reporter.ts'
import { PortKeeper } from './port-keeper.ts'
import { type TagFrame, TagFrames } from './rdm6300-frames.ts'

const baudRate = 9_600
/** A held card comes every 65 ms; it has left when it was not seen for this long. */
const cardGoneMs = 500
/** A card at the edge of the field spoils a frame now and then; this many in a row are a line that is not well. */
const maxBadFrames = 10
/** So long without a bad frame, and the reader gets the benefit of the doubt: nobody may hold a card to it. */
const forgetBadMs = 60_000

type Listener = Parameters<CardReader['listen']>[0]

/**
 * An RDM6300 for 125 kHz cards (hardware/protocols/rdm6300.md). It only speaks while a card is there, so a reader that
 * is dead cannot be told from an empty field: only its port and garbled frames are seen.
 */
export class Rdm6300 implements CardReader {
  readonly cardsAreCopyable = true
  readonly #clock: Clock
  readonly #keeper: PortKeeper
  readonly #frames: TagFrames
  readonly #fault: FaultReporter
  #listener: Listener | undefined
  #card: { uid: string; seenMs: number } | undefined
  #badFrames = 0
  #cancelForget: Cancel = () => {}

  constructor(options: {
    /** "Card reader 1". */
    name: string
    path: string
    clock: Clock
    log: DeviceLog
    openPort: OpenBytePort
  }) {
    const { name, path, clock, log, openPort } = options
    this.#clock = clock
    this.#fault = new FaultReporter({ device: name, log, onFault: (fault) => this.#listener?.onFault(fault) })
    this.#frames = new TagFrames((frame) => this.#onFrame(frame))
    this.#keeper = new PortKeeper({
      line: { path, baudRate },
      openPort,
      clock,
      onOpen: () => this.#onOpen(),
      onData: (bytes) => this.#frames.push(bytes),
      onLost: (reason) => {
        this.#cancelForget()
        this.#fault.raise('silent', `is not there: ${reason}; cards cannot be read.`)
      },
    })
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  start(): void {
    this.#keeper.start()
  }

  async stop(): Promise<void> {
    this.#cancelForget()
    await this.#keeper.stop()
  }

  #onOpen(): void {
    this.#frames.reset()
    this.#becomeWell()
    // A card that was held while the line was down, and still is, was told of before.
    if (this.#card) this.#card.seenMs = this.#clock.monotonicMs()
  }

  #onFrame(frame: TagFrame): void {
    if (frame.kind === 'bad') this.#onBadFrame()
    else {
      this.#becomeWell()
      const nowMs = this.#clock.monotonicMs()
      const isHeld = this.#card?.uid === frame.uid && nowMs - this.#card.seenMs < cardGoneMs
      this.#card = { uid: frame.uid, seenMs: nowMs }
      if (!isHeld) this.#listener?.onCard(idTag(frame.uid))
    }
  }

  #onBadFrame(): void {
    this.#badFrames++
    if (this.#badFrames < maxBadFrames) return
    this.#fault.raise('badData', `has sent ${maxBadFrames} unreadable frames; cards cannot be read.`)
    this.#cancelForget()
    this.#cancelForget = this.#clock.after(forgetBadMs, () => this.#becomeWell())
  }

  #becomeWell(): void {
    this.#badFrames = 0
    this.#cancelForget()
    this.#fault.clear()
  }
}
