import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Channel, MessageForm, MessagingEvent, SendResult } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { unknownAttempts } from './claim.ts'
import { nextStep } from './next-step.ts'
import { priceOf } from './prices.ts'
import { settle, takeStep } from './settle.ts'
import { hasAddressAfter, storedAddresses } from './stored-message.ts'
import { type MessageKind, type Treatment, templates } from './templates.ts'

type Delivery = Extract<MessagingEvent, { readonly kind: 'delivery' }>

interface Attempt {
  readonly id: string
  readonly messageId: string
  readonly addressIndex: number
  readonly addressHash: string
  readonly outcome: string
  readonly form: MessageForm | null
  readonly delivery: Delivery['state'] | null
  readonly day: string
  readonly kind: MessageKind
  readonly state: string
  readonly attempts: number
  readonly expiresAt: string
  readonly newestId: string
  readonly sealedAddresses: string
}

const rank = { sent: 1, delivered: 2, read: 3 } as const

/** What became of something that a provider has taken; a report never takes back what a later one has said. */
export async function noteDelivery(
  tx: Tx,
  services: Services,
  channel: Channel,
  event: Delivery,
): Promise<void> {
  const attempt = await findAttempt(tx, channel, event)
  if (attempt === undefined) return
  const before = attempt.delivery === null || attempt.delivery === 'failed' ? 0 : rank[attempt.delivery]
  if (event.state === 'failed') {
    if (before <= rank.sent && attempt.delivery !== 'failed')
      await noteFailure(tx, services, channel, attempt, event)
    return
  }
  if (rank[event.state] <= before) return
  await writeDelivery(tx, services, channel, attempt, event)
  await raise(tx, services, channel, attempt, event.state)
}

/** By the provider's id, or by ours where the answer that told theirs was lost. */
async function findAttempt(tx: Tx, channel: Channel, event: Delivery): Promise<Attempt | undefined> {
  const found = await first<Attempt>(tx, `${attempts} where a.channel = ? and a.provider_id = ?`, [
    channel,
    event.providerId,
  ])
  if (found !== undefined || event.id === undefined) return found
  return first<Attempt>(tx, `${attempts} where a.id = ? and a.channel = ? and a.provider_id is null`, [
    event.id,
    channel,
  ])
}

const attempts = `select a.id, a.message_id, a.address_index, a.address_hash, a.outcome, a.form, a.delivery, a.day, m.kind,
    m.state, m.attempts, m.expires_at, m.sealed_addresses,
    (select max(id) from message_attempt where message_id = a.message_id) as newest_id
  from message_attempt a join message m on m.id = a.message_id`

async function writeDelivery(
  tx: Tx,
  services: Services,
  channel: Channel,
  attempt: Attempt,
  event: Delivery & { readonly state: 'sent' | 'delivered' | 'read' },
): Promise<void> {
  const at = toIso(Math.min(event.at, services.clock.wallMs()))
  const arrived = event.state === 'sent' ? null : at
  const { category }: Treatment = templates[attempt.kind]
  const form = attempt.form ?? 'template'
  const price = await priceOf(tx, { channel, form, category, day: attempt.day })
  await tx.run(
    `update message_attempt set outcome = 'accepted', provider_id = ?, delivery = ?, ended_at = coalesce(ended_at, ?),
       price_idr = coalesce(price_idr, ?), delivered_at = coalesce(delivered_at, ?), read_at = ? where id = ?`,
    [event.providerId, event.state, at, price, arrived, event.state === 'read' ? at : null, attempt.id],
  )
}

/** The message itself is as far as the best of its attempts. */
async function raise(
  tx: Tx,
  services: Services,
  channel: Channel,
  attempt: Attempt,
  state: 'sent' | 'delivered' | 'read',
): Promise<void> {
  const { messageId: id, kind, outcome } = attempt
  const treatment: Treatment = templates[kind]
  const already = attempt.state in rank ? rank[attempt.state as keyof typeof rank] : 0
  if (rank[state] <= already) return
  if (state !== 'sent') return settle(tx, services, { id, state, treatment })
  // The answer was lost, and now it is known after all that the message went out: it is not sent again.
  if (outcome === 'accepted' || attempt.newestId !== attempt.id) return
  const accepted: SendResult = { kind: 'accepted', providerId: '', form: 'text' }
  await step(tx, services, { channel, attempt, result: accepted })
}

async function noteFailure(
  tx: Tx,
  services: Services,
  channel: Channel,
  attempt: Attempt,
  event: Delivery & { readonly state: 'failed' },
): Promise<void> {
  const { reason, code, detail, retry } = event
  services.metrics.messageLost(channel, reason)
  await tx.run(
    `update message_attempt set outcome = 'accepted', provider_id = ?, delivery = 'failed', reason = ?, code = ?,
       detail = ?, price_idr = 0, ended_at = coalesce(ended_at, ?) where id = ?`,
    [event.providerId, reason, code, detail, toIso(services.clock.wallMs()), attempt.id],
  )
  if (attempt.newestId !== attempt.id || (attempt.state !== 'sent' && attempt.state !== 'pending')) return
  const retryAsTemplate = reason === 'windowClosed' && attempt.form === 'text'
  if (retryAsTemplate)
    await tx.run(
      'update message_contact set last_received_at = null where channel = ? and address_hash = ?',
      [channel, attempt.addressHash],
    )
  const result: SendResult = {
    kind: 'refused',
    reason,
    code,
    detail,
    retry: retryAsTemplate ? atOnce : retry,
  }
  await step(tx, services, { channel, attempt, result })
}

const atOnce = { afterMs: 0, holds: 'recipient' } as const

async function step(
  tx: Tx,
  services: Services,
  what: {
    readonly channel: Channel
    readonly attempt: Attempt
    readonly result: SendResult
  },
): Promise<void> {
  const { channel, attempt, result } = what
  const { messageId: id, addressIndex, attempts, kind, sealedAddresses, expiresAt } = attempt
  const treatment: Treatment = templates[kind]
  const tellsOfDelivery = services.messages.gateways.get(channel)?.tellsOfDelivery ?? false
  const isRetryAtOnce = result.kind === 'refused' && result.retry === atOnce
  const now = services.clock.wallMs()
  const next = isRetryAtOnce
    ? ({ kind: 'again', at: now } as const)
    : nextStep(
        result,
        {
          attempts,
          unknownAttempts: await unknownAttempts(tx, id, addressIndex),
          hasNextAddress: hasAddressAfter(services, storedAddresses(services, sealedAddresses), addressIndex),
          treatment,
          tellsOfDelivery,
        },
        { now, random: services.random },
      )
  const problem =
    result.kind === 'refused' ? `${result.reason} (${result.code}): ${result.detail}` : undefined
  await takeStep(tx, services, { id, step: next, problem, treatment, expiresAt, tellsOfDelivery })
  services.messages.queued()
}
