import { type ActivityLink, checkLink, emptyChain } from '../../core/activity-chain.ts'
import type { SqlRunner } from '../../db/database.ts'
import { sha256 } from './commands.ts'
import type { ChainReport } from './schemas.ts'

/** Entries that are read at once. */
const batch = 2000

/**
 * Goes through the whole chain and names the first entry that does not hold. With `head`, the hash of what once was the
 * newest entry, it also finds that the end was cut off or everything written anew.
 */
export async function verifyChain(runner: SqlRunner, head?: string): Promise<ChainReport> {
  let at = emptyChain
  let headIsThere = head === undefined
  const report = (broken: ChainReport['broken']): ChainReport => ({
    whole: broken === null,
    entries: at.seq,
    head: at.hash,
    broken,
  })
  for (;;) {
    const entries = await runner.all<ActivityLink>(
      'select * from activity_entry where seq > ? order by seq limit ?',
      [at.seq, batch],
    )
    for (const entry of entries) {
      const verdict = checkLink(at, entry, sha256)
      if (verdict.kind === 'broken') return report({ seq: verdict.seq, reason: verdict.reason })
      at = verdict.head
      headIsThere ||= at.hash === head
    }
    if (entries.length < batch) break
  }
  return report(headIsThere ? null : { seq: at.seq, reason: 'headIsGone' })
}
