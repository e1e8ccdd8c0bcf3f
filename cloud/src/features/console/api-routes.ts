import { Hono } from 'hono'
import { OverviewBoard } from '../../core/overview-board.ts'
import { answers } from '../../http/describe.ts'
import type { Services } from '../../services.ts'
import { boardChargers } from '../chargers/queries.ts'
import { Overview, todayWithin } from './overview.ts'

/** What stands above the console's map, mounted at `/overview`. */
export function overviewRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(Overview, { summary: 'How many chargers are how, and what today has brought', tag: 'Chargers' }),
    async (c) => {
      const { reach } = c.var.actor
      const { counts } = new OverviewBoard(await boardChargers(services, reach))
      return c.json({ chargers: Object.fromEntries(counts), today: await todayWithin(services, reach) })
    },
  )
}
