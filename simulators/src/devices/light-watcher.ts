import type { LightColour } from '@colok/firmware/devices/contracts'
import type { Clock } from '@colok/shared/time'

/** A light that went dark and lit again in the same colour within this long is seen as blinking. */
const blinkWindowMs = 1_500

/** What a person sees of a light that is only ever switched: its colour, and whether it blinks. */
export class LightWatcher {
  readonly #clock: Clock
  #lit: LightColour = 'off'
  #last: LightColour = 'off'
  #darkSinceMs: number | undefined
  #blinkSeenMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  observe(colour: LightColour): void {
    if (colour === this.#lit) return
    const now = this.#clock.monotonicMs()
    if (colour === 'off') this.#darkSinceMs = now
    else {
      const relit = colour === this.#last && this.#darkSinceMs !== undefined
      this.#blinkSeenMs = relit && now - this.#darkSinceMs! < blinkWindowMs ? now : Number.NEGATIVE_INFINITY
      this.#last = colour
      this.#darkSinceMs = undefined
    }
    this.#lit = colour
  }

  seen(): { colour: LightColour; blinking: boolean } {
    const blinking = this.#clock.monotonicMs() - this.#blinkSeenMs < blinkWindowMs
    return { colour: blinking ? this.#last : this.#lit, blinking }
  }
}

/** The colour that three lamps make; amber is red with green. */
export function mixedColour(lamps: { red: boolean; green: boolean; blue: boolean }): LightColour {
  const { red, green, blue } = lamps
  if (red && green && blue) return 'white'
  if (red && green) return 'amber'
  if (red && blue) return 'violet'
  if (red) return 'red'
  if (green) return 'green'
  return blue ? 'blue' : 'off'
}
