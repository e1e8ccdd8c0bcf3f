import type { LoadModel } from '../src/devices/post.ts'

/** A heater for a motorcycle: near the most that a socket may deliver, so that a story has its Wh within seconds. */
export class SteadyLoad implements LoadModel {
  /** What has flowed into it. */
  absorbedMwh = 0
  readonly #powerW: number

  constructor(powerW = 2000) {
    this.#powerW = powerW
  }

  drawW(): number {
    return this.#powerW
  }

  powerFactor(): number {
    return 1
  }

  absorb(energyMwh: number): void {
    this.absorbedMwh += energyMwh
  }
}
