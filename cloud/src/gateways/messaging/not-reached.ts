import type { SendResult } from './contract.ts'

/** Nobody was there to take it, so it did not go out: whatever goes this way waits until somebody is there again. */
export function notReached(detail: string): SendResult {
  const retry = { afterMs: 30_000, holds: 'channel' } as const
  return { kind: 'refused', reason: 'unavailable', code: 'connect', detail, retry }
}
