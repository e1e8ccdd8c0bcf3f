import type { Cancel, Clock } from '@colok/shared/time'
import { TransferError } from './contract.ts'

/** Calls `onStall` once, when `moved` was not called for `stallMs`. */
export class StallGuard {
  readonly #clock: Clock
  readonly #stallMs: number
  readonly #onStall: (error: TransferError) => void
  #cancel: Cancel

  constructor(clock: Clock, stallMs: number, onStall: (error: TransferError) => void) {
    this.#clock = clock
    this.#stallMs = stallMs
    this.#onStall = onStall
    this.#cancel = this.#arm()
  }

  moved(): void {
    this.#cancel()
    this.#cancel = this.#arm()
  }

  end(): void {
    this.#cancel()
  }

  #arm(): Cancel {
    return this.#clock.after(this.#stallMs, () =>
      this.#onStall(new TransferError('unreachable', `Nothing moved for ${this.#stallMs} ms`)),
    )
  }
}
