import type { Instant } from '@colok/shared/time'

/** How often something was tried in vain, and until when it may not be tried. */
export interface Throttle {
  readonly failures: number
  /** The first of them. */
  readonly since: Instant
  readonly lockedUntil: Instant | undefined
}

export interface ThrottleLimits {
  /** So many may fail without anything. */
  readonly free: number
  /** At so many somebody is told. */
  readonly alarming: number
  readonly longestPauseMs: number
  /** So long after the first of them, failures are forgotten. */
  readonly memoryMs: number
}

/** A person who mistypes is hardly held up; a program that guesses has some thirty guesses a day. */
export const accountLimits: ThrottleLimits = {
  ...{ free: 4, alarming: 10, longestPauseMs: 3_600_000, memoryMs: 24 * 3_600_000 },
}

/** Behind one address may be a whole office, whose people fail now and then. */
export const addressLimits: ThrottleLimits = {
  ...{ free: 100, alarming: 150, longestPauseMs: 300_000, memoryMs: 3_600_000 },
}

const firstPauseMs = 15_000

/** What is known after another attempt was begun, which counts as failed until it succeeds. */
export function attempted(before: Throttle | undefined, limits: ThrottleLimits, now: Instant): Throttle {
  const isOld = before === undefined || before.since <= now - limits.memoryMs
  const failures = isOld ? 1 : before.failures + 1
  const beyond = failures - limits.free
  const pauseMs = Math.min(limits.longestPauseMs, firstPauseMs * 2 ** (beyond - 1))
  return {
    failures,
    since: isOld ? now : before.since,
    lockedUntil: beyond > 0 ? now + pauseMs : undefined,
  }
}

/** Milliseconds until it may be tried; 0 when it may be now. */
export function waitMs(throttle: Throttle | undefined, now: Instant): number {
  return Math.max(0, (throttle?.lockedUntil ?? now) - now)
}
