import { toIso } from '@colok/shared/time'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'
import { askForRenewal } from './commands.ts'

const dayMs = 86_400_000

/** A post may be offline for weeks; a certificate is renewed this long before it ends. */
const renewBeforeMs = 45 * dayMs

/** A charger that did not come with a request is asked again after this long. */
const askAgainAfterMs = dayMs

/** Asks chargers for a new signing request in time, and says so when one did not come. */
export function watchCertificates(services: Services): Job {
  return {
    name: 'watch the expiry of certificates',
    everyMs: 3_600_000,
    async run() {
      const now = services.clock.wallMs()
      const rows = await services.read.all<{ chargePointId: string; expiresAt: string }>(
        `select charge_point_id, max(expires_at) as expires_at from charger_certificate
         join charger on charger.id = charger_id
         where state in ('accepted', 'issued') and connected = 1
         group by charge_point_id
         having max(expires_at) < ? and (max(renewal_asked_at) is null or max(renewal_asked_at) < ?)`,
        [toIso(now + renewBeforeMs), toIso(now - askAgainAfterMs)],
      )
      for (const { chargePointId, expiresAt } of rows) {
        const { outcome } = await askForRenewal(services, chargePointId)
        services.log.warn(
          { chargePointId, expiresAt, outcome },
          'a certificate ends soon; asked for a new request',
        )
        const data = { expiresAt, outcome }
        await services.writer.write((tx) =>
          tell(tx, services, { type: 'charger.certificateExpiring', chargePointId, data }),
        )
      }
    },
  }
}
