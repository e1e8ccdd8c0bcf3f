import type { Request } from '@colok/shared/ocpp/registry'
import { vendorRequest } from '@colok/shared/vendor'
import type { Context } from 'hono'
import { z } from 'zod'
import type { CommandAction } from '../../bus/contract.ts'
import type { CommandOutcome } from '../chargers/commands-to-chargers.ts'
import type { OwnApi } from '../console/own-api.ts'
import type { UploadOutcome } from '../uploads/schemas.ts'

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

/**
 * Does what a technician in front of a charger asks for, by the route of the API that does it. The same form sent again acts
 * once, and is told what came of it the first time. Throws the API's refusal, as a Problem.
 */
export async function doDeed(
  c: Context,
  api: OwnApi,
  given: { readonly chargePointId: string; readonly asked: Deed; readonly once: string },
): Promise<Pick<CommandOutcome, 'outcome'>> {
  const { chargePointId, asked, once } = given
  const { route, body } = callOf(asked, c.var.actor.name)
  const path = `/chargers/${encodeURIComponent(chargePointId)}${route}`
  const answer = await api.ask(c, { method: 'POST', path, body, once })
  return asked.deed === 'diagnostics'
    ? (answer as z.infer<typeof UploadOutcome>).command
    : (answer as CommandOutcome)
}

interface Call {
  /** Behind that of the charger. */
  readonly route: string
  readonly body: object
}

function callOf(asked: Deed, by: string): Call {
  switch (asked.deed) {
    case 'status':
      return command('TriggerMessage', { requestedMessage: 'StatusNotification' })
    case 'softReset':
      return command('Reset', { type: 'Soft' })
    case 'hardReset':
      return command('Reset', { type: 'Hard' })
    case 'unlock':
      return command('UnlockConnector', { connectorId: asked.connectorId })
    case 'block':
    case 'free':
      return command('ChangeAvailability', {
        connectorId: asked.connectorId,
        type: asked.deed === 'block' ? 'Inoperative' : 'Operative',
      })
    case 'clearLockout': {
      const message = { connectorId: asked.connectorId, by: by.slice(0, 64) }
      return command('DataTransfer', vendorRequest('ClearLockout', message))
    }
    case 'diagnostics':
      return { route: '/uploads', body: { kind: 'Diagnostics' } }
  }
}

const command = <A extends CommandAction>(action: A, body: Request<A>): Call => ({
  route: `/commands/${action}`,
  body,
})
