import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type { SendResult } from '../../gateways/messaging/contract.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { type Claim, claim, unknownAttempts } from './claim.ts'
import { nextStep } from './next-step.ts'
import { priceOf } from './prices.ts'
import { takeStep } from './settle.ts'
import { type Treatment, templates } from './templates.ts'

/** Another process, or a jump of the calendar, may have made something due without a word. */
const lookAgainMs = 60_000

/** Sent side by side. Telegram takes 30 a second and WhatsApp 80; who sends more is told so, and waits. */
const batch = 20

/** Answers go one after the other, in the order in which they were given: parts of a long one are such, too. */
const isItsTurn = `(kind <> 'chatAnswer' or not exists (select 1 from message as earlier
  where earlier.recipient_hash = message.recipient_hash and earlier.kind = 'chatAnswer' and earlier.state = 'pending'
    and earlier.id < message.id))`

/**
 * Sends what is due, codes first. At least once: each attempt is written down before it is made, and one whose outcome
 * was lost is made again, three times at most. A message can arrive twice when a provider took it, its answer was lost,
 * and (WhatsApp) no delivery was told within a minute either. A mail keeps its Message-ID then.
 */
export function deliverMessages(services: Services): Job {
  let wake: Wake = () => {}
  return {
    name: 'deliver messages',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.messages.whenDue(() => wake(0))
    },
    async run() {
      const due = await services.read.all<{ id: string }>(
        `select id from message where due_at <= ? and ${isItsTurn} order by priority, due_at, id limit ?`,
        [toIso(services.clock.wallMs()), batch],
      )
      await Promise.all(due.map(({ id }) => deliver(services, id)))
      const dueInMs = await nextDueInMs(services)
      if (dueInMs !== undefined) wake(Math.max(0, dueInMs))
    },
  }
}

async function nextDueInMs(services: Services): Promise<number | undefined> {
  const next = await first<{ at: string | null }>(
    services.read,
    `select min(due_at) as at from message where due_at is not null and ${isItsTurn}`,
    [],
  )
  return next?.at ? fromStoredInstant(next.at) - services.clock.wallMs() : undefined
}

async function deliver(services: Services, id: string): Promise<void> {
  const claimed = await services.writer.write((tx) => claim(tx, services, id))
  if (claimed === undefined) return
  const { gateway, attemptId, messageId, address, content, conversationIsOpen } = claimed
  const result = await gateway.send({
    id: attemptId,
    messageId,
    to: address.address,
    content,
    conversationIsOpen,
  })
  services.metrics.messageTried(gateway.channel, result.kind === 'refused' ? result.reason : result.kind)
  if (result.kind === 'refused') heed(services, claimed, result)
  await services.writer.write((tx) => recordOutcome(tx, services, claimed, result))
}

/** What concerns everybody on a channel: it is left alone for a while, and somebody is told when he has to look. */
function heed(
  services: Services,
  { gateway, attempts }: Claim,
  result: SendResult & { kind: 'refused' },
): void {
  const { retry, reason, code, detail } = result
  if (reason === 'misconfigured' || reason === 'template')
    services.log.error({ channel: gateway.channel, code, detail }, 'a messaging provider will not have this')
  if (retry === 'never' || retry.holds !== 'channel') return
  const waitMs = retry.afterMs * 2 ** Math.min(4, attempts - 1)
  services.messages.hold(gateway.channel, services.clock.monotonicMs() + waitMs)
}

async function recordOutcome(tx: Tx, services: Services, claimed: Claim, result: SendResult): Promise<void> {
  const treatment: Treatment = templates[claimed.kind]
  const { messageId, addressIndex, attempts, hasNextAddress, gateway, expiresAt, leaseUntil } = claimed
  if (!(await writeAttempt(tx, services, claimed, result))) return
  const isOurs = await first<{ id: string }>(
    tx,
    "select id from message where id = ? and state = 'pending' and due_at = ?",
    [messageId, leaseUntil],
  )
  if (isOurs === undefined) return
  const { tellsOfDelivery } = gateway
  const progress = {
    attempts,
    unknownAttempts: await unknownAttempts(tx, messageId, addressIndex),
    hasNextAddress,
    treatment,
    tellsOfDelivery,
  }
  const step = nextStep(result, progress, { now: services.clock.wallMs(), random: services.random })
  const problem = problemOf(result)
  await takeStep(tx, services, { id: messageId, step, problem, treatment, expiresAt, tellsOfDelivery })
  services.messages.queued()
}

/** False when a delivery has told us better already. */
async function writeAttempt(
  tx: Tx,
  services: Services,
  { attemptId, gateway, content, day }: Claim,
  result: SendResult,
): Promise<boolean> {
  const endedAt = toIso(services.clock.wallMs())
  if (result.kind === 'accepted') {
    const { form, providerId } = result
    const price = await priceOf(tx, {
      channel: gateway.channel,
      form,
      category: content.template.category,
      day,
    })
    await tx.run(
      `update message_attempt set outcome = 'accepted', provider_id = ?, form = ?, ended_at = ?,
         price_idr = case when delivery = 'failed' then 0 else ? end where id = ?`,
      [providerId, form, endedAt, price, attemptId],
    )
    return true
  }
  const { reason = null, code = null } = result.kind === 'refused' ? result : {}
  const written = await tx.run(
    `update message_attempt set outcome = ?, reason = ?, code = ?, detail = ?, ended_at = ?
     where id = ? and outcome = 'started'`,
    [result.kind, reason, code, result.detail, endedAt, attemptId],
  )
  return written > 0
}

function problemOf(result: SendResult): string | undefined {
  if (result.kind === 'accepted') return undefined
  return result.kind === 'unknown' ? result.detail : `${result.reason} (${result.code}): ${result.detail}`
}
