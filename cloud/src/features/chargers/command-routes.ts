import { idTag } from '@colok/shared/ids'
import { type Request, registry } from '@colok/shared/ocpp/registry'
import { Hono } from 'hono'
import { z } from 'zod'
import type { CommandAction } from '../../bus/contract.ts'
import { maxConnectorId } from '../../core/transaction-check.ts'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { IdTagText } from '../cards/schemas.ts'
import { commandActions, commandCharger } from './commands-to-chargers.ts'
import { rotatePassword } from './password-rotation.ts'
import { findCharger } from './queries.ts'
import { canBeLeft, sendOrLeave } from './queued-commands.ts'
import { ChargePointId, CommandOutcomeSchema } from './schemas.ts'
import { raiseSecurityProfile } from './security-profile.ts'

const tag = 'Commands'

const Path = z.object({ chargePointId: ChargePointId })

const SecurityProfileInput = z
  .strictObject({ securityProfile: z.union([z.literal(1), z.literal(2), z.literal(3)]) })
  .meta({ id: 'SecurityProfileInput' })

const LeaveQuery = z.object({
  expiresInS: z.coerce
    .number()
    .int()
    .min(60)
    .max(30 * 86_400)
    .optional()
    .meta({ description: 'Leave it for an offline charger, for so many seconds at most.' }),
})

const StartRequest = z
  .strictObject({
    idTag: IdTagText,
    connectorId: z
      .int()
      .min(1)
      .max(maxConnectorId)
      .optional()
      .meta({ description: 'The charger chooses when left out.' }),
  })
  .meta({ id: 'StartRequest' })

/** Commands of an operator to one charger, mounted at `/chargers/:chargePointId`. */
export function commandRoutes(services: Services): Hono {
  const routes = new Hono()
  routes.post(
    '/:chargePointId/start',
    answers(CommandOutcomeSchema, { summary: 'Start a session remotely', tag }),
    checked('param', Path),
    checked('json', StartRequest),
    async (c) => {
      const { chargePointId } = c.req.valid('param')
      await requireCharger(services, chargePointId)
      const { connectorId, ...request } = c.req.valid('json')
      const start = {
        idTag: idTag(request.idTag),
        ...(connectorId !== undefined && { connectorId }),
      }
      return c.json(await commandCharger(services, chargePointId, 'RemoteStartTransaction', start))
    },
  )
  routes.post(
    '/:chargePointId/password',
    answers(CommandOutcomeSchema, {
      summary: 'Give a charger a new password',
      description:
        'A random AuthorizationKey. Until the charger has signed in with it the old one stays good.',
      tag,
    }),
    checked('param', Path),
    async (c) => {
      const { chargePointId } = c.req.valid('param')
      await requireCharger(services, chargePointId)
      return c.json(await rotatePassword(services, chargePointId))
    },
  )
  routes.post(
    '/:chargePointId/security-profile',
    answers(CommandOutcomeSchema, {
      summary: 'Raise the security profile of a charger',
      description:
        'Until it has come by the new profile it may fall back to the present one; from then on nothing lower is let in.',
      tag,
    }),
    checked('param', Path),
    checked('json', SecurityProfileInput),
    async (c) => {
      const { chargePointId } = c.req.valid('param')
      const { securityProfile } = c.req.valid('json')
      const result = await raiseSecurityProfile(services, chargePointId, securityProfile)
      if (result.kind === 'unknownCharger')
        throw new Problem('not-found', `There is no charger ${chargePointId}.`)
      if (result.kind === 'cannot') throw new Problem('conflict', result.why)
      return c.json(result.command)
    },
  )
  for (const action of commandActions) addCommand(routes, services, action)
  return routes
}

function addCommand<A extends CommandAction>(routes: Hono, services: Services, action: A): void {
  const { request, confirmation, spec } = registry[action]
  routes.post(
    `/:chargePointId/commands/${action}`,
    answers(
      CommandOutcomeSchema.extend({ confirmation: confirmation.nullable() }).meta({ id: `${action}Outcome` }),
      {
        summary: action,
        description: `${spec}. The body is the OCPP request.`,
        tag,
      },
    ),
    checked('param', Path),
    checked('query', LeaveQuery),
    checked('json', request),
    async (c) => {
      const { chargePointId } = c.req.valid('param')
      const { expiresInS } = c.req.valid('query')
      await requireCharger(services, chargePointId)
      // The body was judged by the schema of this very action.
      const body = (await c.req.json()) as Request<A>
      if (action === 'ChangeConfiguration' && 'key' in body && body.key === 'AuthorizationKey') {
        throw new Problem(
          'conflict',
          `A password is changed by POST /api/v1/chargers/${chargePointId}/password.`,
        )
      }
      if (expiresInS === undefined) return c.json(await commandCharger(services, chargePointId, action, body))
      if (!canBeLeft(action)) throw new Problem('conflict', `${action} cannot be left for later.`)
      const createdBy = c.var.actor.name
      const command = { chargePointId, action, request: body, expiresInS, createdBy }
      return c.json(await sendOrLeave(services, command))
    },
  )
}

async function requireCharger(services: Services, chargePointId: string): Promise<void> {
  if ((await findCharger(services, chargePointId)) === undefined) {
    throw new Problem('not-found', `There is no charger ${chargePointId}.`)
  }
}
