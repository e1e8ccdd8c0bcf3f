import type { Clock, Random } from '../time.ts'

/** One end of a connection that carries whole text messages, as a web socket does. */
export interface SocketEnd {
  /** Throws when this end is closed. */
  send(text: string): void
  /** Closes this end at once; the other hears of it after the messages still under way. Harmless when closed. */
  close(): void
  readonly isOpen: boolean
  /** One listener an end; a later call replaces it. What arrives before there is one is lost. */
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
}

export interface SocketPairOptions {
  /** From sending to arrival; a function gives each message its own. Order is kept all the same. Default 0. */
  readonly delayMs?: number | (() => number)
  /** The share of messages, 0 to 1, that vanish without a trace. Default 0. */
  readonly loss?: number
  /** Decides which; needed with `loss`. */
  readonly random?: Random
}

/** A pipe between two ends in memory, with the faults that a mobile network has. */
export class SocketPair {
  readonly left: SocketEnd
  readonly right: SocketEnd
  readonly #line: Line

  constructor(clock: Clock, options: SocketPairOptions = {}) {
    if ((options.loss ?? 0) > 0 && options.random === undefined)
      throw new RangeError('loss needs a random, so that a run can be replayed')
    this.#line = { clock, options, isCut: false }
    const left = new End(this.#line)
    const right = new End(this.#line)
    left.peer = right
    right.peer = left
    this.left = left
    this.right = right
  }

  /** From now on nothing arrives, not even a close: both ends believe that they are connected. */
  cut(): void {
    this.#line.isCut = true
  }

  /** What was sent during the cut arrives now, in order, as TCP's retransmission would have it. */
  heal(): void {
    this.#line.isCut = false
    ;(this.left as End).arrive()
    ;(this.right as End).arrive()
  }
}

/** Two ends of one connection. Nothing arrives before the clock is advanced, even with no delay. */
export function socketPair(clock: Clock, options?: SocketPairOptions): SocketPair {
  return new SocketPair(clock, options)
}

interface Line {
  readonly clock: Clock
  readonly options: SocketPairOptions
  isCut: boolean
}

type Item = { kind: 'text'; text: string } | { kind: 'close' }

class End implements SocketEnd {
  peer!: End
  isOpen = true
  readonly #line: Line
  /** On their way to this end, oldest first. */
  readonly #underWay: { dueMs: number; item: Item }[] = []
  #listener: ((text: string) => void) | undefined
  #closeListener: (() => void) | undefined

  constructor(line: Line) {
    this.#line = line
  }

  onMessage(listener: (text: string) => void): void {
    this.#listener = listener
  }

  onClose(listener: () => void): void {
    this.#closeListener = listener
  }

  send(text: string): void {
    if (!this.isOpen) throw new Error('this end of the socket is closed')
    const { loss = 0, random } = this.#line.options
    if (loss > 0 && random !== undefined && random() < loss) return
    this.peer.#expect({ kind: 'text', text })
  }

  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#underWay.length = 0
    this.peer.#expect({ kind: 'close' })
    this.#line.clock.after(0, () => this.#closeListener?.())
  }

  #expect(item: Item): void {
    const { clock, options } = this.#line
    const { delayMs = 0 } = options
    const delay = typeof delayMs === 'function' ? delayMs() : delayMs
    const dueMs = Math.max(clock.monotonicMs() + delay, this.#underWay.at(-1)?.dueMs ?? 0)
    this.#underWay.push({ dueMs, item })
    clock.after(dueMs - clock.monotonicMs(), () => this.arrive())
  }

  /** Takes in what is due. */
  arrive(): void {
    while (!this.#line.isCut && this.isOpen) {
      const next = this.#underWay[0]
      if (next === undefined || next.dueMs > this.#line.clock.monotonicMs()) return
      this.#underWay.shift()
      if (next.item.kind === 'text') this.#listener?.(next.item.text)
      else {
        this.isOpen = false
        this.#closeListener?.()
      }
    }
  }
}
