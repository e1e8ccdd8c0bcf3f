import type { Cancel, Clock } from '@colok/shared/time'
import type { LightColour, Lights } from '../contracts.ts'

const blinkMs = 500
/** MCP23017 registers (datasheet DS20001952, table 3-5): direction of both ports, then their levels. */
const directionA = 0x00
const levelsA = 0x12

const lamps: Readonly<Record<LightColour, { red: boolean; green: boolean; blue: boolean }>> = {
  off: { red: false, green: false, blue: false },
  red: { red: true, green: false, blue: false },
  green: { red: false, green: true, blue: false },
  blue: { red: false, green: false, blue: true },
  amber: { red: true, green: true, blue: false },
  violet: { red: true, green: false, blue: true },
  white: { red: true, green: true, blue: true },
}

/** Which of the expander's pins is which lamp of which socket. */
interface LampWiring {
  readonly sockets: readonly {
    readonly connectorId: number
    readonly light: { readonly red: number; readonly green: number; readonly blue: number }
  }[]
  readonly i2c: { readonly lights: { readonly address: number } }
}

/** The sockets' lights on an MCP23017: all of them are set by one transfer, so that a colour changes at once. */
export class IoBoardLights implements Lights {
  readonly #board: LampWiring
  readonly #clock: Clock
  readonly #i2cWrite: (address: number, bytes: readonly number[]) => void
  readonly #lights = new Map<number, { colour: LightColour; blinking: boolean }>()
  #dark = false
  #sent = -1
  #cancelBlink: Cancel | undefined

  /** `i2cWrite` may drop what it is given; `refresh` follows when it no longer does. */
  constructor(options: {
    board: LampWiring
    clock: Clock
    i2cWrite: (address: number, bytes: readonly number[]) => void
  }) {
    this.#board = options.board
    this.#clock = options.clock
    this.#i2cWrite = options.i2cWrite
  }

  set(connectorId: number, light: { colour: LightColour; blinking: boolean }): void {
    this.#lights.set(connectorId, light)
    this.#blinkIfNeeded()
    this.#send()
  }

  /** Sends everything anew: after a start of the board, and now and then for a byte that was lost. */
  refresh(): void {
    this.#i2cWrite(this.#board.i2c.lights.address, [directionA, 0x00, 0x00])
    this.#sent = -1
    this.#send()
  }

  stop(): void {
    this.#cancelBlink?.()
    this.#cancelBlink = undefined
  }

  #blinkIfNeeded(): void {
    const anyBlinks = [...this.#lights.values()].some(({ blinking }) => blinking)
    if (!anyBlinks) {
      this.stop()
      this.#dark = false
    } else
      this.#cancelBlink ??= this.#clock.after(blinkMs, () => {
        this.#cancelBlink = undefined
        this.#dark = !this.#dark
        this.#blinkIfNeeded()
        this.#send()
      })
  }

  #send(): void {
    let levels = 0
    for (const { connectorId, light } of this.#board.sockets) {
      const wanted = this.#lights.get(connectorId)
      if (!wanted || (wanted.blinking && this.#dark)) continue
      const { red, green, blue } = lamps[wanted.colour]
      levels |= (red ? 1 << light.red : 0) | (green ? 1 << light.green : 0) | (blue ? 1 << light.blue : 0)
    }
    if (levels === this.#sent) return
    this.#sent = levels
    this.#i2cWrite(this.#board.i2c.lights.address, [levelsA, levels & 0xff, levels >> 8])
  }
}
