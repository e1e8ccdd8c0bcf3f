import { toIso } from '@colok/shared/time'
import { vendorRequest } from '@colok/shared/vendor'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { mustStopNow } from '../../core/prepaid.ts'
import { first } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { meterPace } from '../charging/pace.ts'

/** Between two looks at a session whose charger knows no limit, or does not answer. */
const lookEveryMs = 5000

/** Another process may have begun a session without a word. */
const lookAgainMs = 60_000

/** After a stop was sent: time for it to be carried out. */
const stopAgainMs = 15_000

const togetherAtMost = 50

interface Allowed {
  readonly transactionId: number
  readonly chargerId: number
  readonly chargePointId: string
  readonly connectorId: number
  readonly startedAt: string
  readonly meterStartWh: number
  readonly state: 'charging' | 'finished'
  readonly limitWh: number
  readonly limitSeconds: number | null
  readonly limitedBy: 'charger' | 'cloud' | null
}

/**
 * Keeps sessions of limited cards within what they may take: our chargers are told and keep it themselves, others are
 * watched from here and stopped ahead of it.
 */
export function watchAllowances(services: Services): Job {
  let wake: Wake = () => {}
  return {
    name: 'watch allowances',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.bells.when('allowances', () => wake(0))
    },
    async run() {
      const due = await services.read.all<Allowed>(
        `select session.transaction_id, charger_id, charge_point_id, connector_id, started_at, meter_start_wh, state,
           limit_wh, limit_seconds, limited_by
         from session_allowance join session on session.transaction_id = session_allowance.transaction_id
           join charger on charger.id = session.charger_id
         where due_at <= ? order by due_at limit ?`,
        [toIso(services.clock.wallMs()), togetherAtMost],
      )
      await Promise.all(due.map((allowed) => look(services, allowed)))
      const next = await first<{ at: string | null }>(
        services.read,
        'select min(due_at) as at from session_allowance where due_at is not null',
        [],
      )
      if (next?.at) wake(Math.max(0, fromStoredInstant(next.at) - services.clock.wallMs()))
    },
  }
}

async function look(services: Services, allowed: Allowed): Promise<void> {
  if (allowed.state === 'finished') return note(services, allowed, { dueInMs: undefined })
  if (allowed.limitedBy === null) return tellLimit(services, allowed)
  const isReached = await reached(services, allowed)
  const { chargePointId, transactionId } = allowed
  if (isReached) await commandCharger(services, chargePointId, 'RemoteStopTransaction', { transactionId })
  return note(services, allowed, { dueInMs: isReached ? stopAgainMs : lookEveryMs })
}

async function tellLimit(services: Services, allowed: Allowed): Promise<void> {
  const { connectorId, transactionId, limitWh, limitSeconds } = allowed
  const limit = { connectorId, transactionId, limitWh, ...(limitSeconds !== null && { limitSeconds }) }
  const request = vendorRequest('SetSessionLimit', limit)
  const { outcome } = await commandCharger(services, allowed.chargePointId, 'DataTransfer', request)
  switch (outcome) {
    case 'accepted':
      return note(services, allowed, { limitedBy: 'charger', dueInMs: undefined })
    case 'rejected':
    case 'failed':
    case 'notAccepted':
      return note(services, allowed, { limitedBy: 'cloud', dueInMs: 0 })
    default:
      return note(services, allowed, { dueInMs: lookEveryMs })
  }
}

async function reached(services: Services, allowed: Allowed): Promise<boolean> {
  const seconds = (services.clock.wallMs() - fromStoredInstant(allowed.startedAt)) / 1000
  if (allowed.limitSeconds !== null && seconds >= allowed.limitSeconds) return true
  const pace = await meterPace(services.read, allowed)
  return pace !== undefined && mustStopNow(pace, allowed.limitWh)
}

/** What has come of it, and when to look again: never, when there is nothing more to do. */
async function note(
  services: Services,
  { transactionId, ...allowed }: Allowed,
  {
    limitedBy = allowed.limitedBy,
    dueInMs,
  }: {
    readonly limitedBy?: Allowed['limitedBy']
    readonly dueInMs: number | undefined
  },
): Promise<void> {
  const dueAt = dueInMs === undefined ? null : toIso(services.clock.wallMs() + dueInMs)
  await services.writer.write((tx) =>
    tx.run('update session_allowance set limited_by = ?, due_at = ? where transaction_id = ?', [
      limitedBy,
      dueAt,
      transactionId,
    ]),
  )
}
