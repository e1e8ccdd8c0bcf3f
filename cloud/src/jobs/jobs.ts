import { watchAlerts } from '../features/alerts/job.ts'
import { watchCertificates } from '../features/certificates/expiry-watch.ts'
import { expireQueuedCommands } from '../features/chargers/queued-commands.ts'
import { closeStaleSessions } from '../features/charging/stale-sessions.ts'
import { answerChat, stopByChat } from '../features/chat/job.ts'
import { watchConfigurations } from '../features/configuration/drift-watch.ts'
import { tellCosts } from '../features/displays/tell-costs.ts'
import { tellDisplays } from '../features/displays/tell-displays.ts'
import { runCampaigns } from '../features/firmware/campaigns.ts'
import { watchAllowances } from '../features/fleets/allowance-watch.ts'
import { keepLocalListsInStep } from '../features/local-lists/keep-in-step.ts'
import { deliverMessages } from '../features/messages/delivery.ts'
import { forgetMessages } from '../features/messages/retention.ts'
import { keepSpans } from '../features/monitoring/keep-spans.ts'
import { drivePayments } from '../features/payments/drive.ts'
import { forgetExternalIds } from '../features/payments/external-ids.ts'
import { issueMonthlyInvoices } from '../features/postpaid/invoicing.ts'
import { balancePower } from '../features/power-budgets/balance.ts'
import { watchBreaches } from '../features/privacy/breach-watch.ts'
import { forgetInTime } from '../features/privacy/retention.ts'
import { matchDays } from '../features/reconciliation/match-days.ts'
import { watchSettlements } from '../features/reconciliation/missing.ts'
import { remindOfDocuments } from '../features/regulation/reminders.ts'
import { writeReports } from '../features/reports/writing.ts'
import { expireReservations } from '../features/reservations/commands.ts'
import { learnProfiles } from '../features/reservations/learn-profiles.ts'
import { forgetSignIns } from '../features/sign-in/forgetting.ts'
import { closeMonthlyStatements } from '../features/statements/closing.ts'
import { driveWallets } from '../features/wallets/drive.ts'
import { deliverWebhooks } from '../features/webhooks/delivery.ts'
import type { Services } from '../services.ts'
import { forgetIdempotencyKeys } from './forget-idempotency-keys.ts'
import { type Retention, retain } from './retention.ts'
import type { Job } from './runner.ts'

/** Everything that is done again and again. */
export function jobsOf(services: Services, retention: Retention): Job[] {
  return [
    answerChat(services),
    stopByChat(services),
    balancePower(services),
    closeMonthlyStatements(services),
    closeStaleSessions(services),
    deliverMessages(services),
    deliverWebhooks(services),
    drivePayments(services),
    driveWallets(services),
    expireQueuedCommands(services),
    expireReservations(services),
    forgetExternalIds(services),
    forgetIdempotencyKeys(services),
    forgetSignIns(services),
    forgetInTime(services),
    forgetMessages(services),
    issueMonthlyInvoices(services),
    keepLocalListsInStep(services),
    keepSpans(services),
    learnProfiles(services),
    matchDays(services),
    remindOfDocuments(services),
    services.readings.job(services),
    retain(services, retention),
    runCampaigns(services),
    tellCosts(services),
    tellDisplays(services),
    watchAlerts(services),
    watchAllowances(services),
    watchBreaches(services),
    watchCertificates(services),
    watchConfigurations(services),
    watchSettlements(services),
    writeReports(services),
  ]
}
