/** What jobs wait to hear of. */
export type Matter =
  /** A session has begun that may take only so much. */
  | 'allowances'
  /** A charger has connected or booted, or stands otherwise in our books. */
  | 'chargers'
  /** A local list is no longer what the cards say. */
  | 'localLists'
  /** A tariff or the cap of a decree has come. */
  | 'prices'

/**
 * Wakes jobs for what their features have no bell of their own for. A word that is lost with its process costs time and
 * nothing else: each job looks around by itself, too.
 */
export class JobBells {
  readonly #noted = new Set<Matter>()
  readonly #listeners = new Map<Matter, (() => void)[]>()

  /** Calls `listener` each time that there may be something to do. */
  when(matter: Matter, listener: () => void): void {
    this.#listeners.set(matter, [...(this.#listeners.get(matter) ?? []), listener])
  }

  /** Something is being made due, in a write that has not been committed yet. */
  note(matter: Matter): void {
    this.#noted.add(matter)
  }

  /** After each commit. */
  committed(): void {
    if (this.#noted.size === 0) return
    const noted = [...this.#noted]
    this.#noted.clear()
    for (const matter of noted) this.ring(matter)
  }

  /** Something is due, and its commit is through. */
  ring(matter: Matter): void {
    for (const listener of this.#listeners.get(matter) ?? []) listener()
  }
}
