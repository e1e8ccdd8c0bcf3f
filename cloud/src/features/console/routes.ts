import { Hono } from 'hono'
import type { Services } from '../../services.ts'
import { chargersPage } from './chargers-page.tsx'
import { overviewPage } from './overview-page.tsx'

/** What operators keep open, mounted at `/console`. */
export function consolePages(services: Services): Hono {
  return new Hono()
    .get('/', (c) => overviewPage(c, services))
    .get('/chargers', (c) => chargersPage(c, services))
}
