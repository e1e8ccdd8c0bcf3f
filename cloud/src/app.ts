import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { except } from 'hono/combine'
import { compress } from 'hono/compress'
import { HTTPException } from 'hono/http-exception'
import { openAPIRouteHandler } from 'hono-openapi'
import { findActor } from './features/access/commands.ts'
import { apiKeyRoutes } from './features/access/routes.ts'
import { auditRequests } from './features/audit/middleware.ts'
import { auditRoutes } from './features/audit/routes.ts'
import { cardRoutes } from './features/cards/routes.ts'
import { certificateRoutes } from './features/certificates/routes.ts'
import { commandRoutes } from './features/chargers/command-routes.ts'
import { eventRoutes } from './features/chargers/event-routes.ts'
import { historyRoutes } from './features/chargers/history.ts'
import { queuedCommandRoutes } from './features/chargers/queued-command-routes.ts'
import { chargerRoutes } from './features/chargers/routes.ts'
import { sessionRoutes } from './features/charging/routes.ts'
import { suspectMessageRoutes } from './features/charging/suspect-message-routes.ts'
import { driverRoutes } from './features/driver/routes.tsx'
import { firmwareCampaignRoutes } from './features/firmware/campaign-routes.ts'
import { firmwareDownloadRoutes, firmwareImageRoutes } from './features/firmware/image-routes.ts'
import { firmwareUpdateRoutes } from './features/firmware/update-routes.ts'
import { localListRoutes } from './features/local-lists/routes.ts'
import { reservationRoutes } from './features/reservations/routes.ts'
import { siteRoutes } from './features/sites/routes.ts'
import { tariffRoutes } from './features/tariffs/routes.ts'
import { receivingRoutes, uploadRoutes } from './features/uploads/routes.ts'
import { requireBearer } from './http/bearer.ts'
import { idempotentPosts } from './http/idempotency.ts'
import { openApiOptions } from './http/openapi.ts'
import { pageSecurity } from './http/page-security.ts'
import { Problem, problemResponse } from './http/problem.ts'
import type { Services } from './services.ts'
import { assetRoutes } from './web/assets.ts'
import { docsRoutes } from './web/docs.tsx'
import { errorPage, wantsPage } from './web/error-page.tsx'
import { languageOf, words } from './web/language.ts'

const maxBodyBytes = 256 * 1024

/** What takes whole files, which bound their own size. */
const filePaths = ['/uploads/*', '/api/v1/firmware-images/*']

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new Problem('too-large', `A request body may have ${maxBodyBytes} bytes.`)
  },
})

/** The whole HTTP side, assembled from the features. */
export function createApp(services: Services): Hono {
  const app = new Hono()
  app.use(compress())
  app.use(pageSecurity)
  app.use(except([...filePaths], limitedBody))
  app.use(
    '/api/*',
    requireBearer((key) => findActor(services, key)),
  )
  app.use('/api/*', idempotentPosts(services))
  app.use('/api/*', auditRequests(services))
  app.route('/api/v1/chargers', chargerRoutes(services))
  app.route('/api/v1/chargers', commandRoutes(services))
  app.route('/api/v1/chargers', queuedCommandRoutes(services))
  app.route('/api/v1/chargers', localListRoutes(services))
  app.route('/api/v1/chargers', historyRoutes(services))
  app.route('/api/v1/chargers', uploadRoutes(services))
  app.route('/api/v1/chargers', firmwareUpdateRoutes(services))
  app.route('/api/v1/firmware-images', firmwareImageRoutes(services))
  app.route('/api/v1/firmware-campaigns', firmwareCampaignRoutes(services))
  app.route('/api/v1/sessions', sessionRoutes(services))
  app.route('/api/v1/suspect-messages', suspectMessageRoutes(services))
  app.route('/api/v1/id-tags', cardRoutes(services))
  app.route('/api/v1/sites', siteRoutes(services))
  app.route('/api/v1/tariffs', tariffRoutes(services))
  app.route('/api/v1/events', eventRoutes(services))
  app.route('/api/v1/certificates', certificateRoutes(services))
  app.route('/api/v1/reservations', reservationRoutes(services))
  app.route('/api/v1/api-keys', apiKeyRoutes(services))
  app.route('/api/v1/audit', auditRoutes(services))
  app.route('/', driverRoutes(services))
  app.route('/uploads', receivingRoutes(services))
  app.route('/firmware', firmwareDownloadRoutes(services))
  app.route('/static', assetRoutes())
  app.route('/docs', docsRoutes())
  app.get('/openapi.json', openAPIRouteHandler(app, openApiOptions))
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => ready(c, services))
  app.notFound(notFound)
  app.onError((error, c) => failed(error, c, services))
  return app
}

/** Ready means that a write can be committed: without that no charger can be served. */
async function ready(c: Context, services: Services): Promise<Response> {
  try {
    await services.writer.write((tx) => tx.all('select 1', []))
    return c.json({ status: 'ready' })
  } catch (error) {
    services.log.error({ error }, 'not ready')
    throw new Problem('unavailable', 'The database does not take writes.')
  }
}

function notFound(c: Context): Response | Promise<Response> {
  const { error } = words[languageOf(c)]
  if (wantsPage(c))
    return errorPage(c, {
      status: 404,
      title: error.notFound,
      message: error.notFoundText,
    })
  return problemResponse(c, new Problem('not-found', `Nothing is at ${c.req.path}.`))
}

function failed(error: Error, c: Context, services: Services): Response | Promise<Response> {
  if (error instanceof Problem) return problemResponse(c, error)
  if (error instanceof HTTPException && error.status < 500) {
    return problemResponse(c, new Problem('invalid-request', error.message))
  }
  services.log.error({ error, path: c.req.path }, 'a request failed')
  const text = words[languageOf(c)].error
  if (wantsPage(c))
    return errorPage(c, {
      status: 500,
      title: text.failed,
      message: text.failedText,
    })
  return problemResponse(c, new Problem('unexpected', 'It has been logged; please try again.'))
}
