/** The console's pages that show something, each with the route of the API that it shows. */
const views = {
  '/console/sessions': 'GET /api/v1/sessions',
  '/console/sessions/:id': 'GET /api/v1/sessions/:id',
  '/console/suspects': 'GET /api/v1/suspect-messages',
  '/console/payments': 'GET /api/v1/payments',
  '/console/payments/:id': 'GET /api/v1/payments/:id',
  '/console/refunds': 'GET /api/v1/refunds',
  '/console/exceptions': 'GET /api/v1/payment-exceptions',
  '/console/settlements': 'GET /api/v1/reconciliation/settlement-reports',
  '/console/settlements/:id': 'GET /api/v1/reconciliation/settlement-reports/:id/rows',
  '/console/wallets': 'GET /api/v1/wallets',
  '/console/wallets/:id': 'GET /api/v1/wallets/:id',
  '/console/journals/:id': 'GET /api/v1/ledger/journals/:id',
  '/console/tariffs': 'GET /api/v1/tariffs',
  '/console/tariffs/:id': 'GET /api/v1/tariffs/:id',
  '/console/price-caps': 'GET /api/v1/price-caps',
  '/console/organisations': 'GET /api/v1/organisations',
  '/console/organisations/:organisationId': 'GET /api/v1/organisations/:organisationId',
  '/console/api-keys': 'GET /api/v1/api-keys',
  '/console/cards': 'GET /api/v1/id-tags',
  '/console/cards/:idTag': 'GET /api/v1/id-tags/:idTag',
  '/console/card-orders': 'GET /api/v1/card-orders',
  '/console/drivers': 'GET /api/v1/drivers',
  '/console/drivers/:id': 'GET /api/v1/drivers/:id',
  '/console/fleets/:organisationId': 'GET /api/v1/fleets/:organisationId/cards',
  '/console/agreements': 'GET /api/v1/agreements',
  '/console/agreements/:id': 'GET /api/v1/agreements/:id',
  '/console/agreements/:id/electricity-bills': 'GET /api/v1/agreements/:id/electricity-bills',
  '/console/partner-statements': 'GET /api/v1/statements',
  '/console/partners/:slug': 'GET /api/v1/partners/:slug',
  '/console/payouts': 'GET /api/v1/payouts',
  '/console/payouts/:number': 'GET /api/v1/payouts/:number',
  '/console/firmware-images': 'GET /api/v1/firmware-images',
  '/console/firmware-images/:id': 'GET /api/v1/firmware-images/:id',
  '/console/firmware-campaigns': 'GET /api/v1/firmware-campaigns',
  '/console/firmware-campaigns/:id': 'GET /api/v1/firmware-campaigns/:id',
  '/console/firmware-campaigns/:id/live': 'GET /api/v1/firmware-campaigns/:id',
  '/console/sites': 'GET /api/v1/sites',
  '/console/sites/:slug': 'GET /api/v1/sites/:slug',
  '/console/sites/:slug/purchase-tariffs': 'GET /api/v1/sites/:slug/purchase-tariffs',
  '/console/post-costs': 'GET /api/v1/post-costs',
  '/console/webhooks': 'GET /api/v1/webhooks',
  '/console/webhooks/:id': 'GET /api/v1/webhooks/:id/deliveries',
  '/console/alerts': 'GET /api/v1/alerts',
  '/console/incidents': 'GET /api/v1/incidents',
  '/console/incidents/:number': 'GET /api/v1/incidents/:number',
  '/console/alert-rules': 'GET /api/v1/alert-rules',
  '/console/alert-contacts': 'GET /api/v1/alert-contacts',
  '/console/risks': 'GET /api/v1/risks',
  '/console/availability': 'GET /api/v1/availability',
  '/console/activity': 'GET /api/v1/activity',
  '/console/activity/chain': 'GET /api/v1/activity/chain',
} as const

/** Its forms, each with the route of the API that it fills in: GET opens it, POST sends it. */
const forms = {
  '/console/sessions/:id/stop': 'POST /api/v1/sessions/:id/stop',
  '/console/sessions/:id/bill': 'POST /api/v1/sessions/:id/resolution',
  '/console/sessions/:id/waive': 'POST /api/v1/sessions/:id/resolution',
  '/console/suspects/:id/apply': 'POST /api/v1/suspect-messages/:id/resolution',
  '/console/suspects/:id/dismiss': 'POST /api/v1/suspect-messages/:id/resolution',
  '/console/payments/:id/capture-verdict': 'POST /api/v1/payments/:id/capture-verdict',
  '/console/refunds/:id/transfer': 'POST /api/v1/refunds/:id/transfer',
  '/console/refunds/:id/verdict': 'POST /api/v1/refunds/:id/verdict',
  '/console/exceptions/:id/return/:way': 'POST /api/v1/payment-exceptions/:id/return',
  '/console/exceptions/:id/resolution': 'POST /api/v1/payment-exceptions/:id/resolution',
  '/console/settlements/new': 'PUT /api/v1/reconciliation/gateways/:gateway/settlement-report',
  '/console/settlement-rows/:id/booking': 'POST /api/v1/reconciliation/settlement-rows/:id/booking',
  '/console/wallets/new': 'POST /api/v1/wallets',
  '/console/wallets/:id/edit': 'PUT /api/v1/wallets/:id',
  '/console/wallets/:id/top-up': 'POST /api/v1/wallets/:id/top-ups',
  '/console/wallets/:id/cards/new': 'PUT /api/v1/wallets/:id/cards/:idTag',
  '/console/wallets/:id/cards/:idTag/removal': 'DELETE /api/v1/wallets/:id/cards/:idTag',
  '/console/wallets/:id/payout': 'POST /api/v1/wallets/:id/payouts',
  '/console/wallets/:id/reversal/:journalId': 'POST /api/v1/wallets/:id/reversals',
  '/console/wallets/:id/holds/:holdId/release': 'POST /api/v1/wallets/:id/holds/:holdId/release',
  '/console/tariffs/new': 'POST /api/v1/tariffs',
  '/console/price-caps/new': 'POST /api/v1/price-caps',
  '/console/organisations/new': 'POST /api/v1/organisations',
  '/console/organisations/:organisationId/ending': 'POST /api/v1/organisations/:organisationId/ending',
  '/console/organisations/:organisationId/invite': 'POST /api/v1/organisations/:organisationId/invitations',
  '/console/organisations/:organisationId/invitations/:id/revocation':
    'DELETE /api/v1/organisations/:organisationId/invitations/:id',
  '/console/organisations/:organisationId/members/:userId/role':
    'PUT /api/v1/organisations/:organisationId/members/:userId',
  '/console/organisations/:organisationId/members/:userId/removal':
    'DELETE /api/v1/organisations/:organisationId/members/:userId',
  '/console/organisations/:organisationId/sites/new': 'PUT /api/v1/organisations/:organisationId/sites/:site',
  '/console/organisations/:organisationId/sites/:site/release':
    'DELETE /api/v1/organisations/:organisationId/sites/:site',
  '/console/api-keys/new': 'POST /api/v1/api-keys',
  '/console/api-keys/:id/revocation': 'DELETE /api/v1/api-keys/:id',
  '/console/cards/new': 'PUT /api/v1/id-tags/:idTag',
  '/console/cards/:idTag/edit': 'PUT /api/v1/id-tags/:idTag',
  '/console/cards/:idTag/block': 'PUT /api/v1/id-tags/:idTag',
  '/console/cards/:idTag/unblock': 'PUT /api/v1/id-tags/:idTag',
  '/console/cards/:idTag/wallet': 'PUT /api/v1/wallets/:id/cards/:idTag',
  '/console/cards/:idTag/replacement': 'POST /api/v1/id-tags/:idTag/replacement',
  '/console/card-orders/:id/fulfilment': 'POST /api/v1/card-orders/:id/fulfilment',
  '/console/card-orders/:id/cancellation': 'POST /api/v1/card-orders/:id/cancellation',
  '/console/drivers/:id/cards/new': 'POST /api/v1/drivers/:id/cards',
  '/console/fleets/:organisationId/account': 'PUT /api/v1/fleets/:organisationId/account',
  '/console/fleets/:organisationId/cards/:idTag/limits':
    'PUT /api/v1/fleets/:organisationId/cards/:idTag/limits',
  '/console/fleets/:organisationId/cards/:idTag/rider':
    'PUT /api/v1/fleets/:organisationId/cards/:idTag/rider',
  '/console/fleets/:organisationId/cards/:idTag/block':
    'POST /api/v1/fleets/:organisationId/cards/:idTag/block',
  '/console/fleets/:organisationId/cards/:idTag/unblock':
    'DELETE /api/v1/fleets/:organisationId/cards/:idTag/block',
  '/console/agreements/new': 'POST /api/v1/agreements',
  '/console/agreements/:id/end': 'POST /api/v1/agreements/:id/end',
  '/console/agreements/:id/electricity-bills/new': 'POST /api/v1/agreements/:id/electricity-bills',
  '/console/partner-statements/close': 'POST /api/v1/statements',
  '/console/partners/:slug/bank-accounts/new': 'POST /api/v1/partners/:slug/bank-accounts',
  '/console/partners/:slug/bank-accounts/:id/confirmation':
    'POST /api/v1/partners/:slug/bank-accounts/:id/confirmation',
  '/console/partners/:slug/bank-accounts/:id/refusal':
    'POST /api/v1/partners/:slug/bank-accounts/:id/refusal',
  '/console/payouts/new': 'POST /api/v1/payouts',
  '/console/payouts/:number/approval': 'POST /api/v1/payouts/:number/approval',
  '/console/payouts/:number/payment': 'POST /api/v1/payouts/:number/payment',
  '/console/payouts/:number/refusal': 'POST /api/v1/payouts/:number/refusal',
  '/console/firmware-images/new': 'POST /api/v1/firmware-images',
  '/console/firmware-images/:id/file': 'PUT /api/v1/firmware-images/:id/file',
  '/console/firmware-campaigns/new': 'POST /api/v1/firmware-campaigns',
  '/console/firmware-campaigns/:id/state/:state': 'PUT /api/v1/firmware-campaigns/:id/state',
  '/console/chargers/new': 'PUT /api/v1/chargers/:chargePointId',
  '/console/sites/new': 'PUT /api/v1/sites/:slug',
  '/console/sites/:slug/edit': 'PUT /api/v1/sites/:slug',
  '/console/sites/:slug/power': 'PUT /api/v1/sites/:slug/power-budget',
  '/console/sites/:slug/power/removal': 'DELETE /api/v1/sites/:slug/power-budget',
  '/console/sites/:slug/purchase-tariffs/new': 'PUT /api/v1/sites/:slug/purchase-tariffs/:validFrom',
  '/console/post-costs/new': 'POST /api/v1/post-costs',
  '/console/post-costs/:id/removal': 'DELETE /api/v1/post-costs/:id',
  '/console/incidents/new': 'POST /api/v1/incidents',
  '/console/incidents/:number/take': 'POST /api/v1/incidents/:number/acknowledgement',
  '/console/incidents/:number/assign': 'POST /api/v1/incidents/:number/assignment',
  '/console/incidents/:number/note': 'POST /api/v1/incidents/:number/notes',
  '/console/incidents/:number/parts': 'POST /api/v1/incidents/:number/parts',
  '/console/incidents/:number/close': 'POST /api/v1/incidents/:number/closing',
  '/console/alerts/:id/take': 'POST /api/v1/alerts/:id/acknowledgement',
  '/console/alert-rules/new': 'PUT /api/v1/alert-rules/:slug',
  '/console/alert-rules/:slug/removal': 'DELETE /api/v1/alert-rules/:slug',
  '/console/alert-rules/:slug/edit': 'PUT /api/v1/alert-rules/:slug',
  '/console/alert-contacts/new': 'PUT /api/v1/alert-contacts/:slug',
  '/console/alert-contacts/:slug/edit': 'PUT /api/v1/alert-contacts/:slug',
  '/console/alert-contacts/:slug/removal': 'DELETE /api/v1/alert-contacts/:slug',
  '/console/risks/:slug/removal': 'DELETE /api/v1/risks/:slug',
  '/console/risks/new': 'PUT /api/v1/risks/:slug',
  '/console/risks/:slug/edit': 'PUT /api/v1/risks/:slug',
  '/console/webhooks/new': 'POST /api/v1/webhooks',
  '/console/webhooks/:id/edit': 'PUT /api/v1/webhooks/:id',
  '/console/webhooks/:id/replay': 'POST /api/v1/webhooks/:id/replay',
  '/console/webhooks/:id/deliveries/:deliveryId/replay':
    'POST /api/v1/webhooks/:id/deliveries/:deliveryId/replay',
} as const

export type ConsoleView = keyof typeof views
export type ConsoleForm = keyof typeof forms

/** The paths of all forms. */
export const consoleForms: string[] = Object.keys(forms)

/** By which route of the API a form is done. */
export const routeOfForm: Readonly<Record<ConsoleForm, string>> = forms

/**
 * The rows of these pages: whoever may ask the API may see the page that asks it, with the same reach. `rowOf` is the row of
 * a route of the API, but for the fresh code, which the API demands when the form goes on to it.
 */
export function consoleRows<Row>(rowOf: (route: string) => Row): Record<string, Row> {
  const rows: Record<string, Row> = {}
  for (const [page, route] of Object.entries(views)) rows[`GET ${page}`] = rowOf(route)
  for (const [page, route] of Object.entries(forms)) {
    rows[`GET ${page}`] = rowOf(route)
    rows[`POST ${page}`] = rowOf(route)
  }
  return rows
}
