import { vendorRequest } from '@colok/shared/vendor'
import { z } from 'zod'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import { askForFile } from '../uploads/commands.ts'

const OfSocket = z.enum(['unlock', 'block', 'free', 'clearLockout'])
const OfPost = z.enum(['status', 'softReset', 'hardReset', 'diagnostics'])
export type SocketDeed = z.infer<typeof OfSocket>
export type PostDeed = z.infer<typeof OfPost>

/** What a form on the page asks for. */
export const Deed = z.union([
  z.object({ deed: OfSocket, connectorId: z.coerce.number().int().positive() }),
  z.object({ deed: OfPost }),
])
export type Deed = z.infer<typeof Deed>

/** Does what a technician in front of a charger asks for: one command of the API's, or the file that it offers. */
export async function doDeed(
  services: Services,
  given: { readonly chargePointId: string; readonly asked: Deed; readonly actor: Actor },
): Promise<CommandOutcome> {
  const { chargePointId, asked, actor } = given
  switch (asked.deed) {
    case 'status':
      return commandCharger(services, chargePointId, 'TriggerMessage', {
        requestedMessage: 'StatusNotification',
      })
    case 'softReset':
      return commandCharger(services, chargePointId, 'Reset', { type: 'Soft' })
    case 'hardReset':
      return commandCharger(services, chargePointId, 'Reset', { type: 'Hard' })
    case 'unlock':
      return commandCharger(services, chargePointId, 'UnlockConnector', { connectorId: asked.connectorId })
    case 'block':
    case 'free':
      return commandCharger(services, chargePointId, 'ChangeAvailability', {
        connectorId: asked.connectorId,
        type: asked.deed === 'block' ? 'Inoperative' : 'Operative',
      })
    case 'clearLockout': {
      const { connectorId } = asked
      const message = { connectorId, by: actor.name.slice(0, 64) }
      return commandCharger(services, chargePointId, 'DataTransfer', vendorRequest('ClearLockout', message))
    }
    case 'diagnostics': {
      const ask = { kind: 'Diagnostics', from: null, to: null } as const
      const file = await askForFile(services, { ...ask, chargePointId, createdBy: actor.name })
      return file.kind === 'unknownCharger'
        ? { outcome: 'notConnected', detail: 'There is no such charger.', confirmation: null }
        : file.command
    }
  }
}
