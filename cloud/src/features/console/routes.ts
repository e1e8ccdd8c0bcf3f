import { Hono } from 'hono'
import { checked } from '../../http/describe.ts'
import type { Services } from '../../services.ts'
import { chargersPage } from './charger/list-page.tsx'
import { chargerPages } from './charger/routes.tsx'
import { overviewPage } from './overview-page.tsx'
import { LiveQuery, overviewStream } from './overview-stream.tsx'
import type { OwnApi } from './own-api.ts'
import { searchPage } from './search-page.tsx'

/** What operators keep open, mounted at `/console`. */
export function consolePages(services: Services, api: OwnApi): Hono {
  return new Hono()
    .get('/', (c) => overviewPage(c, services))
    .get('/live', checked('query', LiveQuery), (c) => overviewStream(c, services, c.req.valid('query')))
    .get('/search', (c) => searchPage(c, services))
    .get('/chargers', (c) => chargersPage(c, services))
    .route('/chargers', chargerPages(services, api))
}
