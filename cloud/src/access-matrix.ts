import type { Permission } from './core/roles.ts'

/** Something in a path that belongs to somebody, found by its name there. */
export type Thing = 'charger' | 'site' | 'session' | 'payment' | 'organisation'

/** Who may call a route, and what of everything such a caller sees. */
export type Access =
  /** Everybody, signed in or not. */
  | { readonly kind: 'open'; readonly because: string }
  | {
      readonly kind: 'granted'
      readonly permission: Permission
      /**
       * What a caller sees whose reach is less than everything. `all`: nothing, the route is for those who see
       * everything. `common`: what is nobody's. `ownSites`, `ownOrganisation`: what is at the organisation's sites, or its
       * own. `self`: the person's own; for people only, never for keys.
       */
      readonly narrowed: 'all' | 'common' | 'ownSites' | 'ownOrganisation' | 'self'
      /** What the path's first parameter names: to whom it is out of reach, it does not exist. */
      readonly thing?: Thing
      /** A person gives a fresh code before; a key has the permission among its scopes by name. */
      readonly freshCode?: true
    }

const open = (because: string): Access => ({ kind: 'open', because })
const all = (permission: Permission): Access => ({ kind: 'granted', permission, narrowed: 'all' })
const allWithCode = (permission: Permission): Access => ({
  kind: 'granted',
  permission,
  narrowed: 'all',
  freshCode: true,
})
const common = (permission: Permission): Access => ({ kind: 'granted', permission, narrowed: 'common' })
const ownSites = (permission: Permission, thing?: Thing): Access => ({
  kind: 'granted',
  permission,
  narrowed: 'ownSites',
  ...(thing && { thing }),
})

const driverPage = open('a page for drivers, who need no account')
const bySecret = open('its address is the secret')

/** Every route that there is: `METHOD /path` as it is mounted. One that is not here is refused. */
export const accessMatrix: Readonly<Record<string, Access>> = {
  'GET /': driverPage,
  'GET /c/:chargePointId': driverPage,
  'GET /c/:chargePointId/live': driverPage,
  'GET /c/:chargePointId/qr.svg': driverPage,
  'GET /c/:chargePointId/:socket/pay': driverPage,
  'POST /c/:chargePointId/:socket/pay': driverPage,
  'GET /p/:address': bySecret,
  'GET /p/:address/live': bySecret,
  'GET /p/:address/qr.svg': bySecret,
  'GET /p/:address/qr.png': bySecret,
  'POST /p/:address/top-up': bySecret,
  'POST /p/:address/stop': bySecret,
  'POST /p/:address/claim': bySecret,
  'POST /p/:address/rating': bySecret,
  'GET /p/:address/:deed{stop|top-up|claim|rating}': bySecret,
  'GET /p/:address/receipt': bySecret,
  'POST /p/:address/receipt/send': bySecret,
  'POST /c/:chargePointId/:socket/unlink': driverPage,
  'GET /p/:address/receipt/qr.svg': bySecret,
  'GET /p/:address/receipt/pdf': bySecret,
  'GET /r/:code': bySecret,
  'ALL /gateways/:gateway/*': open('payment providers sign what they send'),
  'GET /messaging/:channel': open('messaging providers prove who they are by a token'),
  'POST /messaging/:channel': open('messaging providers sign what they send'),
  'GET /p/:address/linked': bySecret,
  'PUT /uploads/:token': bySecret,
  'POST /uploads/:token': bySecret,
  'PUT /uploads/:token/*': bySecret,
  'POST /uploads/:token/*': bySecret,
  'GET /firmware/:id/:fileName': bySecret,
  'GET /static/:hash/:name': open('the same for everybody'),
  'GET /nearest': driverPage,
  'GET /help': driverPage,
  'GET /manifest.webmanifest': open('the same for everybody'),
  'GET /worker.js': open('the same for everybody'),
  'GET /offline': open('the same for everybody'),
  'GET /docs': open('the same for everybody'),
  'GET /docs/:file': open('the same for everybody'),
  'GET /openapi.json': open('the same for everybody'),
  'GET /healthz': open('says nothing but that the process lives'),
  'GET /readyz': open('says nothing but that the database takes writes'),
  'GET /metrics': all('metrics.read'),

  'POST /api/v1/claims': open('the claim code is the key'),
  'GET /api/v1/nearest-chargers': open('what stands on the posts’ own pages'),

  'GET /api/v1/chargers': ownSites('chargers.read'),
  'GET /api/v1/chargers/:chargePointId': ownSites('chargers.read', 'charger'),
  'PUT /api/v1/chargers/:chargePointId': all('chargers.write'),
  'PUT /api/v1/chargers/:chargePointId/registration': all('chargers.write'),
  'POST /api/v1/chargers/:chargePointId/start': all('sessions.control'),
  'POST /api/v1/chargers/:chargePointId/password': all('chargers.secure'),
  'POST /api/v1/chargers/:chargePointId/security-profile': all('chargers.secure'),
  'POST /api/v1/chargers/:chargePointId/commands/CancelReservation': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/CertificateSigned': all('chargers.secure'),
  'POST /api/v1/chargers/:chargePointId/commands/ChangeAvailability': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/ChangeConfiguration': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/ClearCache': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/ClearChargingProfile': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/DataTransfer': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/DeleteCertificate': all('chargers.secure'),
  'POST /api/v1/chargers/:chargePointId/commands/ExtendedTriggerMessage': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/GetCompositeSchedule': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/GetConfiguration': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/GetDiagnostics': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/GetInstalledCertificateIds': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/GetLocalListVersion': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/GetLog': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/InstallCertificate': all('chargers.secure'),
  'POST /api/v1/chargers/:chargePointId/commands/RemoteStartTransaction': all('sessions.control'),
  'POST /api/v1/chargers/:chargePointId/commands/RemoteStopTransaction': all('sessions.control'),
  'POST /api/v1/chargers/:chargePointId/commands/ReserveNow': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/Reset': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/SendLocalList': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/SetChargingProfile': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/SignedUpdateFirmware': all('firmware.install'),
  'POST /api/v1/chargers/:chargePointId/commands/TriggerMessage': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/UnlockConnector': all('chargers.command'),
  'POST /api/v1/chargers/:chargePointId/commands/UpdateFirmware': all('firmware.install'),
  'GET /api/v1/chargers/:chargePointId/queued-commands': all('diagnostics.read'),
  'DELETE /api/v1/chargers/:chargePointId/queued-commands/:id': all('chargers.command'),
  'GET /api/v1/chargers/:chargePointId/local-list': all('diagnostics.read'),
  'POST /api/v1/chargers/:chargePointId/local-list/sync': all('chargers.command'),
  'GET /api/v1/chargers/:chargePointId/history': ownSites('chargers.read', 'charger'),
  'GET /api/v1/chargers/:chargePointId/uploads': all('diagnostics.read'),
  'POST /api/v1/chargers/:chargePointId/uploads': all('chargers.command'),
  'GET /api/v1/chargers/:chargePointId/uploads/:id/file': all('diagnostics.read'),
  'GET /api/v1/chargers/:chargePointId/firmware-updates': all('firmware.read'),
  'POST /api/v1/chargers/:chargePointId/firmware-updates': all('firmware.install'),
  'POST /api/v1/chargers/:chargePointId/claim-codes': all('chargers.install'),
  'GET /api/v1/chargers/:chargePointId/configuration': all('configuration.read'),
  'POST /api/v1/chargers/:chargePointId/configuration/read': all('chargers.install'),
  'POST /api/v1/chargers/:chargePointId/configuration/push': all('chargers.install'),
  'GET /api/v1/chargers/:chargePointId/frames': all('diagnostics.read'),
  'GET /api/v1/events': ownSites('chargers.read'),

  'GET /api/v1/firmware-images': all('firmware.read'),
  'GET /api/v1/firmware-images/:id': all('firmware.read'),
  'POST /api/v1/firmware-images': all('firmware.write'),
  'PUT /api/v1/firmware-images/:id/file': all('firmware.write'),
  'GET /api/v1/firmware-campaigns': all('firmware.read'),
  'GET /api/v1/firmware-campaigns/:id': all('firmware.read'),
  'GET /api/v1/firmware-campaigns/:id/updates': all('firmware.read'),
  'POST /api/v1/firmware-campaigns': all('firmware.write'),
  'PUT /api/v1/firmware-campaigns/:id/state': all('firmware.write'),

  'GET /api/v1/sessions': ownSites('sessions.read'),
  'GET /api/v1/sessions/:id': ownSites('sessions.read', 'session'),
  'GET /api/v1/sessions/:id/readings': ownSites('sessions.read', 'session'),
  'GET /api/v1/sessions/:id/signed-readings': ownSites('sessions.read', 'session'),
  'GET /api/v1/chargers/:chargePointId/meter-keys': ownSites('chargers.read', 'charger'),
  'POST /api/v1/chargers/:chargePointId/meter-keys/:keyId/acceptance': allWithCode('chargers.secure'),
  'POST /api/v1/sessions/:id/stop': all('sessions.control'),
  'POST /api/v1/sessions/:id/resolution': all('sessions.resolve'),
  'GET /api/v1/suspect-messages': all('exceptions.read'),
  'POST /api/v1/suspect-messages/:id/resolution': all('sessions.resolve'),
  'GET /api/v1/reservations': all('reservations.read'),
  'GET /api/v1/reservations/:reservationId': all('reservations.read'),
  'POST /api/v1/reservations': all('reservations.write'),
  'POST /api/v1/reservations/:reservationId/cancel': all('reservations.write'),
  'GET /api/v1/id-tags': all('cards.read'),
  'GET /api/v1/id-tags/:idTag': all('cards.read'),
  'PUT /api/v1/id-tags/:idTag': all('cards.write'),

  'GET /api/v1/ratings': ownSites('sessions.read'),
  'GET /api/v1/sites': ownSites('sites.read'),
  'GET /api/v1/sites/:slug': ownSites('sites.read', 'site'),
  'PUT /api/v1/sites/:slug': all('sites.write'),
  'GET /api/v1/sites/:slug/power-budget': ownSites('sites.read', 'site'),
  'PUT /api/v1/sites/:slug/power-budget': all('sites.write'),
  'DELETE /api/v1/sites/:slug/power-budget': all('sites.write'),
  'POST /api/v1/sites/:slug/power-budget/check': all('sites.write'),

  'GET /api/v1/tariffs': ownSites('tariffs.read'),
  'POST /api/v1/tariffs': allWithCode('tariffs.write'),
  'GET /api/v1/price-caps': common('tariffs.read'),
  'POST /api/v1/price-caps': allWithCode('tariffs.write'),
  'GET /api/v1/payments': ownSites('payments.read'),
  'GET /api/v1/payments/:id': ownSites('payments.read', 'payment'),
  'GET /api/v1/refunds': ownSites('payments.read'),
  'POST /api/v1/refunds/:id/transfer': allWithCode('refunds.write'),
  'POST /api/v1/refunds/:id/verdict': allWithCode('refunds.write'),
  'GET /api/v1/payment-exceptions': all('exceptions.read'),
  'POST /api/v1/payment-exceptions/:id/resolution': all('exceptions.write'),
  'GET /api/v1/postpaid-accounts': all('postpaid.read'),
  'GET /api/v1/postpaid-accounts/:slug': all('postpaid.read'),
  'PUT /api/v1/postpaid-accounts/:slug': all('postpaid.write'),
  'POST /api/v1/postpaid-accounts/:slug/invoices': all('postpaid.write'),
  'GET /api/v1/invoices': all('postpaid.read'),
  'GET /api/v1/invoices/:number': all('postpaid.read'),
  'POST /api/v1/payments/:id/capture-verdict': allWithCode('refunds.write'),
  'GET /api/v1/invoices/:number/pdf': all('postpaid.read'),
  'POST /api/v1/invoices/:number/payment': all('postpaid.write'),
  'GET /api/v1/ledger/trial-balance': all('ledger.read'),
  'GET /api/v1/ledger/accounts/:account/statement': all('ledger.read'),
  'GET /api/v1/ledger/journals/:id': all('ledger.read'),
  'POST /api/v1/ledger/journals/:id/reversal': all('ledger.write'),
  'PUT /api/v1/reconciliation/gateways/:gateway/settlement-report': all('reconciliation.write'),
  'GET /api/v1/reconciliation/settlement-reports': all('reconciliation.read'),
  'GET /api/v1/reconciliation/settlement-reports/:id/rows': all('reconciliation.read'),
  'POST /api/v1/reconciliation/settlement-rows/:id/booking': all('reconciliation.write'),
  'GET /api/v1/reconciliation/sites/:slug/days/:day': all('reconciliation.read'),

  'GET /api/v1/certificates/root': common('chargers.read'),
  'GET /api/v1/certificates': all('diagnostics.read'),
  'POST /api/v1/certificates/renewals': all('chargers.secure'),
  'POST /api/v1/certificates/:serialNumber/revocation': all('chargers.secure'),
  'GET /api/v1/configuration-drift': all('configuration.read'),
  'GET /api/v1/configuration-templates': all('configuration.read'),
  'GET /api/v1/configuration-templates/:slug': all('configuration.read'),
  'PUT /api/v1/configuration-templates/:slug': all('configuration.write'),
  'GET /api/v1/models': all('configuration.read'),
  'PUT /api/v1/models/:vendor/:model': all('configuration.write'),

  'GET /api/v1/webhooks': all('webhooks.read'),
  'POST /api/v1/webhooks': all('webhooks.write'),
  'PUT /api/v1/webhooks/:id': all('webhooks.write'),
  'GET /api/v1/webhooks/:id/deliveries': all('webhooks.read'),
  'POST /api/v1/webhooks/:id/replay': all('webhooks.write'),
  'POST /api/v1/webhooks/:id/deliveries/:deliveryId/replay': all('webhooks.write'),
  'GET /api/v1/messages': all('messages.read'),
  'GET /api/v1/messages/received': all('messages.read'),
  'GET /api/v1/messages/costs': all('messages.read'),
  'GET /api/v1/messages/templates': all('messages.read'),
  'GET /api/v1/messages/prices': all('messages.read'),
  'PUT /api/v1/messages/prices': all('messages.prices'),
  'GET /api/v1/messages/opt-outs': all('messages.read'),
  'PUT /api/v1/messages/opt-outs': all('messages.write'),
  'DELETE /api/v1/messages/opt-outs': all('messages.write'),
  'GET /api/v1/messages/:id': all('messages.read'),
  'POST /api/v1/messages/:id/resend': all('messages.write'),

  'GET /api/v1/api-keys': all('keys.read'),
  'POST /api/v1/api-keys': allWithCode('keys.write'),
  'DELETE /api/v1/api-keys/:id': allWithCode('keys.write'),
  'GET /api/v1/activity': all('activity.read'),
  'GET /api/v1/activity/csv': all('activity.read'),
  'GET /api/v1/activity/chain': all('activity.read'),
}

/** What a person gives a fresh code for, and a key must have been made for by name. */
export const permissionsWithCode: ReadonlySet<Permission> = new Set(
  Object.values(accessMatrix).flatMap((access) =>
    access.kind === 'granted' && access.freshCode ? [access.permission] : [],
  ),
)
