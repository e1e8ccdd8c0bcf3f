/** As hardware/protocols/io-board.md §8 has them. */
const clearMs = 1_000
const tripMs = 1_000
const releaseMs = 2_000
const settleMs = 1_000

export type SelfTestResult = 'running' | 'passed' | 'stuck' | 'noTrip' | 'wontClear'
type Step = 'clear' | 'trip' | 'release' | 'settle'

/** The board's self-test of the residual-current module, looked at every few milliseconds. */
export class LeakageSelfTest {
  #result: SelfTestResult = 'running'
  #step: Step = 'clear'
  #sinceMs = 0

  get result(): SelfTestResult {
    return this.#result
  }

  get drivesTestInput(): boolean {
    return this.#result === 'running' && this.#step === 'trip'
  }

  begin(nowMs: number): void {
    this.#result = 'running'
    this.#enter('clear', nowMs)
  }

  look(tripped: boolean, nowMs: number): void {
    if (this.#result !== 'running') return
    const passedMs = nowMs - this.#sinceMs
    switch (this.#step) {
      case 'clear':
        if (!tripped) this.#enter('trip', nowMs)
        else if (passedMs >= clearMs) this.#result = 'stuck'
        break
      case 'trip':
        if (tripped) this.#enter('release', nowMs)
        else if (passedMs >= tripMs) this.#result = 'noTrip'
        break
      case 'release':
        if (!tripped) this.#enter('settle', nowMs)
        else if (passedMs >= releaseMs) this.#result = 'wontClear'
        break
      case 'settle':
        if (passedMs >= settleMs) this.#result = tripped ? 'wontClear' : 'passed'
        break
    }
  }

  #enter(step: Step, nowMs: number): void {
    this.#step = step
    this.#sinceMs = nowMs
  }
}
