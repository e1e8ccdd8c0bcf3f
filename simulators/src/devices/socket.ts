/** What hangs on a socket. */
export interface LoadModel {
  /** Told of the voltage at the socket, 0 mV while it is dead, before it is asked for anything. */
  feed?(supply: Supply): void
  /** Watts drawn now with mains present. */
  drawW(): number
  /** 0 to 1. */
  powerFactor(): number
  /** Drawn while its capacitors fill, on top of the rest; none unless it says so. */
  inrushMa?(): number
  /** Told how much energy flowed. */
  absorb(energyMwh: number): void
}

export interface Supply {
  readonly voltageMv: number
  readonly nowMs: number
}

/** 1 mWh is 3.6 J, in the mW · ms that are added up: whole numbers, so that nothing is lost to rounding. */
const mwMsPerMwh = 3_600_000

/** One outlet with what is plugged in, and the energy that has gone through it. */
export class Socket {
  readonly #initialRegisterWh: number
  readonly #registerSizeWh: number
  #load: LoadModel | undefined
  #powerW = 0
  #live = false
  #settledMs: number | undefined
  #energyMwh = 0
  #remainderMwMs = 0

  constructor(options: { initialRegisterWh: number; registerSizeWh: number }) {
    this.#initialRegisterWh = options.initialRegisterWh
    this.#registerSizeWh = options.registerSizeWh
  }

  get plugged(): boolean {
    return this.#load !== undefined
  }

  /** Flowing since the last `settle`. */
  get powerW(): number {
    return this.#powerW
  }

  get powerFactor(): number {
    return this.#powerW > 0 ? (this.#load?.powerFactor() ?? 0) : 0
  }

  get inrushMa(): number {
    return this.#live ? (this.#load?.inrushMa?.() ?? 0) : 0
  }

  /** Delivered since the socket was made; an integer. */
  get energyMwh(): number {
    return this.#energyMwh
  }

  get registerWh(): number {
    return (this.#initialRegisterWh + Math.floor(this.#energyMwh / 1000)) % this.#registerSizeWh
  }

  setLoad(load: LoadModel | undefined): void {
    // What is pulled out is without mains from now on, whatever the socket does.
    if (load !== this.#load) this.#load?.feed?.({ nowMs: this.#settledMs ?? 0, voltageMv: 0 })
    this.#load = load
  }

  /**
   * Books what has flowed since the last call, at the power that was drawn then, and looks at what is drawn from now
   * on. To be called after every change of contact, plug or mains, and every now and then.
   */
  settle({ nowMs, voltageMv }: Supply): void {
    this.#book(nowMs - (this.#settledMs ?? nowMs))
    this.#settledMs = nowMs
    this.#live = voltageMv > 0
    this.#load?.feed?.({ nowMs, voltageMv })
    this.#powerW = this.#live && this.#load ? this.#load.drawW() : 0
  }

  #book(durationMs: number): void {
    this.#remainderMwMs += Math.round(this.#powerW * 1000) * durationMs
    const energyMwh = Math.floor(this.#remainderMwMs / mwMsPerMwh)
    this.#remainderMwMs -= energyMwh * mwMsPerMwh
    this.#energyMwh += energyMwh
    if (energyMwh > 0) this.#load?.absorb(energyMwh)
  }
}
