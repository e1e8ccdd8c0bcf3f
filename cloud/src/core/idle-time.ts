import type { Instant } from '@colok/shared/time'

/** A status that a connector had from an instant on. */
export interface StatusSince {
  readonly status: string
  readonly at: Instant
}

/** How many whole seconds of a session the battery was full: SuspendedEV, until another status or the end. */
export function idleSeconds(
  statuses: readonly StatusSince[],
  session: { readonly startedAt: Instant; readonly stoppedAt: Instant },
): number {
  const { startedAt, stoppedAt } = session
  let idleMs = 0
  for (const [index, { status, at }] of statuses.entries()) {
    if (status !== 'SuspendedEV') continue
    const from = Math.max(startedAt, at)
    const until = Math.min(stoppedAt, statuses[index + 1]?.at ?? stoppedAt)
    idleMs += Math.max(0, until - from)
  }
  return Math.floor(idleMs / 1000)
}
