import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ValidationMode } from '../chargers/schemas.ts'
import { templateExists } from '../configuration/templates.ts'
import { Slug } from '../sites/schemas.ts'

const tag = 'Models'

const ModelDetails = z
  .strictObject({
    validation: ValidationMode.meta({
      description: 'How strictly OCPP messages of its chargers are checked.',
    }),
    configurationTemplate: Slug.nullable().default(null),
    note: z.string().max(1000).nullable().default(null).meta({ description: 'What is known of its ways.' }),
  })
  .meta({ id: 'ChargerModelInput' })

const ModelPath = z.object({
  vendor: z.string().min(1).max(20).meta({ description: 'As its chargers say at boot.' }),
  model: z.string().min(1).max(20),
})

const ChargerModel = ModelPath.extend({
  ...ModelDetails.shape,
  isSet: z.boolean().meta({ description: 'False for a model that was only seen.' }),
  chargers: z.int().meta({ description: 'How many chargers are of it.' }),
}).meta({ id: 'ChargerModel' })

/** Models of chargers and how they are treated, mounted at `/models`. */
export function modelRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(z.object({ items: z.array(ChargerModel) }), {
        summary: 'Every model that was set or seen',
        tag,
      }),
      async (c) => c.json({ items: await listModels(services) }),
    )
    .put(
      '/:vendor/:model',
      answers(ChargerModel, {
        summary: 'Say how chargers of a model are treated',
        description: 'Connected chargers of it are asked to connect anew where their checks change.',
        tag,
      }),
      checked('param', ModelPath),
      checked('json', ModelDetails),
      async (c) => {
        const { vendor, model } = c.req.valid('param')
        const details = c.req.valid('json')
        await services.writer.write(async (tx) => {
          const { configurationTemplate } = details
          if (configurationTemplate !== null && !(await templateExists(tx, configurationTemplate)))
            throw new Problem('invalid-request', `There is no template ${configurationTemplate}.`)
          await tx.query
            .insertInto('chargerModel')
            .values({ vendor, model, ...details })
            .onConflict((conflict) => conflict.columns(['vendor', 'model']).doUpdateSet(details))
            .execute()
        })
        await refreshChargers(services, { vendor, model })
        const models = await listModels(services)
        return c.json(models.find((one) => one.vendor === vendor && one.model === model))
      },
    )
}

async function refreshChargers(
  services: Services,
  { vendor, model }: { readonly vendor: string; readonly model: string },
): Promise<void> {
  const rows = await services.read.all<{ chargePointId: string }>(
    'select charge_point_id from charger where vendor = ? and model = ? and connected = 1',
    [vendor, model],
  )
  for (const { chargePointId } of rows) await services.bus.refresh(chargePointId)
}

async function listModels(services: Services): Promise<z.infer<typeof ChargerModel>[]> {
  const seen = await services.read.all<{ vendor: string; model: string; chargers: number }>(
    `select vendor, model, count(*) as chargers from charger where vendor is not null and model is not null
     group by vendor, model order by vendor, model`,
    [],
  )
  const set = await services.read.query
    .selectFrom('chargerModel')
    .selectAll()
    .orderBy('vendor')
    .orderBy('model')
    .execute()
  const keyOf = ({ vendor, model }: { vendor: string; model: string }) => JSON.stringify([vendor, model])
  const counts = new Map(seen.map((one) => [keyOf(one), one.chargers]))
  const known = new Set(set.map(keyOf))
  const unset = seen
    .filter((one) => !known.has(keyOf(one)))
    .map(({ vendor, model, chargers }) => ({
      vendor,
      model,
      chargers,
      validation: 'strict' as const,
      configurationTemplate: null,
      note: null,
      isSet: false,
    }))
  return [...set.map((one) => ({ ...one, chargers: counts.get(keyOf(one)) ?? 0, isSet: true })), ...unset]
}
