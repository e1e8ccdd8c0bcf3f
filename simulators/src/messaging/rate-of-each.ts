import type { Clock } from '@colok/shared/time'

interface Bucket {
  tokens: number
  atMs: number
}

/** So many at once to each, and one in so many milliseconds in the long run. */
export class RateOfEach {
  readonly #clock: Clock
  readonly #rate: { readonly burst: number; readonly everyMs: number }
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock, rate: { readonly burst: number; readonly everyMs: number }) {
    this.#clock = clock
    this.#rate = rate
  }

  take(whom: string): boolean {
    const { burst, everyMs } = this.#rate
    const atMs = this.#clock.monotonicMs()
    const before = this.#buckets.get(whom) ?? { tokens: burst, atMs }
    const tokens = Math.min(burst, before.tokens + (atMs - before.atMs) / everyMs)
    this.#buckets.set(whom, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs })
    return tokens >= 1
  }
}
