import { toIso } from '@colok/shared/time'
import type { IncidentKind, Severity } from '../../core/incident.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

export interface IncidentRow {
  readonly number: number
  readonly kind: IncidentKind
  readonly severity: Severity
  readonly title: string
  readonly siteId: string | null
  readonly chargerId: number | null
  readonly acknowledgedAt: string | null
  readonly assigneeId: string | null
  readonly recoveredAt: string | null
  readonly closedAt: string | null
  readonly cause: string
}

/** What stands in an incident's history. */
export interface IncidentEntry {
  readonly kind:
    | 'opened'
    | 'alert'
    | 'alertCleared'
    | 'report'
    | 'acknowledged'
    | 'assigned'
    | 'note'
    | 'photo'
    | 'parts'
    | 'recovered'
    | 'reopened'
    | 'closed'
  readonly by: string
  readonly text?: string | null
  readonly detail?: object
}

export const findIncidentRow = (runner: SqlRunner, number: number): Promise<IncidentRow | undefined> =>
  first(
    runner,
    `select number, kind, severity, title, site_id, charger_id, acknowledged_at, assignee_id, recovered_at, closed_at, cause
     from incident where number = ?`,
    [number],
  )

/** Writes down what happened with an incident, for good. */
export async function addEntry(
  tx: Tx,
  services: Pick<Services, 'newId' | 'clock'>,
  number: number,
  { kind, by, text = null, detail = {} }: IncidentEntry,
): Promise<void> {
  await tx.run(
    `insert into incident_entry (id, incident_number, at, kind, written_by, text, detail) values (?, ?, ?, ?, ?, ?, ?)`,
    [services.newId(), number, toIso(services.clock.wallMs()), kind, by, text, JSON.stringify(detail)],
  )
}
