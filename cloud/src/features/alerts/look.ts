import type { Instant } from '@colok/shared/time'
import type { Condition } from '../../core/alert-turns.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Rule } from './rules.ts'

/** Where a rule looks, and what is open of it. */
export interface Look {
  readonly read: SqlRunner
  readonly rule: Rule
  readonly now: Instant
  /** Its own. */
  readonly open: readonly OpenRow[]
}

export interface OpenRow {
  readonly id: string
  readonly rule: string
  readonly subject: string
  readonly siteId: string | null
  readonly chargerId: number | null
  readonly connectorId: number | null
  readonly beganAt: string
  readonly goneSince: string | null
  readonly detail: string
  readonly incidentNumber: number | null
}

export interface Found {
  readonly conditions: readonly Condition[]
  /** The newest event that was read, of rules that follow what happens. */
  readonly readThrough?: number
}
