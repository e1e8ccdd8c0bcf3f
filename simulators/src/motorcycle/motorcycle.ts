import type { LoadModel } from '../devices/post.ts'
import {
  absorb,
  type BatteryDesign,
  type BatteryState,
  batteryAt,
  drawW,
  motorcycle72V32Ah,
  powerFactor,
  stateOfChargePermille,
} from './battery.ts'

/** What a screen shows of a motorcycle. */
export interface MotorcycleReading {
  readonly stateOfChargePermille: number
  /** What it would draw if the socket were live. */
  readonly drawW: number
  /** Taken from the mains since it came. */
  readonly drawnMwh: number
  readonly phase: 'constantPower' | 'taper' | 'full'
}

/** One motorcycle that is parked at a socket, plugged in or not: a load for the virtual post. */
export class Motorcycle implements LoadModel {
  readonly #design: BatteryDesign
  #state: BatteryState

  constructor(options: { startPermille: number; design?: BatteryDesign }) {
    this.#design = options.design ?? motorcycle72V32Ah
    this.#state = batteryAt(this.#design, options.startPermille)
  }

  drawW(): number {
    return drawW(this.#design, this.#state)
  }

  powerFactor(): number {
    return powerFactor(this.#design, this.#state)
  }

  absorb(energyMwh: number): void {
    this.#state = absorb(this.#design, this.#state, energyMwh)
  }

  reading(): MotorcycleReading {
    const powerW = this.drawW()
    return {
      stateOfChargePermille: stateOfChargePermille(this.#design, this.#state),
      drawW: powerW,
      drawnMwh: this.#state.drawnMwh,
      phase:
        powerW >= this.#design.chargerW ? 'constantPower' : powerW > this.#design.standbyW ? 'taper' : 'full',
    }
  }
}
