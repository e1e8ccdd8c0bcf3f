import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type {
  Channel,
  Language,
  MessageForm,
  MessagingEvent,
  SendResult,
} from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { hashAddress, maskAddress, parseAddress } from './address.ts'
import { unknownAttempts } from './claim.ts'
import { queueMessage, resumeMessages, stopMessages } from './commands.ts'
import { nextStep } from './next-step.ts'
import { priceOf } from './prices.ts'
import { settle, takeStep } from './settle.ts'
import { hasAddressAfter, storedAddresses } from './stored-message.ts'
import { type MessageKind, type Treatment, templates } from './templates.ts'

type Received = Extract<MessagingEvent, { readonly kind: 'received' }>
type Delivery = Extract<MessagingEvent, { readonly kind: 'delivery' }>

/** What a provider told us, each thing once, in whatever order it comes. */
export async function takeIn(
  tx: Tx,
  services: Services,
  channel: Channel,
  events: readonly MessagingEvent[],
): Promise<void> {
  for (const event of events)
    if (event.kind === 'received') await receive(tx, services, channel, event)
    else await noteDelivery(tx, services, channel, event)
}

const commands: ReadonlyMap<string, { readonly act: 'stop' | 'resume'; readonly language: Language }> =
  new Map([
    ['BERHENTI', { act: 'stop', language: 'id' }],
    ['STOP', { act: 'stop', language: 'en' }],
    ['UNSUBSCRIBE', { act: 'stop', language: 'en' }],
    ['MULAI', { act: 'resume', language: 'id' }],
    ['START', { act: 'resume', language: 'en' }],
  ])

/** Opens the conversation from the moment at which it was written; a word alone stops and resumes what is not asked for. */
async function receive(tx: Tx, services: Services, channel: Channel, event: Received): Promise<void> {
  const parsed = parseAddress(channel, event.from)
  if (parsed.kind === 'invalid') return
  const { address } = parsed
  const now = services.clock.wallMs()
  const addressHash = hashAddress(address, services.settings.secret)
  const isNew = await tx.run(
    `insert into received_message (id, channel, provider_id, address_hash, masked_address, sealed_text, received_at)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (channel, provider_id) do nothing`,
    [
      services.newId(),
      channel,
      event.providerId,
      addressHash,
      maskAddress(address),
      seal(event.text, services.settings.secret, 'message'),
      toIso(now),
    ],
  )
  if (isNew === 0) return
  await tx.run(
    `insert into message_contact (channel, address_hash, masked_address, last_received_at) values (?, ?, ?, ?)
     on conflict (channel, address_hash) do update set last_received_at = excluded.last_received_at
     where message_contact.last_received_at is null or message_contact.last_received_at < excluded.last_received_at`,
    [channel, addressHash, maskAddress(address), toIso(Math.min(event.at, now))],
  )
  const command = commands.get(
    event.text
      .trim()
      .replace(/^\/|[.!]+$/g, '')
      .toUpperCase(),
  )
  if (command === undefined) return
  if (command.act === 'stop') await stopMessages(tx, services, address, 'recipient')
  else if (!(await resumeMessages(tx, services, address))) return
  await queueMessage(tx, services, {
    dedupeKey: `${command.act}:${channel}:${event.providerId}`,
    kind: command.act === 'stop' ? 'stopped' : 'resumed',
    parameters: {},
    language: command.language,
    timeZone: 'Asia/Jakarta',
    addresses: [address],
    createdBy: 'recipient',
  })
}

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

async function noteDelivery(tx: Tx, services: Services, channel: Channel, event: Delivery): Promise<void> {
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
function findAttempt(tx: Tx, channel: Channel, event: Delivery): Promise<Attempt | undefined> {
  return first<Attempt>(
    tx,
    `select a.id, a.message_id, a.address_index, a.address_hash, a.outcome, a.form, a.delivery, a.day, m.kind, m.state,
       m.attempts, m.expires_at, m.sealed_addresses, (select max(id) from message_attempt where message_id = a.message_id) as newest_id
     from message_attempt a join message m on m.id = a.message_id
     where a.channel = ? and (a.provider_id = ? or (a.provider_id is null and a.id = ?))`,
    [channel, event.providerId, event.id ?? ''],
  )
}

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
