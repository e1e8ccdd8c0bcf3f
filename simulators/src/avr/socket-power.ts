/** Which of a socket's two switching elements no longer does what its coil says. */
export interface ElementFault {
  /** Stays closed whatever its coil does. */
  welded: boolean
  /** Never closes. */
  dead: boolean
}

/** An AC optocoupler conducts for most of each half period of 50 Hz, and rests around the zero crossing. */
const conductsMs = 8
const restsMs = 2

export interface SocketPowerOptions {
  /** Calls back after so many milliseconds of the board's own time. */
  readonly after: (ms: number, run: () => void) => void
  readonly isCoilOn: (element: 0 | 1) => boolean
  /** The optocoupler on the load side conducts, or rests. */
  readonly onSense: (conducts: boolean) => void
  readonly onChange: () => void
}

/** The power side of one socket: two contactors in series, and the optocoupler that sees the voltage behind them. */
export class SocketPower {
  readonly elements: readonly [ElementFault, ElementFault] = [
    { welded: false, dead: false },
    { welded: false, dead: false },
  ]
  /** How long the contacts take to follow their coils. */
  closesAfterMs = 10
  opensAfterMs = 10
  readonly #options: SocketPowerOptions
  readonly #closed: [boolean, boolean] = [false, false]
  #coils: [boolean, boolean] = [false, false]
  #sensing = false

  constructor(options: SocketPowerOptions) {
    this.#options = options
  }

  /** Both elements conduct: there is voltage at the socket. */
  get isLive(): boolean {
    return this.elements.every(({ welded, dead }, index) => welded || (this.#closed[index]! && !dead))
  }

  /** To be called whenever a coil, its supply or a fault may have changed. */
  update(): void {
    for (const element of [0, 1] as const) {
      const on = this.#options.isCoilOn(element)
      if (on === this.#coils[element]) continue
      this.#coils[element] = on
      this.#options.after(on ? this.closesAfterMs : this.opensAfterMs, () => this.#follow(element, on))
    }
    this.#sense()
  }

  /** The coils' supply is gone, and the time in which the contacts would follow stands still: open at once. */
  dropOut(): void {
    this.#coils = [false, false]
    this.#closed.fill(false)
    this.#options.onSense(false)
    this.#options.onChange()
  }

  #follow(element: 0 | 1, closed: boolean): void {
    // The coil has changed again in the meantime: that one's time counts.
    if (this.#coils[element] !== closed || this.#closed[element] === closed) return
    this.#closed[element] = closed
    this.#sense()
    this.#options.onChange()
  }

  #sense(): void {
    if (this.#sensing || !this.isLive) return
    this.#sensing = true
    this.#pulse()
  }

  #pulse(): void {
    const { after, onSense } = this.#options
    if (!this.isLive) {
      this.#sensing = false
      return
    }
    onSense(true)
    after(conductsMs, () => {
      onSense(false)
      after(restsMs, () => this.#pulse())
    })
  }
}
