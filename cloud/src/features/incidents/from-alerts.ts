import { toIso } from '@colok/shared/time'
import { type Cause, closesByItself, type Severity, worse } from '../../core/incident.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { addEntry, findIncidentRow, type IncidentRow } from './incident-rows.ts'
import { tellReporters } from './telling-reporters.ts'

/** Who writes in an incident's history what nobody has done. */
const bySystem = 'Colok'

export interface NewIncident extends Cause {
  readonly source: 'alert' | 'report' | 'person'
  readonly severity: Severity
  readonly title: string
  readonly siteId: string | null
  readonly chargerId: number | null
  readonly connectorId: number | null
  readonly by: string
}

export interface JoinedIncident {
  readonly number: number
  readonly acknowledgedAt: string | null
}

/** The open incident of a cause, made where there is none. What joins one can make it graver. */
export async function joinIncident(
  tx: Tx,
  services: Services,
  incident: NewIncident,
): Promise<JoinedIncident> {
  const open = await first<JoinedIncident & { severity: Severity }>(
    tx,
    'select number, acknowledged_at, severity from incident where open_cause = ?',
    [incident.cause],
  )
  if (open !== undefined) {
    await tx.run('update incident set severity = ?, recovered_at = null where number = ?', [
      worse(open.severity, incident.severity),
      open.number,
    ])
    return open
  }
  const newest = await first<{ number: number | null }>(tx, 'select max(number) as number from incident', [])
  const number = (newest?.number ?? 0) + 1
  const { by, ...columns } = incident
  await tx.query
    .insertInto('incident')
    .values({
      ...{ ...columns, number, openCause: incident.cause, openedAt: toIso(services.clock.wallMs()) },
      ...{ acknowledgedAt: null, acknowledgedBy: null, assigneeId: null, recoveredAt: null },
      ...{ closedAt: null, closedBy: null, resolution: null },
    })
    .execute()
  await addEntry(tx, services, number, { kind: 'opened', by, text: incident.title })
  return { number, acknowledgedAt: null }
}

/** An alert has joined it. */
export const noteAlert = (
  tx: Tx,
  services: Services,
  number: number,
  alert: { readonly id: string; readonly title: string; readonly detail: object },
): Promise<void> =>
  addEntry(tx, services, number, {
    ...{ kind: 'alert', by: bySystem, text: alert.title, detail: { alertId: alert.id, ...alert.detail } },
  })

/**
 * An alert of it is over. When all are it has recovered; what works again before anybody has taken it, and that nobody has
 * reported, closes by itself.
 */
export async function noteCleared(
  tx: Tx,
  services: Services,
  number: number,
  alert: { readonly id: string; readonly goneSince: string },
): Promise<void> {
  await addEntry(tx, services, number, { kind: 'alertCleared', by: bySystem, detail: { alertId: alert.id } })
  const left = await first(
    tx,
    'select 1 as found from alert where incident_number = ? and open_key is not null and id <> ?',
    [number, alert.id],
  )
  const incident = await findIncidentRow(tx, number)
  if (left !== undefined || incident === undefined || incident.recoveredAt !== null) return
  await tx.run('update incident set recovered_at = ? where number = ?', [alert.goneSince, number])
  await addEntry(tx, services, number, { kind: 'recovered', by: bySystem })
  const isLeftAlone = incident.acknowledgedAt === null && incident.closedAt === null
  if (isLeftAlone && closesByItself(incident.kind) && !(await isReported(tx, number)))
    await endIncident(tx, services, incident, { by: bySystem, resolution: null })
}

const isReported = async (tx: Tx, number: number): Promise<boolean> =>
  (await first(tx, 'select 1 as found from fault_report where incident_number = ? limit 1', [number])) !==
  undefined

/** Closes it, and tells whoever has reported it. */
export async function endIncident(
  tx: Tx,
  services: Services,
  incident: IncidentRow,
  { by, resolution }: { readonly by: string; readonly resolution: string | null },
): Promise<void> {
  await tx.run(
    'update incident set closed_at = ?, closed_by = ?, resolution = ?, open_cause = null where number = ?',
    [toIso(services.clock.wallMs()), by, resolution, incident.number],
  )
  await addEntry(tx, services, incident.number, { kind: 'closed', by, text: resolution })
  await tellReporters(tx, services, incident)
}

/**
 * It was closed, and what it was opened for is still there: it is open again, and somebody is asked to take it anew, since
 * whoever had it believes that it is done. Who that was, and what they said, stays in its history. Where the same cause has an open incident by now, what is left of this one joins it. The number of the one that is open.
 */
export async function reopenIncident(tx: Tx, services: Services, number: number): Promise<number> {
  const newer = await first<{ number: number }>(
    tx,
    'select number from incident where open_cause = (select cause from incident where number = ?)',
    [number],
  )
  if (newer !== undefined) return newer.number
  const before = await first<{
    acknowledgedBy: string | null
    acknowledgedAt: string | null
    closedBy: string | null
    resolution: string | null
  }>(tx, 'select acknowledged_by, acknowledged_at, closed_by, resolution from incident where number = ?', [
    number,
  ])
  await tx.run(
    `update incident set open_cause = cause, closed_at = null, closed_by = null, resolution = null, recovered_at = null,
       acknowledged_at = null, acknowledged_by = null where number = ?`,
    [number],
  )
  await addEntry(tx, services, number, {
    ...{ kind: 'reopened', by: bySystem, text: before?.acknowledgedBy ?? null },
    ...(before && { detail: before }),
  })
  return number
}
