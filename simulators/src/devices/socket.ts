import { registerSizeWh } from './pzem-004t.ts'

/** What hangs on a socket. */
export interface LoadModel {
  /** Watts drawn now with mains present. */
  drawW(): number
  /** 0 to 1. */
  powerFactor(): number
  /** Told how much energy flowed. */
  absorb(energyMwh: number): void
}

/** 1 mWh is 3.6 J, in the mW · ms that are added up: whole numbers, so that nothing is lost to rounding. */
const mwMsPerMwh = 3_600_000

/** One outlet with what is plugged in, and the energy that has gone through it. */
export class Socket {
  readonly #initialRegisterWh: number
  #load: LoadModel | undefined
  #powerW = 0
  #settledMs: number | undefined
  #energyMwh = 0
  #remainderMwMs = 0

  constructor(options: { initialRegisterWh: number }) {
    this.#initialRegisterWh = options.initialRegisterWh
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

  /** Delivered since the socket was made; an integer. */
  get energyMwh(): number {
    return this.#energyMwh
  }

  get registerWh(): number {
    return (this.#initialRegisterWh + Math.floor(this.#energyMwh / 1000)) % registerSizeWh
  }

  setLoad(load: LoadModel | undefined): void {
    this.#load = load
  }

  /**
   * Books what has flowed since the last call, at the power that was drawn then, and looks at what is drawn from now
   * on. To be called after every change of contact, plug or mains, and every now and then.
   */
  settle(nowMs: number, live: boolean): void {
    this.#book(nowMs - (this.#settledMs ?? nowMs))
    this.#settledMs = nowMs
    this.#powerW = live && this.#load ? this.#load.drawW() : 0
  }

  #book(durationMs: number): void {
    this.#remainderMwMs += Math.round(this.#powerW * 1000) * durationMs
    const energyMwh = Math.floor(this.#remainderMwMs / mwMsPerMwh)
    this.#remainderMwMs -= energyMwh * mwMsPerMwh
    this.#energyMwh += energyMwh
    if (energyMwh > 0) this.#load?.absorb(energyMwh)
  }
}
