import type { CommandAction } from '../../bus/contract.ts'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { ChargerIdentity } from './identity.ts'
import { sendQueuedCommands } from './queued-commands.ts'

/**
 * What is done when a charger has come back and has had time to speak. After a reconnect it need not boot or repeat its
 * statuses (OCPP 1.6 §4.2): what we know holds on, and only what we do not know is asked for. Then it gets what was left
 * for it.
 */
export async function greet(services: Services, charger: ChargerIdentity): Promise<void> {
  const known = await first<{ registration: string; bootedAt: string | null }>(
    services.read,
    'select registration, booted_at from charger where id = ?',
    [charger.id],
  )
  if (known === undefined || known.registration === 'Rejected') return
  if (known.bootedAt === null) await ask(services, charger, { requestedMessage: 'BootNotification' })
  for (const connectorId of await connectorsWithoutStatus(services, charger))
    await ask(services, charger, { requestedMessage: 'StatusNotification', connectorId })
  await sendQueuedCommands(services, charger.chargePointId)
}

async function connectorsWithoutStatus(services: Services, charger: ChargerIdentity): Promise<number[]> {
  const rows = await services.read.all<{ connectorId: number }>(
    'select connector_id from connector where charger_id = ? and status is null order by connector_id',
    [charger.id],
  )
  return rows.map(({ connectorId }) => connectorId)
}

/** A charger that cannot be triggered will tell in its own time. */
async function ask(
  services: Services,
  { chargePointId }: ChargerIdentity,
  request: { requestedMessage: 'BootNotification' | 'StatusNotification'; connectorId?: number },
): Promise<void> {
  const action: CommandAction = 'TriggerMessage'
  const result = await services.bus.send(chargePointId, action, request)
  services.log.info({ chargePointId, ...request, result: result.kind }, 'asked for what is not known')
}
