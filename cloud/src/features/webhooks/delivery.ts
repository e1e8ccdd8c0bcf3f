import { createHmac } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { unseal } from '../access/sealed.ts'

/** Another process, or the clock of the calendar, may have made something due without a word. */
const lookAgainMs = 60_000

/** After a failure, before the others of the same webhook are tried. */
const pauseMs = 2000

/** Deliveries of one run; each webhook gets its own in order, several webhooks theirs at once. */
const batch = 100

const answerWithinMs = 10_000

/** 10 s, 20 s, 40 s … an hour: fifteen attempts take half a day. */
const firstRetryMs = 10_000
const longestRetryMs = 3_600_000
const maxAttempts = 15

interface DueDelivery {
  readonly id: string
  readonly webhookId: string
  readonly url: string
  readonly sealedSecret: string
  readonly eventId: string
  readonly type: string
  readonly payload: string
  readonly attempts: number
}

/** Sends what is due. A receiver may get an event twice, and in another order after a failure; its `id` tells. */
export function deliverWebhooks(services: Services): Job {
  let wake: Wake = () => {}
  return {
    name: 'deliver webhooks',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.webhooks.whenDue(() => wake(0))
    },
    async run() {
      await services.webhooks.load(services.read)
      const due = await services.read.all<DueDelivery>(
        `select webhook_delivery.id, webhook_id, url, sealed_secret, event_id, type, payload, attempts
         from webhook_delivery join webhook on webhook.id = webhook_id
         where state = 'pending' and next_attempt_at <= ? and active = 1
         order by next_attempt_at, webhook_delivery.id limit ?`,
        [toIso(services.clock.wallMs()), batch],
      )
      const byWebhook = Map.groupBy(due, ({ webhookId }) => webhookId)
      const delivered = await Promise.all(
        [...byWebhook.values()].map((deliveries) => deliverInOrder(services, deliveries)),
      )
      const dueInMs = await nextDueInMs(services)
      if (dueInMs !== undefined) wake(Math.max(dueInMs, delivered.every(Boolean) ? 0 : pauseMs))
    },
  }
}

/** How long until something is due; undefined when nothing waits. */
async function nextDueInMs(services: Services): Promise<number | undefined> {
  const next = await first<{ at: string | null }>(
    services.read,
    `select min(next_attempt_at) as at from webhook_delivery join webhook on webhook.id = webhook_id
     where state = 'pending' and active = 1`,
    [],
  )
  return next?.at ? fromStoredInstant(next.at) - services.clock.wallMs() : undefined
}

/** After a failure the rest wait for the next run: whoever is down is not knocked at a hundred times. */
async function deliverInOrder(services: Services, deliveries: readonly DueDelivery[]): Promise<boolean> {
  for (const delivery of deliveries) if (!(await deliver(services, delivery))) return false
  return true
}

async function deliver(services: Services, delivery: DueDelivery): Promise<boolean> {
  const result = await post(services, delivery)
  const isDelivered = result.problem === undefined
  services.metrics.webhookTried(isDelivered ? 'delivered' : 'refused')
  const now = services.clock.wallMs()
  const attempts = delivery.attempts + 1
  const state = isDelivered ? 'delivered' : attempts >= maxAttempts ? 'failed' : 'pending'
  const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, delivery.attempts))
  await services.writer.write((tx) =>
    tx.run(
      `update webhook_delivery set state = ?, attempts = ?, next_attempt_at = ?, last_status = ?, last_problem = ?,
         delivered_at = ? where id = ?`,
      [
        state,
        attempts,
        toIso(now + retryMs),
        result.status ?? null,
        result.problem ?? null,
        isDelivered ? toIso(now) : null,
        delivery.id,
      ],
    ),
  )
  if (state === 'failed') {
    const { id, type } = delivery
    // An address may hold a key of its receiver.
    const { host } = new URL(delivery.url)
    services.log.error({ id, host, type, problem: result.problem }, 'a webhook delivery was given up')
  }
  return isDelivered
}

async function post(
  services: Services,
  delivery: DueDelivery,
): Promise<{ readonly status?: number; readonly problem?: string }> {
  const timestamp = Math.floor(services.clock.wallMs() / 1000)
  const secret = unseal(delivery.sealedSecret, services.settings.secret, 'webhook')
  const abort = new AbortController()
  const cancel = services.clock.after(answerWithinMs, () => abort.abort(new Error('no answer in time')))
  try {
    const { status } = await services.postToWebhook(delivery.url, {
      signal: abort.signal,
      headers: {
        'Content-Type': 'application/json',
        'Colok-Event-Id': delivery.eventId,
        'Colok-Event-Type': delivery.type,
        'Colok-Signature': `t=${timestamp},v1=${signature(secret, timestamp, delivery.payload)}`,
      },
      body: delivery.payload,
    })
    const isAccepted = status >= 200 && status < 300
    return isAccepted ? { status } : { status, problem: `It was answered ${status}.` }
  } catch (error) {
    return { problem: reasonOf(error).slice(0, 500) }
  } finally {
    cancel()
  }
}

/** What a receiver checks: that it is from us, and that it is not an old one sent again by somebody else. */
function signature(secret: string, timestamp: number, payload: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex')
}

/** `fetch` says "fetch failed" and hides why in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.message : error.message
}
