import type { Clock } from '@colok/shared/time'
import type { ExternalIdLog } from './contract.ts'

/** More notifications than one process takes in the ten minutes for which a signature is fresh. */
const mostRemembered = 100_000

/** For one process. What is forgotten after ten minutes would be refused as stale anyway. */
export function externalIdsInMemory(clock: Clock): ExternalIdLog {
  const rememberedMs = 10 * 60_000
  const seen = new Map<string, { readonly bodyHash: string; readonly atMs: number }>()
  const forget = (now: number) => {
    for (const [key, { atMs }] of seen) {
      if (now - atMs <= rememberedMs && seen.size < mostRemembered) break
      seen.delete(key)
    }
  }
  return {
    async remember({ gateway, day, externalId, bodyHash }) {
      const now = clock.monotonicMs()
      forget(now)
      const key = `${gateway} ${day} ${externalId}`
      const before = seen.get(key)
      if (before !== undefined) return before.bodyHash === bodyHash ? 'same' : 'different'
      seen.set(key, { bodyHash, atMs: now })
      return 'new'
    },
  }
}
