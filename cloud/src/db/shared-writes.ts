import type { Tx } from './database.ts'
import { type Writer, WriterError } from './writer.ts'

/** A kind of write that many do at the same moment. Made once for each. */
export interface SharedUnit<Item, Result> {
  /** Whether it is a unit of `Writer.append`, or one of `Writer.write`. */
  readonly onlyAdds: boolean
  /** Writes what has come; the results are in the order of the items. */
  run(tx: Tx, items: readonly Item[]): Promise<readonly Result[]>
}

interface Waiting {
  readonly item: unknown
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Items of one unit: a few milliseconds. */
const maxItems = 500

/**
 * Writes of which thousands come at the same moment, each by itself small: those that come before their unit begins are
 * written by one. Rows then share statements, and nobody pays for a unit of their own. An item may be written before what was
 * handed to the writer earlier, never later than by a unit of its own; where one is refused, each is tried by itself. The
 * writer's bound holds for units; of what waits for one unit each charger has a few at most.
 */
export class SharedWrites {
  readonly #writer: Writer
  /** By their unit. */
  readonly #waiting = new Map<object, Waiting[]>()

  constructor(writer: Writer) {
    this.#writer = writer
  }

  /** Resolves with the item's result after its commit. Rejects as `Writer.write` does. */
  write<Item, Result>(unit: SharedUnit<Item, Result>, item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const one: Waiting = { item, resolve: resolve as (result: unknown) => void, reject }
      const waiting = this.#waiting.get(unit)
      if (waiting !== undefined && waiting.length < maxItems) waiting.push(one)
      else {
        const begun = [one]
        this.#waiting.set(unit, begun)
        void this.#writeTogether(unit, begun)
      }
    })
  }

  async #writeTogether<Item, Result>(unit: SharedUnit<Item, Result>, together: Waiting[]): Promise<void> {
    try {
      const results = await this.#write(unit, together)
      together.forEach(({ resolve }, index) => {
        resolve(results[index])
      })
    } catch (error) {
      this.#close(unit, together)
      // What the writer or the disk did not take is nobody's fault; else one of them was refused, and the others are not to
      // go down with it.
      if (error instanceof WriterError || together.length === 1)
        for (const { reject } of together) reject(error)
      else for (const one of together) this.#writeAlone(unit, one)
    }
  }

  #writeAlone<Item, Result>(unit: SharedUnit<Item, Result>, one: Waiting): void {
    this.#write(unit, [one]).then(([result]) => one.resolve(result), one.reject)
  }

  #write<Item, Result>(unit: SharedUnit<Item, Result>, together: Waiting[]): Promise<readonly Result[]> {
    const run = (tx: Tx) => {
      this.#close(unit, together)
      return unit.run(
        tx,
        together.map(({ item }) => item as Item),
      )
    }
    return unit.onlyAdds ? this.#writer.append(run) : this.#writer.write(run)
  }

  /** Nobody else goes along. */
  #close(unit: object, together: Waiting[]): void {
    if (this.#waiting.get(unit) === together) this.#waiting.delete(unit)
  }
}
