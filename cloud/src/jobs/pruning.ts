import { toIso } from '@colok/shared/time'
import { first, type SqlValue, type Tx } from '../db/database.ts'
import type { Services } from '../services.ts'

/** Rows in one write: a few milliseconds, so that no charger waits. */
export const rowsAtOnce = 2000

/** Writes in one run; what is left goes in the next. */
export const maxWrites = 500

/** Stretches with nothing due that are looked through in one run behind the oldest: a millisecond or two of reading each. */
const maxLooks = 5

/** A table whose rows are numbered in the order in which they came. */
export interface Pruned {
  readonly table: 'frame_run' | 'charger_event' | 'meter_value'
  /** When each row came, by the clock of then. */
  readonly column: 'ended_at' | 'received_at'
  /** Deletes what belongs to the rows that `chosen` selects the ids of, in their commit. */
  readonly alongside?: (tx: Tx, chosen: string, parameters: readonly SqlValue[]) => unknown
}

/** How far a table has been looked through. */
export interface Place {
  readonly after: number
  /** After which row there is nothing but what is of the future, up to `after`. */
  readonly futureAfter: number
}

const start: Place = { after: 0, futureAfter: 0 }

/**
 * Deletes rows from before a moment, the oldest first, without an index: they come in the order of time. A clock that once
 * ran ahead leaves rows among them that are not due for long: it goes on behind them, some stretches in each run, to the
 * end of the table and from its start again. What is of the future is deleted with the next row behind it that is due.
 * Where the next run goes on.
 */
export async function prune(
  services: Services,
  pruned: Pruned,
  { before, from }: { readonly before: string; readonly from: Place | undefined },
): Promise<Place> {
  const walk = new Walk(services, pruned, before)
  const behindOldest = await walk.go(start, 1)
  if (behindOldest === undefined) return start
  const next = from !== undefined && from.after > behindOldest.after ? from : behindOldest
  return (await walk.go(next, maxLooks)) ?? start
}

interface Stretch {
  readonly rows: number
  readonly last: number | null
  /** The last row that is due. */
  readonly due: number | null
  /** The last row that is not of the future. */
  readonly present: number | null
}

class Walk {
  readonly #services: Services
  readonly #pruned: Pruned
  readonly #before: string
  readonly #now: string
  #writesLeft = maxWrites

  constructor(services: Services, pruned: Pruned, before: string) {
    this.#services = services
    this.#pruned = pruned
    this.#before = before
    this.#now = toIso(services.clock.wallMs())
  }

  /** Goes on from a place until `looks` stretches had nothing due. Undefined at the end of the table. */
  async go(from: Place, looks: number): Promise<Place | undefined> {
    let place = from
    for (let left = looks; left > 0 && this.#writesLeft > 0; ) {
      const { after, futureAfter } = place
      const { rows, last, due, present } = await this.#look(after)
      if (due === null) left -= 1
      else await this.#delete(futureAfter, due)
      if (rows < rowsAtOnce) return undefined
      place = { after: last ?? after, futureAfter: present ?? futureAfter }
    }
    return place
  }

  async #look(after: number): Promise<Stretch> {
    const { table, column } = this.#pruned
    const stretch = await first<Stretch>(
      this.#services.read,
      `select count(*) as "rows", max(id) as last, max(case when at < ? then id end) as due,
         max(case when at <= ? then id end) as present
       from (select id, ${column} as at from ${table} where id > ? order by id limit ${rowsAtOnce}) as stretch`,
      [this.#before, this.#now, after],
    )
    return stretch ?? { rows: 0, last: null, due: null, present: null }
  }

  async #delete(after: number, upTo: number): Promise<void> {
    const { table, column, alongside } = this.#pruned
    const chosen = `select id from ${table} where id > ? and id <= ? and (${column} < ? or ${column} > ?)
      order by id limit ${rowsAtOnce}`
    const parameters = [after, upTo, this.#before, this.#now]
    for (let deleted = rowsAtOnce; deleted === rowsAtOnce && this.#writesLeft > 0; this.#writesLeft -= 1)
      deleted = await this.#services.writer.write(async (tx) => {
        await alongside?.(tx, chosen, parameters)
        return tx.run(`delete from ${table} where id in (select id from (${chosen}) as chosen)`, parameters)
      })
  }
}
