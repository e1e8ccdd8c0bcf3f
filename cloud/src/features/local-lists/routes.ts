import { Hono } from 'hono'
import { z } from 'zod'
import { first } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { syncLocalList } from './sync.ts'

const tag = 'Local lists'
const Path = z.object({ chargePointId: ChargePointId })

const LocalListView = z
  .object({
    state: z
      .enum(['unknown', 'behind', 'inStep', 'unsupported', 'failed'])
      .meta({ description: 'unknown: nothing was ever sent.' }),
    version: z.int(),
    entries: z.array(z.object({ idTag: z.string(), status: z.string() })),
    problem: z.string().nullable(),
    triedAt: z.iso.datetime().nullable(),
    syncedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'LocalList' })

const SyncOutcome = z
  .object({
    outcome: z.enum(['inStep', 'unsupported', 'failed', 'unreachable']),
    detail: z.string(),
  })
  .meta({ id: 'LocalListSyncOutcome' })

/** The local authorisation list of a charger, mounted at `/chargers`. */
export function localListRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:chargePointId/local-list',
      answers(LocalListView, { summary: 'What the local list of a charger holds', tag }),
      checked('param', Path),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        const row = await find(services, chargePointId)
        if (row === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
        const kept = JSON.parse(row.entries ?? '{}') as Record<string, { status: string }>
        const entries = Object.entries(kept).map(([idTag, { status }]) => ({ idTag, status }))
        return c.json({ ...row, state: row.state ?? 'unknown', version: row.version ?? 0, entries })
      },
    )
    .post(
      '/:chargePointId/local-list/sync',
      answers(SyncOutcome, { summary: 'Bring the local list of a charger into step with the cards', tag }),
      checked('param', Path),
      checked(
        'json',
        z.strictObject({ full: z.boolean().default(false) }).meta({ id: 'LocalListSyncInput' }),
      ),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        if ((await find(services, chargePointId)) === undefined)
          throw new Problem('not-found', `There is no charger ${chargePointId}.`)
        const result = await syncLocalList(services, chargePointId, c.req.valid('json'))
        const detail =
          result.kind === 'inStep'
            ? `The charger holds ${result.entries} cards, version ${result.version}.`
            : result.problem
        return c.json({ outcome: result.kind, detail })
      },
    )
}

interface Row {
  readonly state: 'behind' | 'inStep' | 'unsupported' | 'failed' | null
  readonly version: number | null
  readonly entries: string | null
  readonly problem: string | null
  readonly triedAt: string | null
  readonly syncedAt: string | null
}

const find = (services: Services, chargePointId: string): Promise<Row | undefined> =>
  first(
    services.read,
    `select state, version, entries, problem, tried_at, synced_at
     from charger left join local_list on local_list.charger_id = charger.id where charge_point_id = ?`,
    [chargePointId],
  )
