/** What can be wrong with the module: its output is stuck, its test finds no trip, or its trip stays for good. */
export type LeakageModuleFault = 'none' | 'stuck' | 'noTrip' | 'wontClear'

/** How long the module takes to follow its test input, either way. */
const testFollowsMs = 20

/** The residual-current module: trips on a leakage at once, and on its test input as it would on a real one. */
export class ResidualCurrentModule {
  readonly #after: (ms: number, run: () => void) => void
  readonly #onOutput: () => void
  #fault: LeakageModuleFault = 'none'
  #leaking = false
  #testInput = false
  #testCurrent = false
  #latched = false

  constructor(options: {
    /** Calls back after so many milliseconds of the board's own time. */
    after: (ms: number, run: () => void) => void
    onOutput: () => void
  }) {
    this.#after = options.after
    this.#onOutput = options.onOutput
  }

  get tripped(): boolean {
    if (this.#fault === 'noTrip') return false
    return this.#fault === 'stuck' || this.#latched || this.#leaking || this.#testCurrent
  }

  setFault(fault: LeakageModuleFault): void {
    if (fault === this.#fault) return
    this.#fault = fault
    this.#latched = false
    this.#onOutput()
  }

  setLeaking(leaking: boolean): void {
    this.#leaking = leaking
    this.#onOutput()
  }

  /** Without supply it forgets that it was tested. */
  powerOff(): void {
    this.#testInput = this.#testCurrent = this.#latched = false
  }

  setTestInput(on: boolean): void {
    if (on === this.#testInput) return
    this.#testInput = on
    this.#after(testFollowsMs, () => {
      this.#testCurrent = this.#testInput
      if (this.#testCurrent && this.#fault === 'wontClear') this.#latched = true
      this.#onOutput()
    })
  }
}
