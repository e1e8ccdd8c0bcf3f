import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { demandNew, mayAskForNew } from '../../http/only-new.ts'
import { pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { newChargerPassword } from '../access/secrets.ts'
import { knownCharger } from './known-charger.ts'
import { findCharger, listChargers } from './queries.ts'
import { saveCharger, setRegistration } from './registration.ts'
import { ChargePointId, Charger, ChargerInput, ChargerQuery, RegistrationInput } from './schemas.ts'

const tag = 'Chargers'
const Path = z.object({ chargePointId: ChargePointId })
const SavedCharger = Charger.extend({
  password: z
    .string()
    .nullable()
    .meta({ description: 'Of a charger that is new; set it as its AuthorizationKey.' }),
})

export function chargerRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Charger), { summary: 'List chargers', tag }),
      checked('query', ChargerQuery),
      async (c) =>
        c.json(await listChargers(services, { ...c.req.valid('query'), reach: c.var.actor.reach })),
    )
    .get(
      '/:chargePointId',
      answers(Charger, { summary: 'One charger, with what happens at it now', tag }),
      checked('param', Path),
      async (c) => c.json(await chargerOr404(services, c.req.valid('param').chargePointId)),
    )
    .put(
      '/:chargePointId',
      answers(SavedCharger, {
        summary: 'Register a charger, or change it',
        description: `A new charger gets a random password, which this answer alone shows. ${mayAskForNew}`,
        tag,
      }),
      checked('param', Path),
      checked('json', ChargerInput.omit({ chargePointId: true })),
      async (c) => {
        const charger = { ...c.req.valid('json'), ...c.req.valid('param') }
        const password = newChargerPassword()
        const result = await services.writer.write(async (tx) => {
          const name = charger.chargePointId
          await demandNew(c, { what: 'a charger', name }, () => knownCharger(tx, name))
          return saveCharger(tx, services, { charger, password })
        })
        if (result.kind === 'unknownSite')
          throw new Problem('invalid-request', `There is no site ${charger.site}.`)
        if (result.kind === 'unknownTemplate')
          throw new Problem('invalid-request', `There is no template ${charger.configurationTemplate}.`)
        if (result.kind === 'bound')
          throw new Problem(
            'conflict',
            `${charger.chargePointId} has sessions or payments at ${result.site}, which stay there; give it a new id at ${charger.site}.`,
          )
        services.changes.changed(charger.chargePointId)
        const saved = await chargerOr404(services, charger.chargePointId)
        await services.bus.refresh(charger.chargePointId)
        c.header('Cache-Control', 'no-store')
        return c.json({ ...saved, password: result.kind === 'created' ? password : null })
      },
    )
    .put(
      '/:chargePointId/registration',
      answers(Charger, {
        summary: 'Accept a charger, or hold it back',
        description:
          'Pending: it may be set up, and is heard only in what it is asked for. Rejected: it is not served. One that becomes accepted is asked to boot at once.',
        tag,
      }),
      checked('param', Path),
      checked('json', RegistrationInput),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        if (!(await setRegistration(services, chargePointId, c.req.valid('json').registration)))
          throw new Problem('not-found', `There is no charger ${chargePointId}.`)
        return c.json(await chargerOr404(services, chargePointId))
      },
    )
}

async function chargerOr404(services: Services, chargePointId: string): Promise<Charger> {
  const charger = await findCharger(services, chargePointId)
  if (charger === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
  return charger
}
