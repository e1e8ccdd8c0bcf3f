import { Hono } from 'hono'
import { z } from 'zod'
import { first } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { acceptMeterKey, listMeterKeys } from './meter-keys.ts'
import { recordsOf } from './records.ts'
import { MeterKey, MeterKeyAcceptance, SignatureVerdict, SignedReading } from './schemas.ts'

const tag = 'Signed readings'

/** What was signed of a session, mounted at `/sessions`. */
export function signedReadingRoutes(services: Services): Hono {
  return new Hono().get(
    '/:id/signed-readings',
    answers(z.object({ verdict: SignatureVerdict, items: z.array(SignedReading) }), {
      summary: 'What was signed of a session, and what it is worth',
      tag,
    }),
    async (c) => {
      const id = c.req.param('id')
      const session = await first<{ signatureVerdict: string | null }>(
        services.read,
        'select signature_verdict from session where id = ?',
        [id],
      )
      if (session === undefined) throw new Problem('not-found', `There is no session ${id}.`)
      const records = await recordsOf(services.read, id)
      const items = records.map(({ id: _, ...record }) => record)
      return c.json({ verdict: session.signatureVerdict, items })
    },
  )
}

/** The keys that chargers sign by, mounted at `/chargers`. */
export function meterKeyRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:chargePointId/meter-keys',
      answers(z.object({ items: z.array(MeterKey) }), {
        summary: 'The keys that a charger signs meter readings by',
        tag,
      }),
      async (c) => c.json({ items: await listMeterKeys(services.read, c.req.param('chargePointId')) }),
    )
    .post(
      '/:chargePointId/meter-keys/:keyId/acceptance',
      answers(z.object({ items: z.array(MeterKey) }), {
        summary: 'Accept a key that has changed',
        description:
          'It takes the place of the one before it; what it has signed until now is judged anew. Compare it with what the charger shows first.',
        tag,
        status: 201,
      }),
      checked('param', z.object({ chargePointId: z.string(), keyId: z.string() })),
      checked('json', MeterKeyAcceptance),
      async (c) => {
        const { chargePointId, keyId } = c.req.valid('param')
        const { note } = c.req.valid('json')
        const result = await acceptMeterKey(services, { chargePointId, keyId, note, actor: c.var.actor.name })
        if (result === 'unknown')
          throw new Problem('not-found', `${chargePointId} has told of no key ${keyId}.`)
        if (result === 'notPending') throw new Problem('conflict', 'Nobody has to decide about that key.')
        return c.json({ items: await listMeterKeys(services.read, chargePointId) }, 201)
      },
    )
}
