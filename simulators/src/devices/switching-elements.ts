import type { Cancel, Clock } from '@colok/shared/time'

export type Element = 'A' | 'B'

/** How long an element's contacts take to follow its coil. */
const followMs = 10
/** As hardware/protocols/io-board.md §7 has them. */
const aloneMs = 60
const restMs = 150
const liveThoughOpenMs = 1_000

type Phase = 'open' | 'firstAlone' | 'between' | 'secondAlone' | 'closed'
const nextPhase = { firstAlone: 'between', between: 'secondAlone', secondAlone: 'closed' } as const

/**
 * The two switching elements of a socket in series, and how the board closes them: each alone first, which must put no
 * voltage on the socket.
 */
export class SwitchingElements {
  readonly #clock: Clock
  readonly #isWelded: (element: Element) => boolean
  readonly #isDead: () => boolean
  readonly #onWelded: (elements: readonly Element[]) => void
  readonly #onChange: () => void
  #phase: Phase = 'open'
  #openSinceMs: number
  #liveSinceMs: number | undefined
  #first: Element = 'A'
  #hasSupply = true
  readonly #coils = { A: false, B: false }
  readonly #closed = { A: false, B: false }
  #cancelPhase: Cancel = () => {}
  readonly #cancelFollow: Record<Element, Cancel> = { A: () => {}, B: () => {} }

  constructor(options: {
    clock: Clock
    isWelded: (element: Element) => boolean
    isDead: () => boolean
    /** Voltage showed that these are welded. */
    onWelded: (elements: readonly Element[]) => void
    /** A contact has moved. */
    onChange: () => void
  }) {
    this.#clock = options.clock
    this.#isWelded = options.isWelded
    this.#isDead = options.isDead
    this.#onWelded = options.onWelded
    this.#onChange = options.onChange
    this.#openSinceMs = this.#clock.monotonicMs()
  }

  /** Both conduct: there is voltage at the socket. */
  get isLive(): boolean {
    return (['A', 'B'] as const).every(
      (element) => this.#isWelded(element) || (this.#closed[element] && !this.#isDead()),
    )
  }

  want(closed: boolean): void {
    if (closed && this.#phase === 'open') this.#closeWhenRested()
    if (!closed) this.#open()
  }

  /** The emergency stop and the service door break the coils' supply by wire. */
  setSupply(on: boolean): void {
    this.#hasSupply = on
    this.#drive()
    if (!on) this.#letGoAtOnce()
  }

  /** The board is without power. */
  powerOff(): void {
    this.#open()
    this.#cancelPhase()
    this.#letGoAtOnce()
    this.#liveSinceMs = undefined
  }

  /** To be called every now and then: what may have welded does not say so. */
  look(): void {
    const nowMs = this.#clock.monotonicMs()
    if (!this.isLive) {
      this.#liveSinceMs = undefined
      return
    }
    if (this.#phase === 'firstAlone') this.#onWelded([otherOf(this.#first)])
    else if (this.#phase === 'secondAlone') this.#onWelded([this.#first])
    else if (this.#phase === 'open') {
      this.#liveSinceMs ??= nowMs
      if (nowMs - this.#liveSinceMs >= liveThoughOpenMs) this.#onWelded(['A', 'B'])
    }
  }

  #closeWhenRested(): void {
    this.#cancelPhase()
    const restedMs = this.#clock.monotonicMs() - this.#openSinceMs
    this.#cancelPhase = this.#clock.after(Math.max(0, restMs - restedMs), () => this.#enter('firstAlone'))
  }

  #enter(phase: Exclude<Phase, 'open'>): void {
    this.#phase = phase
    this.#drive()
    if (phase === 'closed') return
    this.#cancelPhase = this.#clock.after(phase === 'between' ? restMs : aloneMs, () => {
      this.look()
      // Unless what was seen has opened the socket.
      if (this.#phase === phase) this.#enter(nextPhase[phase])
    })
  }

  #open(): void {
    this.#cancelPhase()
    if (this.#phase === 'open') return
    this.#phase = 'open'
    this.#openSinceMs = this.#clock.monotonicMs()
    this.#liveSinceMs = undefined
    this.#first = otherOf(this.#first)
    this.#drive()
  }

  #drive(): void {
    const second = otherOf(this.#first)
    const on = this.#hasSupply && this.#phase !== 'open' && this.#phase !== 'between'
    this.#setCoil(this.#first, on && this.#phase !== 'secondAlone')
    this.#setCoil(second, on && this.#phase !== 'firstAlone')
  }

  #setCoil(element: Element, on: boolean): void {
    if (on === this.#coils[element]) return
    this.#coils[element] = on
    this.#cancelFollow[element]()
    this.#cancelFollow[element] = this.#clock.after(followMs, () => {
      this.#closed[element] = on
      this.#onChange()
    })
  }

  #letGoAtOnce(): void {
    for (const element of ['A', 'B'] as const) {
      this.#cancelFollow[element]()
      this.#coils[element] = this.#closed[element] = false
    }
    this.#onChange()
  }
}

function otherOf(element: Element): Element {
  return element === 'A' ? 'B' : 'A'
}
