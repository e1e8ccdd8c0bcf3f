import { AVRTimer, type CPU, timer0Config } from 'avr8js'

/** What avr8js 0.21 keeps to itself. All in counts of the timer but for `lastCycle`. */
interface TimerInternals {
  readonly count: () => void
  readonly tcnt: number
  readonly ocrA: number
  readonly divider: number
  readonly lastCycle: number
}

/** Timer 0, which need not be computed count by count while the controller sleeps. */
export class TickTimer {
  readonly #cpu: CPU
  readonly #timer: AVRTimer
  readonly #internals: TimerInternals

  constructor(cpu: CPU) {
    this.#cpu = cpu
    this.#timer = new AVRTimer(cpu, timer0Config)
    this.#internals = this.#timer as unknown as TimerInternals
  }

  /** Puts off the next count to the one that matches compare register A; only where the timer counts up to that. */
  skipToCompare(): void {
    const { count, tcnt, ocrA, divider, lastCycle } = this.#internals
    // From the match itself on there is a whole round to count, which avr8js would not take for another match.
    if (divider === 0 || this.#timer.TOP !== ocrA || tcnt >= ocrA) return
    this.#cpu.updateClockEvent(count, lastCycle + (ocrA - tcnt) * divider - this.#cpu.cycles)
  }
}
