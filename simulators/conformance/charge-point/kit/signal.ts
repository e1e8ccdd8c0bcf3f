import { CaseFailure } from '@colok/shared/testing/conformance/case-failure'

/** Waits for facts that are set by events: a probe is asked again after each `changed`, never by the clock. */
export class Signal {
  readonly #waiting = new Set<() => void>()
  #broken: string | undefined

  changed(): void {
    for (const look of [...this.#waiting]) look()
  }

  /** Nothing can come any more: whoever waits fails now, with the reason. */
  break(reason: string): void {
    this.#broken = reason
    this.changed()
  }

  mend(): void {
    this.#broken = undefined
  }

  /**
   * Resolves with the first answer that is not `undefined`. Throws a CaseFailure past the deadline, or what the probe
   * throws.
   */
  until<T>(what: string, probe: () => T | undefined, deadlineMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (run: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        run()
      }
      const look = () => {
        try {
          const answer = probe()
          if (answer !== undefined) settle(() => resolve(answer))
          else if (this.#broken !== undefined) throw new CaseFailure(`${what}: not any more, ${this.#broken}`)
        } catch (cause) {
          settle(() => reject(cause))
        }
      }
      const timer = setTimeout(
        () => settle(() => reject(new CaseFailure(`${what}: not within ${deadlineMs / 1000} s`))),
        deadlineMs,
      )
      this.#waiting.add(look)
      look()
    })
  }

  /** Resolves when the time is over; throws as soon as the probe does. */
  async throughout(durationMs: number, probe: () => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const settle = (run: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        run()
      }
      const look = () => {
        try {
          probe()
        } catch (cause) {
          settle(() => reject(cause))
        }
      }
      const timer = setTimeout(() => settle(resolve), durationMs)
      this.#waiting.add(look)
      look()
    })
  }
}
