import type { Clock } from '@colok/shared/time'
import type { SqlRunner } from '../../db/database.ts'
import { findManyForConnection, type KnownCharger } from './connection-claims.ts'

interface Waiting {
  readonly chargePointId: string
  readonly resolve: (charger: KnownCharger | undefined) => void
  readonly reject: (error: unknown) => void
}

/**
 * Finds the chargers that knock at the same moment together. When ten thousand come back, finding each by itself costs
 * three times as much: SQLite takes a lock for each statement, and reads anew after each commit what the last one read.
 */
export class ArrivingChargers {
  readonly #read: SqlRunner
  readonly #clock: Clock
  #waiting: Waiting[] = []

  constructor(read: SqlRunner, clock: Clock) {
    this.#read = read
    this.#clock = clock
  }

  /** The charger as it is stored, no earlier than now; undefined where there is none. */
  find(chargePointId: string): Promise<KnownCharger | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ chargePointId, resolve, reject })
      // They come with the input that is waiting now, one upgrade of each: no more than there are sockets.
      if (this.#waiting.length === 1) this.#clock.after(0, () => void this.#look())
    })
  }

  async #look(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    try {
      const ids = new Set(waiting.map(({ chargePointId }) => chargePointId))
      const found = await findManyForConnection(this.#read, [...ids])
      const byId = new Map(found.map((charger) => [charger.chargePointId, charger]))
      for (const { chargePointId, resolve } of waiting) resolve(byId.get(chargePointId))
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }
}
