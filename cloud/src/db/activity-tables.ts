import type { ActivityLink } from '../core/activity-chain.ts'

/** Who did what. */
export interface ActivityTables {
  activityEntry: ActivityEntryTable
}

/**
 * Something that a person, a program or a job has done. The database refuses to change or delete one. `actor` and
 * `address` are null where the actor is a user: they are in `sealedActor` then, under that person's key. `valueBefore`,
 * `valueAfter` and `detail` are JSON, and `sealedPersonal` is JSON under the key of `personId`.
 */
interface ActivityEntryTable extends ActivityLink {}
