import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { except } from 'hono/combine'
import { compress } from 'hono/compress'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { consoleForms } from './console-matrix.ts'
import { authorise, identify } from './features/access/guard.ts'
import { keepRequests } from './features/activity/middleware.ts'
import { assetPages } from './features/assets/page-routes.tsx'
import { powerStreams } from './features/charging/power-stream.tsx'
import { chatPages } from './features/chat/page-routes.tsx'
import { claimRoutes } from './features/claims/routes.ts'
import { deskPages } from './features/console/desk-pages.ts'
import { OwnApi } from './features/console/own-api.ts'
import { consolePages } from './features/console/routes.ts'
import { paymentRoutes } from './features/driver/payment-routes.tsx'
import { driverRoutes } from './features/driver/routes.tsx'
import { economicsPages } from './features/economics/routes.tsx'
import { firmwareDownloadRoutes } from './features/firmware/image-routes.ts'
import { reportRoutes } from './features/incidents/report-routes.tsx'
import { mePages } from './features/me/routes.tsx'
import { messagingWebhookRoutes } from './features/messages/webhook-routes.ts'
import { statusPages } from './features/monitoring/status-page.tsx'
import { nearestApiRoutes, nearestRoutes } from './features/nearest/routes.tsx'
import { gatewayRoutes } from './features/payments/inbound-routes.ts'
import { planningPages } from './features/planning/page-routes.tsx'
import { receiptRoutes } from './features/receipts/routes.tsx'
import { regulationPages } from './features/regulation/page-routes.tsx'
import { reportPages, sentReportPages } from './features/reports/page-routes.tsx'
import { reservationPages } from './features/reservations/page-routes.tsx'
import { accountPages } from './features/sign-in/account-routes.tsx'
import { linkRoutes } from './features/sign-in/link-routes.tsx'
import { signInRoutes } from './features/sign-in/sign-in-routes.tsx'
import { statementPages } from './features/statements/page-routes.tsx'
import { technicianPages } from './features/technician/routes.tsx'
import { receivingRoutes } from './features/uploads/routes.ts'
import { usagePages } from './features/usage/page.tsx'
import { walletPageRoutes } from './features/wallets/page-routes.tsx'
import { allowedMethods } from './http/allowed-methods.ts'
import { openApiRoute } from './http/openapi.ts'
import { pageSecurity } from './http/page-security.ts'
import { finishPages } from './http/page-style.ts'
import { Problem, problemResponse } from './http/problem.ts'
import { addressOf, rateLimit } from './http/rate-limit.ts'
import { measureRequests } from './metrics/middleware.ts'
import { operatorApi } from './operator-api.ts'
import type { Services } from './services.ts'
import { assetRoutes } from './web/assets.ts'
import { docsRoutes } from './web/docs.tsx'
import { errorPage, problemPage, wantsPage } from './web/error-page.tsx'
import { languageOf, words } from './web/language.ts'
import { progressiveRoutes } from './web/progressive.ts'

const maxBodyBytes = 256 * 1024

/** A page with all that it loads is some ten requests; chargers that fetch firmware come from one address too. */
const visitorLimits = { burst: 500, perSecond: 100 }

/** What takes whole files, or much at once, and bounds its own size. */
const filePaths = [
  '/uploads/*',
  '/api/v1/firmware-images/*',
  '/api/v1/reconciliation/gateways/*',
  '/api/v1/site-documents/:id/file',
  '/regulation/:slug/documents',
  '/messaging/*',
  '/api/v1/incidents/:number/photos',
  '/console/incidents/:number/photos',
  '/console/firmware-images/:id/file',
  '/console/settlements/new',
]

/** Forms that ask the API, beside those of the console's matrix. */
const chargerForms = ['/console/chargers/:chargePointId/deeds/*', '/technician/:chargePointId/*']

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new Problem('too-large', `A request body may have ${maxBodyBytes} bytes.`)
  },
})

/** The whole HTTP side, assembled from the features. */
export function createApp(services: Services): Hono {
  const app = new Hono()
  app.use((c, next) => {
    c.set('isBehindProxy', services.settings.isBehindProxy)
    return next()
  })
  app.use(measureRequests(services))
  app.use(compress())
  app.use(finishPages())
  app.use(pageSecurity(services.settings.mapTiles?.url ?? null))
  app.use(except(filePaths, limitedBody))
  app.use(identify(services))
  // The API's stands behind what counts and keeps its requests; to it the console's forms go on.
  app.use(except(['/api/*', ...consoleForms, ...chargerForms], keepRequests(services)))
  app.use(except('/api/*', authorise(services)))
  app.route('/api/v1/claims', claimRoutes(services))
  app.route('/api/v1/nearest-chargers', nearestApiRoutes(services))
  app.route('/api/v1', operatorApi(services))
  app.use(rateLimit(services.clock, visitorLimits, addressOf))
  app.route('/', driverRoutes(services))
  app.route('/', reportRoutes(services))
  app.route('/status', statusPages(services))
  app.route('/', nearestRoutes(services))
  app.route('/regulation', regulationPages(services))
  app.route('/economics', economicsPages(services))
  app.route('/reports', reportPages(services))
  app.route('/report', sentReportPages(services))
  app.route('/', paymentRoutes(services))
  app.route('/', receiptRoutes(services))
  app.route('/', reservationPages(services))
  app.route('/', signInRoutes(services))
  app.route('/', linkRoutes(services))
  app.route('/', accountPages(services))
  app.route('/me', mePages(services))
  const ownApi = new OwnApi((request, env) => app.fetch(request, env))
  app.route('/technician', technicianPages(services, ownApi))
  app.route('/', assetPages(services))
  app.route('/', deskPages(services, ownApi))
  app.route('/console', consolePages(services, ownApi))
  app.route('/console/chat', chatPages(services))
  app.route('/planning', planningPages(services))
  app.route('/statements', statementPages(services))
  app.route('/console/sessions', powerStreams(services))
  app.route('/console/usage', usagePages(services))
  app.route('/', walletPageRoutes(services))
  app.route('/gateways', gatewayRoutes(services))
  app.route('/messaging', messagingWebhookRoutes(services))
  app.route('/uploads', receivingRoutes(services))
  app.route('/firmware', firmwareDownloadRoutes(services))
  app.route('/static', assetRoutes())
  app.route('/docs', docsRoutes())
  app.route('/', progressiveRoutes())
  app.get('/openapi.json', openApiRoute(app))
  app.get('/metrics', async (c) => {
    const { registry } = services.metrics
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => ready(c, services))
  app.notFound((c) => notFound(c, app))
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

function notFound(c: Context, app: Hono): Response | Promise<Response> {
  const allowed = allowedMethods(app, c.req.path)
  // A handler of this very method may have found nothing.
  if (allowed.length > 0 && !allowed.includes(c.req.method)) {
    const methods = allowed.join(', ')
    c.header('Allow', methods)
    return refused(
      c,
      new Problem('method-not-allowed', `${c.req.path} takes ${methods}, not ${c.req.method}.`),
    )
  }
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
  if (error instanceof Problem) return refused(c, error)
  if (error instanceof HTTPException && error.status < 500)
    return refused(c, new Problem('invalid-request', error.message))
  // The pattern and not the path, which may hold a card's number or a token.
  services.log.error({ error, route: routePath(c, -1) }, 'a request failed')
  return refused(c, new Problem('unexpected', 'It has been logged; please try again.'))
}

function refused(c: Context, problem: Problem): Response | Promise<Response> {
  return wantsPage(c) ? problemPage(c, problem) : problemResponse(c, problem)
}
