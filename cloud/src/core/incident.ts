import type { Instant } from '@colok/shared/time'

export const severities = ['notice', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]

/**
 * `outage`: a whole site; `equipment`: something at one charger; `security`: a door, a housing, somebody at the wires or at
 * a password; `money`: what does not add up.
 */
export const incidentKinds = ['outage', 'equipment', 'security', 'money', 'other'] as const
export type IncidentKind = (typeof incidentKinds)[number]

/** The instants of an incident's life. */
export interface IncidentTimes {
  readonly openedAt: Instant
  readonly acknowledgedAt: Instant | undefined
  /** When what it was opened for was over, by the chargers' own word. */
  readonly recoveredAt: Instant | undefined
  readonly closedAt: Instant | undefined
}

export interface IncidentDurations {
  readonly toAcknowledgeMs: number | undefined
  /** Until it worked again; what nobody but a person can tell, until that person said so. */
  readonly toRepairMs: number | undefined
}

/** How long an incident took. What has not happened yet has no duration. */
export function durationsOf(times: IncidentTimes): IncidentDurations {
  const { openedAt, acknowledgedAt, recoveredAt, closedAt } = times
  const since = (instant: Instant | undefined) =>
    instant === undefined ? undefined : Math.max(0, instant - openedAt)
  return { toAcknowledgeMs: since(acknowledgedAt), toRepairMs: since(recoveredAt ?? closedAt) }
}

/** The mean, rounded to whole milliseconds; undefined of none. */
export function meanMs(durations: readonly number[]): number | undefined {
  if (durations.length === 0) return undefined
  return Math.round(durations.reduce((sum, duration) => sum + duration, 0) / durations.length)
}

export const worse = (one: Severity, other: Severity): Severity =>
  severities.indexOf(one) >= severities.indexOf(other) ? one : other

/** What an incident is opened for. */
export interface Cause {
  readonly kind: IncidentKind
  /** The same cause, while it is open, is the same incident. */
  readonly cause: string
}

/** What an alert is about, as far as its cause goes. */
export interface Caused {
  readonly rule: string
  readonly alertKind: string
  readonly subject: string
  readonly siteId: string | null
  readonly chargerId: number | null
}

const securityKinds: ReadonlySet<string> = new Set(['door', 'refusedConnections', 'wrongPasswords'])
const equipmentKinds: ReadonlySet<string> = new Set(['offline', 'fault', 'certificate', 'report'])

/** All that is wrong with the same equipment is one incident, and so is all that is wrong with the same lock. */
export function causeOf({ rule, alertKind, subject, siteId, chargerId }: Caused): Cause {
  if (securityKinds.has(alertKind))
    return { kind: 'security', cause: `${chargerId === null ? subject : `charger:${chargerId}`}:security` }
  if (!equipmentKinds.has(alertKind)) return { kind: 'money', cause: `${rule}:${subject}` }
  return chargerId === null
    ? { kind: 'outage', cause: `site:${siteId}:outage` }
    : { kind: 'equipment', cause: `charger:${chargerId}:equipment` }
}

/** What works again of itself is over; a forced door, or money that is missing, is not over because it is quiet now. */
export const closesByItself = (kind: IncidentKind): boolean => kind === 'outage' || kind === 'equipment'
