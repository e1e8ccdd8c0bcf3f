import { first, type Tx } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'

/** Whoever reads a session looks through all readings that are not filed yet, so there must not be many. */
const fileAfterMs = 2000

/**
 * Rows in one write: a few milliseconds. Each write changes a page for each session that it has readings of, so a quarter as
 * many rows put half as much again on the disk.
 */
const rowsAtOnce = 2000

/**
 * Readings are stored at the end of their table and told apart by session a moment later, many at once: an index that was
 * kept with each of them wrote a page for each charger in each commit, most of what a reading cost. `session_reading` shows both
 * those that are filed and those that are not.
 */
export class ReadingFiling {
  #wake: Wake = () => {}
  /** A run is on its way that will find what comes now. */
  #isAwaited = false

  /** There are readings to be filed. */
  recorded(): void {
    if (this.#isAwaited) return
    this.#isAwaited = true
    this.#wake(fileAfterMs)
  }

  job(services: Services): Job {
    return {
      name: 'file readings by their sessions',
      everyMs: 600_000,
      onStart: (wake) => {
        this.#wake = wake
        // Those of a process before this one.
        wake(fileAfterMs)
      },
      run: async () => {
        this.#isAwaited = false
        let filed = await services.writer.accompany(fileSome)
        while (filed === rowsAtOnce) filed = await services.writer.write(fileSome)
      },
    }
  }
}

/** The oldest that are not filed yet; returns how many there were. */
async function fileSome(tx: Tx): Promise<number> {
  const upTo = (await first<{ upTo: number }>(tx, 'select up_to from reading_filing', []))?.upTo ?? 0
  const next = await first<{ last: number | null; count: number }>(
    tx,
    `select max(id) as last, count(*) as count
     from (select id from meter_value where id > ? order by id limit ${rowsAtOnce}) as next`,
    [upTo],
  )
  if (next === undefined || next.last === null) return 0
  await tx.run(
    `insert into filed_reading (transaction_id, measured_at, meter_value_id)
     select transaction_id, measured_at, id from meter_value where id > ? and id <= ? and transaction_id is not null
     order by transaction_id, measured_at, id`,
    [upTo, next.last],
  )
  await tx.run('update reading_filing set up_to = ?', [next.last])
  return next.count
}
