/** Told after a commit that something about a charger is different. Which thing is not said: a listener reads anew. */
export type ChangeListener = (chargePointId: string) => void

/** Tells listeners in this process which chargers have changed. A lost or doubled notice costs nothing. */
export class ChangeFeed {
  readonly #ofAny = new Set<ChangeListener>()
  readonly #ofOne = new Map<string, Set<ChangeListener>>()
  #tellOthers: ChangeListener = () => {}

  /** Has other processes told of what this one changes. */
  passOn(tellOthers: ChangeListener): void {
    this.#tellOthers = tellOthers
  }

  /** This process has changed something about the charger. */
  changed(chargePointId: string): void {
    this.changedElsewhere(chargePointId)
    this.#tellOthers(chargePointId)
  }

  /** Another process has. */
  changedElsewhere(chargePointId: string): void {
    for (const listener of this.#ofAny) listener(chargePointId)
    for (const listener of this.#ofOne.get(chargePointId) ?? []) listener(chargePointId)
  }

  /** Listens to one charger, or to all; returns what ends it. */
  listen(listener: ChangeListener, chargePointId?: string): () => void {
    if (chargePointId === undefined) {
      this.#ofAny.add(listener)
      return () => void this.#ofAny.delete(listener)
    }
    const listeners = this.#ofOne.get(chargePointId) ?? new Set()
    this.#ofOne.set(chargePointId, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#ofOne.get(chargePointId) === listeners)
        this.#ofOne.delete(chargePointId)
    }
  }
}
