import { Hono } from 'hono'
import { except } from 'hono/combine'
import { authorise } from './features/access/guard.ts'
import { apiKeyRoutes } from './features/access/routes.ts'
import { isAskedByPage, keepRequests } from './features/activity/middleware.ts'
import { activityRoutes } from './features/activity/routes.ts'
import { alertContactRoutes, alertRoutes, alertRuleRoutes } from './features/alerts/routes.ts'
import { deliveryRoutes } from './features/assets/delivery-routes.ts'
import { assetRoutes } from './features/assets/routes.ts'
import { stockTakingRoutes } from './features/assets/stock-taking-routes.ts'
import { cardRoutes } from './features/cards/routes.ts'
import { cdrRoutes } from './features/cdrs/routes.ts'
import { certificateRoutes } from './features/certificates/routes.ts'
import { commandRoutes } from './features/chargers/command-routes.ts'
import { eventRoutes } from './features/chargers/event-routes.ts'
import { historyRoutes } from './features/chargers/history.ts'
import { requireKnownCharger } from './features/chargers/known-charger.ts'
import { queuedCommandRoutes } from './features/chargers/queued-command-routes.ts'
import { chargerRoutes } from './features/chargers/routes.ts'
import { sessionRoutes } from './features/charging/routes.ts'
import { suspectMessageRoutes } from './features/charging/suspect-message-routes.ts'
import { chatRoutes } from './features/chat/routes.ts'
import { claimCodeRoutes } from './features/claims/routes.ts'
import {
  configurationDriftRoutes,
  configurationRoutes,
  configurationTemplateRoutes,
} from './features/configuration/routes.ts'
import { overviewRoutes } from './features/console/api-routes.ts'
import { meRoutes, myWalletRoutes } from './features/drivers/me-routes.ts'
import { cardLinkRoutes, myCardRoutes } from './features/drivers/my-card-routes.ts'
import { cardOrderRoutes, driverRoutes } from './features/drivers/routes.ts'
import { postCostRoutes, profitRoutes, purchaseTariffRoutes } from './features/economics/routes.tsx'
import { firmwareCampaignRoutes } from './features/firmware/campaign-routes.ts'
import { firmwareImageRoutes } from './features/firmware/image-routes.ts'
import { firmwareUpdateRoutes } from './features/firmware/update-routes.ts'
import { fleetRoutes } from './features/fleets/routes.ts'
import { frameRoutes } from './features/frames/routes.ts'
import { riskRoutes } from './features/incidents/risk-routes.ts'
import { incidentRoutes } from './features/incidents/routes.ts'
import { ledgerRoutes } from './features/ledger/routes.ts'
import { localListRoutes } from './features/local-lists/routes.ts'
import { messageRoutes } from './features/messages/routes.ts'
import { modelRoutes } from './features/models/routes.ts'
import { availabilityRoutes } from './features/monitoring/routes.ts'
import { organisationRoutes } from './features/organisations/routes.ts'
import { agreementRoutes } from './features/partners/routes.ts'
import { exceptionRoutes, paymentRoutes, refundRoutes } from './features/payments/routes.ts'
import { partnerRoutes, payoutRoutes } from './features/payouts/routes.ts'
import { planningRoutes } from './features/planning/routes.ts'
import { invoiceRoutes, postpaidRoutes } from './features/postpaid/routes.ts'
import { powerBudgetRoutes } from './features/power-budgets/routes.ts'
import { breachRoutes } from './features/privacy/breach-routes.ts'
import { dataRequestRoutes, forgottenPeopleRoutes, ownDataRoutes } from './features/privacy/me-routes.ts'
import { ratingRoutes } from './features/ratings/routes.ts'
import { reconciliationRoutes } from './features/reconciliation/routes.ts'
import { documentRoutes, regulationRoutes, siteDocumentRoutes } from './features/regulation/routes.ts'
import { reportRoutes, scheduleRoutes } from './features/reports/routes.ts'
import { myReservationRoutes } from './features/reservations/my-routes.ts'
import { reservationRoutes } from './features/reservations/routes.ts'
import { searchRoutes } from './features/search/routes.ts'
import { accountApi } from './features/sign-in/account-api.ts'
import { meterKeyRoutes, signedReadingRoutes } from './features/signed-readings/routes.ts'
import { siteRoutes } from './features/sites/routes.ts'
import { statementRoutes } from './features/statements/routes.ts'
import { priceCapRoutes, tariffRoutes } from './features/tariffs/routes.ts'
import { uploadRoutes } from './features/uploads/routes.ts'
import { usageRoutes } from './features/usage/routes.ts'
import { walletRoutes } from './features/wallets/routes.ts'
import { webhookRoutes } from './features/webhooks/routes.ts'
import { idempotentPosts } from './http/idempotency.ts'
import { rateLimit } from './http/rate-limit.ts'
import type { Services } from './services.ts'

/** The burst is a script that looks at everything once. What our own pages ask is bounded as pages are. */
const clientLimits = { burst: 1000, perSecond: 50 }

/**
 * The API of those who hold a key or have signed in, mounted at `/api/v1` behind `identify`. Everything that an operator
 * can do is here.
 */
export function operatorApi(services: Services): Hono {
  const api = new Hono()
  api.use(
    except(
      isAskedByPage,
      rateLimit(services.clock, clientLimits, (c) => c.var.actor.id),
    ),
  )
  api.use(idempotentPosts(services))
  api.use(keepRequests(services))
  api.use(authorise(services))
  api.use('/chargers/:chargePointId/*', requireKnownCharger(services))
  api.route('/chargers', chargerRoutes(services))
  api.route('/chargers', commandRoutes(services))
  api.route('/chargers', queuedCommandRoutes(services))
  api.route('/chargers', localListRoutes(services))
  api.route('/chargers', historyRoutes(services))
  api.route('/chargers', uploadRoutes(services))
  api.route('/chargers', firmwareUpdateRoutes(services))
  api.route('/firmware-images', firmwareImageRoutes(services))
  api.route('/firmware-campaigns', firmwareCampaignRoutes(services))
  api.route('/sessions', sessionRoutes(services))
  api.route('/sessions', signedReadingRoutes(services))
  api.route('/cdrs', cdrRoutes(services))
  api.route('/usage', usageRoutes(services))
  api.route('/chargers', meterKeyRoutes(services))
  api.route('/suspect-messages', suspectMessageRoutes(services))
  api.route('/id-tags', cardRoutes(services))
  api.route('/me', meRoutes(services))
  api.route('/me', myWalletRoutes(services))
  api.route('/me', myCardRoutes(services))
  api.route('/me', cardLinkRoutes(services))
  api.route('/me', ownDataRoutes(services))
  api.route('/me/reservations', myReservationRoutes(services))
  api.route('/drivers', driverRoutes(services))
  api.route('/drivers', dataRequestRoutes(services))
  api.route('/forgotten-people', forgottenPeopleRoutes(services))
  api.route('/breaches', breachRoutes(services))
  api.route('/card-orders', cardOrderRoutes(services))
  api.route('/fleets', fleetRoutes(services))
  api.route('/overview', overviewRoutes(services))
  api.route('/search', searchRoutes(services))
  api.route('/sites', siteRoutes(services))
  api.route('/sites', powerBudgetRoutes(services))
  api.route('/sites', siteDocumentRoutes(services))
  api.route('/site-documents', documentRoutes(services))
  api.route('/regulation', regulationRoutes(services))
  api.route('/profit-and-loss', profitRoutes(services))
  api.route('/reports', reportRoutes(services))
  api.route('/report-schedules', scheduleRoutes(services))
  api.route('/sites', purchaseTariffRoutes(services))
  api.route('/post-costs', postCostRoutes(services))
  api.route('/tariffs', tariffRoutes(services))
  api.route('/price-caps', priceCapRoutes(services))
  api.route('/payments', paymentRoutes(services))
  api.route('/postpaid-accounts', postpaidRoutes(services))
  api.route('/invoices', invoiceRoutes(services))
  api.route('/wallets', walletRoutes(services))
  api.route('/refunds', refundRoutes(services))
  api.route('/payment-exceptions', exceptionRoutes(services))
  api.route('/agreements', agreementRoutes(services))
  api.route('/partners', partnerRoutes(services))
  api.route('/statements', statementRoutes(services))
  api.route('/payouts', payoutRoutes(services))
  api.route('/assets', assetRoutes(services))
  api.route('/delivery-notes', deliveryRoutes(services))
  api.route('/stock-takings', stockTakingRoutes(services))
  api.route('/ledger', ledgerRoutes(services))
  api.route('/reconciliation', reconciliationRoutes(services))
  api.route('/planning-studies', planningRoutes(services))
  api.route('/ratings', ratingRoutes(services))
  api.route('/events', eventRoutes(services))
  api.route('/certificates', certificateRoutes(services))
  api.route('/reservations', reservationRoutes(services))
  api.route('/api-keys', apiKeyRoutes(services))
  api.route('/account', accountApi(services))
  api.route('/organisations', organisationRoutes(services))
  api.route('/activity', activityRoutes(services))
  api.route('/chargers', claimCodeRoutes(services))
  api.route('/chargers', configurationRoutes(services))
  api.route('/chargers', frameRoutes(services))
  api.route('/configuration-drift', configurationDriftRoutes(services))
  api.route('/configuration-templates', configurationTemplateRoutes(services))
  api.route('/models', modelRoutes(services))
  api.route('/webhooks', webhookRoutes(services))
  api.route('/messages', messageRoutes(services))
  api.route('/chat', chatRoutes(services))
  api.route('/alerts', alertRoutes(services))
  api.route('/alert-rules', alertRuleRoutes(services))
  api.route('/alert-contacts', alertContactRoutes(services))
  api.route('/incidents', incidentRoutes(services))
  api.route('/risks', riskRoutes(services))
  api.route('/availability', availabilityRoutes(services))
  return api
}
