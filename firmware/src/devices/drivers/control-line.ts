import type { Cancel, Clock } from '@colok/shared/time'

/** The board's dead-man opens the relays after 2,000 ms without CONTROL. */
const keepAliveMs = 500
/** An answer takes 6 ms on the wire; after this long the frame or its answer was lost. */
const answerMs = 150
/** Three keep-alives unanswered; the dead-man is about to act. */
export const silentMs = 1_500

/**
 * The numbers of CONTROL and STATE: repeats what is wanted until the board has answered it, then as the keep-alive, and
 * tells what the board says now from what it said once (hardware/protocols/io-board.md §2).
 */
export class ControlLine {
  readonly #clock: Clock
  readonly #transmit: (seq: number) => boolean
  readonly #onSilent: () => void
  #seq = 0
  /** Of the frame that a STATE must know of to be about what is wanted. */
  #awaitedSeq = 0
  /** When the frame with each number was sent. */
  readonly #sentMs = new Map<number, number>()
  #cancelNext: Cancel = () => {}
  #cancelSilence: Cancel = () => {}

  constructor(options: {
    clock: Clock
    /** Sends a CONTROL of what is wanted now with this number; false when there is no port to send it to. */
    transmit: (seq: number) => boolean
    /** Nothing that counts has been heard for `silentMs`. */
    onSilent: () => void
  }) {
    this.#clock = options.clock
    this.#transmit = options.transmit
    this.#onSilent = options.onSilent
  }

  /** A port has been opened: no number on it is ours yet. */
  begin(): void {
    this.#sentMs.clear()
    this.#watchSilence()
  }

  stop(): void {
    this.#cancelNext()
    this.#cancelSilence()
  }

  /** What is wanted has changed. Returns the number of the frame that says so. */
  say(): number {
    this.repeat()
    this.#awaitedSeq = this.#seq
    return this.#seq
  }

  /** Asks for a STATE, though nothing has changed. */
  repeat(): void {
    this.#cancelNext()
    this.#seq = (this.#seq + 1) & 0x7f
    if (!this.#transmit(this.#seq)) return
    this.#sentMs.set(this.#seq, this.#clock.monotonicMs())
    this.#cancelNext = this.#clock.after(answerMs, () => this.repeat())
  }

  /**
   * Takes the number of a STATE. False when it answers nothing that has been said lately: what an adapter held back, or
   * what the board says to a host before us, is no sign of life.
   */
  hear(seq: number): boolean {
    const sentMs = this.#sentMs.get(seq)
    if (sentMs === undefined || this.#clock.monotonicMs() - sentMs >= silentMs) return false
    this.#watchSilence()
    if (!this.isCurrent(seq)) return true
    // Numbers are compared modulo 128, so the one to wait for must not grow old.
    this.#awaitedSeq = seq
    this.#cancelNext()
    this.#cancelNext = this.#clock.after(keepAliveMs, () => this.repeat())
    return true
  }

  /** Whether a STATE with this number knows of all that is wanted. */
  isCurrent(seq: number): boolean {
    return isAtLeast(seq, this.#awaitedSeq)
  }

  #watchSilence(): void {
    this.#cancelSilence()
    this.#cancelSilence = this.#clock.after(silentMs, this.#onSilent)
  }
}

/** Whether a number modulo 128 is `wanted` or one of those that come after it. */
export function isAtLeast(seq: number, wanted: number): boolean {
  return ((seq - wanted) & 0x7f) < 64
}
