import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'

/**
 * Somebody looks after an alert that opened no incident: nobody else is called. Throws a Problem for one that is not there, that
 * is over, or that is taken with its incident.
 */
export async function acknowledgeAlert(
  tx: Tx,
  services: Services,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<void> {
  const alert = await first<{
    openKey: string | null
    acknowledgedAt: string | null
    incidentNumber: number | null
  }>(tx, 'select open_key, acknowledged_at, incident_number from alert where id = ?', [id])
  if (alert === undefined) throw new Problem('not-found', `There is no alert ${id}.`)
  const { openKey, acknowledgedAt, incidentNumber } = alert
  if (incidentNumber !== null)
    throw new Problem('conflict', `This alert belongs to incident ${incidentNumber}: take that one.`)
  if (openKey === null) throw new Problem('conflict', 'This alert is over: there is nothing to look after.')
  if (acknowledgedAt !== null) return
  await tx.run('update alert set acknowledged_at = ?, next_step_at = null where id = ?', [
    toIso(services.clock.wallMs()),
    id,
  ])
  await recordActivity(tx, services, { actor: by, action: 'alert.acknowledged', subject: `alert:${id}` })
}
