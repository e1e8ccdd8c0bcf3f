/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { actorMay } from '../../../http/actor.ts'
import { Problem } from '../../../http/problem.ts'
import { streamSnapshots } from '../../../http/snapshots.ts'
import type { Services } from '../../../services.ts'
import { languageOf } from '../../../web/language.ts'
import { actorOf } from '../../access/guard.ts'
import { isWithinReach } from '../../access/reach.ts'
import { findCharger } from '../../chargers/queries.ts'
import type { Charger } from '../../chargers/schemas.ts'
import type { OwnApi } from '../own-api.ts'
import { chargerConfigurationPage } from './configuration-page.tsx'
import { deedPage, doDeed } from './deed-page.tsx'
import { drawerPart } from './drawer.tsx'
import { chargerPage } from './page.tsx'
import { ChargerNow } from './parts.tsx'
import { PowerOfSockets } from './power.tsx'
import { chargerTablePage } from './table-page.tsx'
import { frameTable, historyTable, queueTable } from './tables.tsx'

/** The pages about one charger, mounted at `/console/chargers`. */
export function chargerPages(services: Services, api: OwnApi): Hono {
  const chargerOr404 = async (c: Context): Promise<Charger> => {
    const id = c.req.param('chargePointId') ?? ''
    const charger = await findCharger(services, id)
    if (charger === undefined) throw new Problem('not-found', `There is no charger ${id}.`)
    return charger
  }
  const { newId: newOnce } = services
  return new Hono()
    .get('/:chargePointId', async (c) => {
      const charger = await chargerOr404(c)
      const chart = <PowerOfSockets services={services} charger={charger} language={languageOf(c)} />
      return chargerPage(c, charger, { chart, newOnce })
    })
    .get('/:chargePointId/live', async (c) => followCharger(c, services, await chargerOr404(c)))
    .get('/:chargePointId/drawer', async (c) => drawerPart(c, await chargerOr404(c)))
    .get('/:chargePointId/frames', async (c) => chargerTablePage(c, api, await chargerOr404(c), frameTable))
    .get('/:chargePointId/history', async (c) =>
      chargerTablePage(c, api, await chargerOr404(c), historyTable),
    )
    .get('/:chargePointId/queue', async (c) => chargerTablePage(c, api, await chargerOr404(c), queueTable))
    .get('/:chargePointId/configuration', async (c) =>
      chargerConfigurationPage(c, { api, charger: await chargerOr404(c), newOnce }),
    )
    .get('/:chargePointId/deeds/:deed', async (c) => deedPage(c, await chargerOr404(c), { once: newOnce() }))
    .post('/:chargePointId/deeds/:deed', async (c) =>
      doDeed(c, { api, newOnce, charger: await chargerOr404(c) }),
    )
}

function followCharger(c: Context, services: Services, { chargePointId }: Charger): Response {
  const { clock, changes } = services
  const language = languageOf(c)
  return streamSnapshots(c, {
    ...{ clock, changes, chargePointId, initially: [chargePointId] },
    snapshot: async (id) => {
      // Asked each time: a site may change hands, and somebody be signed out, while a stream is open.
      const actor = await actorOf(c, services)
      if (actor === undefined || !actorMay(actor, 'chargers.read')) return null
      if (!(await isWithinReach(services, actor.reach, { thing: 'charger', name: id }))) return null
      const charger = await findCharger(services, id)
      return charger && String(<ChargerNow charger={charger} language={language} />)
    },
  })
}
