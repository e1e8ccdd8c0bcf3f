/** Counts what is on its way to a database and back. */
export class Underway {
  #count = 0
  #settled: PromiseWithResolvers<void> | undefined

  readonly track = async <T>(work: Promise<T>): Promise<T> => {
    this.#count += 1
    try {
      return await work
    } finally {
      this.#count -= 1
      if (this.#count === 0) {
        this.#settled?.resolve()
        this.#settled = undefined
      }
    }
  }

  /** Resolves when nothing is on its way; undefined when nothing is. */
  readonly settled = (): Promise<void> | undefined => {
    if (this.#count === 0) return undefined
    this.#settled ??= Promise.withResolvers()
    return this.#settled.promise
  }
}
