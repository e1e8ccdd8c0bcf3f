import type { LoadModel, Supply } from '../devices/post.ts'
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
import { type ChargerDesign, type ChargerState, fed, inrushMa, isCharging, simpleCharger } from './charger.ts'

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
  readonly #battery: BatteryDesign
  readonly #charger: ChargerDesign
  #state: BatteryState
  #supply: ChargerState = { kind: 'off' }
  #nowMs = 0

  constructor(options: { startPermille: number; design?: BatteryDesign; charger?: ChargerDesign }) {
    this.#battery = options.design ?? motorcycle72V32Ah
    this.#charger = options.charger ?? simpleCharger
    this.#state = batteryAt(this.#battery, options.startPermille)
  }

  feed(supply: Supply): void {
    this.#supply = fed(this.#charger, this.#supply, supply)
    this.#nowMs = supply.nowMs
  }

  drawW(): number {
    return isCharging(this.#charger, this.#supply, this.#nowMs) ? drawW(this.#battery, this.#state) : 0
  }

  powerFactor(): number {
    return powerFactor(this.#battery, this.#state)
  }

  inrushMa(): number {
    return inrushMa(this.#charger, this.#supply, this.#nowMs)
  }

  absorb(energyMwh: number): void {
    this.#state = absorb(this.#battery, this.#state, energyMwh)
  }

  reading(): MotorcycleReading {
    const powerW = drawW(this.#battery, this.#state)
    return {
      stateOfChargePermille: stateOfChargePermille(this.#battery, this.#state),
      drawW: powerW,
      drawnMwh: this.#state.drawnMwh,
      phase:
        powerW >= this.#battery.chargerW
          ? 'constantPower'
          : powerW > this.#battery.standbyW
            ? 'taper'
            : 'full',
    }
  }
}
