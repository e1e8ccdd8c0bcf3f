import { ClaimAnswer, ClaimRequest, formatClaimCode } from '@colok/shared/provisioning'
import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import { addressOf, rateLimit } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { claim, createClaimCode } from './commands.ts'

const tag = 'Claims'

/** A technician types a code a few times; a program that guesses gets nowhere. */
const claimLimits = { burst: 10, perSecond: 10 / 900 }

const ClaimCode = z
  .object({
    claimCode: z.string().meta({ description: 'Shown in this answer only.', example: '7K3M-9XP0-2Q4T' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'ClaimCode' })

/** Codes for new chargers, mounted at `/chargers`. */
export function claimCodeRoutes(services: Services): Hono {
  return new Hono().post(
    '/:chargePointId/claim-codes',
    answers(ClaimCode, {
      summary: 'Make a claim code for a charger',
      description:
        'A technician types it into a new charger, which is this one from then on. A code made before, and not used, is no longer good.',
      tag,
      status: 201,
    }),
    checked('param', z.object({ chargePointId: ChargePointId })),
    async (c) => {
      const { chargePointId } = c.req.valid('param')
      const made = await createClaimCode(services, { chargePointId, createdBy: c.var.actor.name })
      if (made === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
      c.header('Cache-Control', 'no-store')
      return c.json({ ...made, claimCode: formatClaimCode(made.claimCode) }, 201)
    },
  )
}

/** Where a charger uses its code, mounted at `/api/v1/claims`. No key is needed: the code is one. */
export function claimRoutes(services: Services): Hono {
  return new Hono().post(
    '/',
    answers(ClaimAnswer, { summary: 'Use a claim code', tag }),
    rateLimit(services.clock, claimLimits, addressOf),
    checked('json', ClaimRequest),
    async (c) => {
      const request = c.req.valid('json')
      const result = await claim(services, request)
      const { serialNumber } = request
      services.log.info({ serialNumber, result: result.kind }, 'a claim code was tried')
      c.header('Cache-Control', 'no-store')
      switch (result.kind) {
        case 'claimed':
          return c.json(result.answer)
        case 'unknown':
          throw new Problem('not-found', 'There is no such claim code.')
        case 'used':
          throw new Problem('conflict', 'The claim code has been used.')
        case 'expired':
          throw new Problem('gone', 'The claim code has expired.')
      }
    },
  )
}
