import { Hono } from 'hono'
import { z } from 'zod'
import { first } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
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
      answers(pageOf(ChargerModel), { summary: 'Every model that was set or seen', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const [vendor, model] = decodeCursor(cursor, z.tuple([z.string(), z.string()])) ?? ['', '']
        const items = await listModels(services, { after: { vendor, model }, limit: limit + 1 })
        return c.json(toPage(items, limit, (one) => [one.vendor, one.model]))
      },
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
          await noteChange(
            () =>
              tx.query
                .selectFrom('chargerModel')
                .selectAll()
                .where('vendor', '=', vendor)
                .where('model', '=', model)
                .executeTakeFirst(),
            details,
          )
          await tx.query
            .insertInto('chargerModel')
            .values({ vendor, model, ...details })
            .onConflict((conflict) => conflict.columns(['vendor', 'model']).doUpdateSet(details))
            .execute()
        })
        await refreshChargers(services, { vendor, model })
        return c.json({
          vendor,
          model,
          ...details,
          isSet: true,
          chargers: await countChargers(services, { vendor, model }),
        })
      },
    )
}

async function countChargers(services: Services, of: z.infer<typeof ModelPath>): Promise<number> {
  const row = await first<{ chargers: number }>(
    services.read,
    'select count(*) as chargers from charger where vendor = ? and model = ?',
    [of.vendor, of.model],
  )
  return row?.chargers ?? 0
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

interface ModelRow extends z.infer<typeof ModelPath> {
  readonly validation: z.infer<typeof ValidationMode> | null
  readonly configurationTemplate: string | null
  readonly note: string | null
  readonly chargers: number
}

/** Models by vendor and name, from after the last of the page before. */
async function listModels(
  services: Services,
  { after, limit }: { readonly after: z.infer<typeof ModelPath>; readonly limit: number },
): Promise<z.infer<typeof ChargerModel>[]> {
  const rows = await services.read.all<ModelRow>(
    `select known.vendor, known.model, validation, configuration_template, note,
       (select count(*) from charger where charger.vendor = known.vendor and charger.model = known.model) as chargers
     from (
       select vendor, model from charger_model union
       select vendor, model from charger where vendor is not null and model is not null
     ) as known
       left join charger_model on charger_model.vendor = known.vendor and charger_model.model = known.model
     where (known.vendor, known.model) > (?, ?) order by known.vendor, known.model limit ?`,
    [after.vendor, after.model, limit],
  )
  return rows.map(({ validation, ...row }) => ({
    ...row,
    validation: validation ?? 'strict',
    isSet: validation !== null,
  }))
}
