import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort, sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { ChargePointId, CommandOutcomeSchema } from '../chargers/schemas.ts'
import { Slug } from '../sites/schemas.ts'
import {
  type ChargerConfiguration,
  configurationSortKeys,
  pushConfiguration,
  readConfiguration,
  storedConfiguration,
} from './configuration.ts'
import { listDrift } from './drift-watch.ts'
import {
  ConfigurationTemplate,
  ConfigurationTemplateInput,
  findTemplate,
  listTemplates,
  saveTemplate,
} from './templates.ts'

const tag = 'Configuration'
const Path = z.object({ chargePointId: ChargePointId })

const KeyDriftView = z.object({
  key: z.string(),
  wanted: z.string(),
  actual: z.string().optional(),
  state: z.enum(['same', 'different', 'readOnly', 'unknownKey']),
})

const DriftedChargerView = z
  .object({
    chargePointId: z.string(),
    template: z.string(),
    readAt: z.iso.datetime(),
    drift: z.array(KeyDriftView).meta({ description: 'Only what differs.' }),
  })
  .meta({ id: 'DriftedCharger' })

const ConfigurationView = z
  .object({
    readAt: z.iso.datetime().nullable().meta({ description: 'Null if it was never read.' }),
    template: z.string().nullable(),
    keys: z.array(z.object({ key: z.string(), readonly: z.boolean(), value: z.string().optional() })),
    drift: z.array(KeyDriftView).meta({ description: 'What it has against what its template wants.' }),
  })
  .meta({ id: 'ChargerConfiguration' })

const ConfigurationQuery = z.object({
  'keys.sort': optionalSort(configurationSortKeys.keys),
  'drift.sort': optionalSort(configurationSortKeys.drift),
})

const PushOutcome = z
  .object({
    changed: z.array(z.object({ key: z.string(), value: z.string(), outcome: CommandOutcomeSchema })),
    rebootRequired: z.boolean(),
    configuration: ConfigurationView,
  })
  .meta({ id: 'ConfigurationPushOutcome' })

/** The configuration of one charger, mounted at `/chargers`. */
export function configurationRoutes(services: Services): Hono {
  const configurationOr404 = async (chargePointId: string): Promise<ChargerConfiguration> => {
    const found = await storedConfiguration(services.read, chargePointId)
    if (found === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
    return found
  }
  return new Hono()
    .get(
      '/:chargePointId/configuration',
      answers(ConfigurationView, { summary: 'What a charger last told, beside what it should be', tag }),
      checked('param', Path),
      checked('query', ConfigurationQuery),
      async (c) => {
        const configuration = await configurationOr404(c.req.valid('param').chargePointId)
        const { 'keys.sort': byKey, 'drift.sort': byDrift } = c.req.valid('query')
        return c.json({
          ...configuration,
          keys: sortedWhole(configuration.keys, byKey),
          drift: sortedWhole(configuration.drift, byDrift),
        })
      },
    )
    .post(
      '/:chargePointId/configuration/read',
      answers(z.object({ command: CommandOutcomeSchema, configuration: ConfigurationView }), {
        summary: 'Read the configuration of a charger',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        await configurationOr404(chargePointId)
        const command = await readConfiguration(services, chargePointId)
        return c.json({ command, configuration: await configurationOr404(chargePointId) })
      },
    )
    .post(
      '/:chargePointId/configuration/push',
      answers(PushOutcome, { summary: 'Set what differs from its template', tag }),
      checked('param', Path),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        await configurationOr404(chargePointId)
        const result = await pushConfiguration(services, chargePointId)
        if (result.kind === 'noTemplate')
          throw new Problem('conflict', 'Neither the charger nor its model has a template.')
        if (result.kind === 'unread') throw new Problem('conflict', result.outcome.detail)
        const configuration = await configurationOr404(chargePointId)
        return c.json({ changed: result.keys, rebootRequired: result.rebootRequired, configuration })
      },
    )
}

/** Mounted at `/configuration-drift`. */
export function configurationDriftRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(pageOf(DriftedChargerView), {
      summary: 'Chargers that are not as their template has it',
      description: 'As they were last read: once a day, after each boot, and when asked to.',
      tag,
    }),
    checked('query', PageQuery),
    async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const after = decodeCursor(cursor, z.string()) ?? ''
      const items = await listDrift(services.read, { after, limit: limit + 1 })
      return c.json(toPage(items, limit, ({ chargePointId }) => chargePointId))
    },
  )
}

/** Mounted at `/configuration-templates`. */
export function configurationTemplateRoutes(services: Services): Hono {
  const templateOr404 = async (slug: string): Promise<ConfigurationTemplate> => {
    const found = await findTemplate(services.read, slug)
    if (found === undefined) throw new Problem('not-found', `There is no template ${slug}.`)
    return found
  }
  const SlugPath = z.object({ slug: Slug })
  return new Hono()
    .get(
      '/',
      answers(pageOf(ConfigurationTemplate), { summary: 'List configuration templates', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        return c.json(
          toPage(await listTemplates(services.read, { after, limit: limit + 1 }), limit, ({ slug }) => slug),
        )
      },
    )
    .get(
      '/:slug',
      answers(ConfigurationTemplate, { summary: 'One configuration template', tag }),
      checked('param', SlugPath),
      async (c) => c.json(await templateOr404(c.req.valid('param').slug)),
    )
    .put(
      '/:slug',
      answers(ConfigurationTemplate, { summary: 'Create a configuration template, or change it', tag }),
      checked('param', SlugPath),
      checked('json', ConfigurationTemplateInput),
      async (c) => {
        const template = { ...c.req.valid('json'), ...c.req.valid('param') }
        await services.writer.write((tx) => saveTemplate(tx, services, template))
        return c.json(await templateOr404(template.slug))
      },
    )
}
