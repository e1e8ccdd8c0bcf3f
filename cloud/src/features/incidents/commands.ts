import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { endIncident } from './from-alerts.ts'
import { addEntry, findIncidentRow, type IncidentRow } from './incident-rows.ts'

/** `unchanged`: it was so already. */
export type IncidentOutcome = 'done' | 'unchanged' | 'unknown' | 'closed'

interface OnIncident {
  readonly number: number
  /** Who does it, as the history shows it. */
  readonly by: string
}

/** Somebody has seen it and looks after it: nobody else is called any more. */
export function acknowledgeIncident(tx: Tx, services: Services, deed: OnIncident): Promise<IncidentOutcome> {
  return onOpen(tx, services, deed, async ({ number, acknowledgedAt }) => {
    if (acknowledgedAt !== null) return 'unchanged'
    await markTaken(tx, services, { ...deed, number })
    await addEntry(tx, services, number, { kind: 'acknowledged', by: deed.by })
    return 'done'
  })
}

/** Gives it to a person, which acknowledges it as well. `unknown` for somebody who does not work here. */
export function assignIncident(
  tx: Tx,
  services: Services,
  deed: OnIncident & { readonly userId: string },
): Promise<IncidentOutcome> {
  return onOpen(tx, services, deed, async ({ number, assigneeId, acknowledgedAt }) => {
    const { userId, by } = deed
    // Whoever had it before it was opened again takes it anew.
    if (assigneeId === userId && acknowledgedAt !== null) return 'unchanged'
    if (!(await worksHere(tx, userId))) return 'unknown'
    if (acknowledgedAt === null) await markTaken(tx, services, deed)
    await tx.run('update incident set assignee_id = ? where number = ?', [userId, number])
    await addEntry(tx, services, number, { kind: 'assigned', by, detail: { userId } })
    return 'done'
  })
}

export function addNote(
  tx: Tx,
  services: Services,
  deed: OnIncident & { readonly text: string },
): Promise<IncidentOutcome> {
  return onIncident(tx, services, deed, async ({ number }) => {
    await addEntry(tx, services, number, { kind: 'note', by: deed.by, text: deed.text })
    return 'done'
  })
}

/**
 * It is repaired, or was nothing: whoever has reported it is told. Should an alert of it still be there a while later, it
 * opens again by itself.
 */
export function closeIncident(
  tx: Tx,
  services: Services,
  deed: OnIncident & { readonly resolution: string | null },
): Promise<IncidentOutcome> {
  return onOpen(tx, services, deed, async (incident) => {
    const { by, resolution } = deed
    if (incident.acknowledgedAt === null) await markTaken(tx, services, deed)
    await endIncident(tx, services, incident, { by, resolution })
    return 'done'
  })
}

async function markTaken(tx: Tx, services: Services, { number, by }: OnIncident): Promise<void> {
  const now = toIso(services.clock.wallMs())
  await tx.run('update incident set acknowledged_at = ?, acknowledged_by = ? where number = ?', [
    now,
    by,
    number,
  ])
  await tx.run(
    `update alert set acknowledged_at = ?, next_step_at = null
     where incident_number = ? and acknowledged_at is null`,
    [now, number],
  )
}

type Deed = (incident: IncidentRow) => Promise<IncidentOutcome>

/** Does something about an incident and keeps in the activity history that it was done. */
export async function onIncident(
  tx: Tx,
  services: Services,
  { number, by }: OnIncident,
  deed: Deed,
): Promise<IncidentOutcome> {
  const before = await findIncidentRow(tx, number)
  if (before === undefined) return 'unknown'
  const outcome = await deed(before)
  if (outcome !== 'done') return outcome
  const after = await findIncidentRow(tx, number)
  await recordActivity(tx, services, {
    actor: by,
    action: 'incident.changed',
    subject: `incident:${number}`,
    before,
    ...(after && { after }),
  })
  return outcome
}

function onOpen(tx: Tx, services: Services, about: OnIncident, deed: Deed): Promise<IncidentOutcome> {
  return onIncident(tx, services, about, async (incident) =>
    incident.closedAt === null ? deed(incident) : 'closed',
  )
}

async function worksHere(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.all(
    `select 1 as found from organisation_member
     join organisation on organisation.id = organisation_id
     join "user" on "user".id = user_id
     where user_id = ? and kind = 'operator' and organisation_member.until is null and "user".closed_at is null`,
    [userId],
  )
  return rows.length > 0
}
