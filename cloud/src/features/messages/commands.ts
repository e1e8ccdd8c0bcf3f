import { type Instant, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Address, Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { hashAddress, maskAddress } from './address.ts'
import { outsideQuietHours } from './quiet-hours.ts'
import { render } from './render.ts'
import { type MessageKind, type MessageParameters, type Treatment, templates } from './templates.ts'

export interface NewMessage<Kind extends MessageKind> {
  /** What it is about, `receipt:0199…`: the same key is queued once, whoever asks again. 1 to 200 characters. */
  readonly dedupeKey: string
  readonly kind: Kind
  readonly parameters: MessageParameters<Kind>
  readonly language: Language
  /** The recipient's, IANA: whose night is not disturbed, and by whose clocks times are told. */
  readonly timeZone: string
  /** In the order in which they are to be tried, as `parseAddress` gives them. */
  readonly addresses: readonly Address[]
  readonly createdBy: string
}

export type QueueResult =
  | { readonly kind: 'queued'; readonly id: string }
  /** It was queued before, by the same key. */
  | { readonly kind: 'known'; readonly id: string }
  /** None of the addresses is of a channel that is set up. */
  | { readonly kind: 'refused'; readonly reason: 'noChannel' }
  | { readonly kind: 'refused'; readonly reason: 'tooMany'; readonly retryAfterMs: number }
  /** So much waits already that more would only come too late. */
  | { readonly kind: 'refused'; readonly reason: 'full' }

/** All that may wait at once, for everybody: some minutes of sending. */
const mostWaiting = 20_000

const hourMs = 3_600_000

/** Somebody who asks much still gets everything else. */
const answer = 'chatAnswer' satisfies MessageKind

/** To one recipient. Codes cost money, and whoever can have them sent could annoy somebody with them. */
const codeLimits = { every: 60_000, most: 5, inMs: hourMs }
const dayMs = 24 * hourMs

/**
 * Queues a message, in the same commit as what it tells of. What it says is checked and kept sealed; the job sends it.
 * Throws a ZodError for parameters that are not the kind's.
 */
export async function queueMessage<Kind extends MessageKind>(
  tx: Tx,
  services: Services,
  message: NewMessage<Kind>,
): Promise<QueueResult> {
  const { kind, parameters, language, timeZone, dedupeKey } = message
  const known = await first<{ id: string }>(tx, 'select id from message where dedupe_key = ?', [dedupeKey])
  if (known !== undefined) return { kind: 'known', id: known.id }
  const addresses = message.addresses.filter(({ channel }) => services.messages.gateways.has(channel))
  const [address] = addresses
  if (address === undefined) return { kind: 'refused', reason: 'noChannel' }
  render(kind, parameters, { language, timeZone })
  const treatment: Treatment = templates[kind]
  const now = services.clock.wallMs()
  const recipientHash = hashAddress(address, services.settings.secret)
  const refused = await refusal(tx, { recipientHash, treatment, now })
  if (refused !== undefined) return refused
  const id = services.newId()
  const dueAt = treatment.timing === 'daytime' ? outsideQuietHours(now, timeZone) : now
  const sealed = (value: unknown) => seal(JSON.stringify(value), services.settings.secret, 'message')
  await tx.run(
    `insert into message (id, dedupe_key, kind, language, time_zone, sealed_addresses, sealed_parameters, recipient_hash,
       address_index, channel, masked_address, state, priority, due_at, expires_at, attempts, created_by, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 'pending', ?, ?, ?, 0, ?, ?)`,
    [
      id,
      dedupeKey,
      kind,
      language,
      timeZone,
      sealed(addresses),
      sealed(parameters),
      recipientHash,
      address.channel,
      maskAddress(address),
      treatment.priority,
      toIso(dueAt),
      toIso(now + treatment.lifeMs),
      message.createdBy,
      toIso(now),
    ],
  )
  services.messages.queued()
  return { kind: 'queued', id }
}

async function refusal(
  tx: Tx,
  about: { readonly recipientHash: string; readonly treatment: Treatment; readonly now: Instant },
): Promise<QueueResult | undefined> {
  const { recipientHash, treatment, now } = about
  const limits = treatment.isSecret ? codeLimits : { every: 0, most: treatment.mostADay, inMs: dayMs }
  const recent = treatment.isAnswer
    ? []
    : await tx.all<{ createdAt: string }>(
        `select created_at from message where recipient_hash = ? and created_at > ?
       and ${treatment.isSecret ? 'priority = 0' : `priority > 0 and kind <> '${answer}'`}
     order by created_at desc limit ?`,
        [recipientHash, toIso(now - limits.inMs), limits.most],
      )
  const createdAt = (row: { createdAt: string } | undefined) =>
    row === undefined ? Number.NEGATIVE_INFINITY : fromStoredInstant(row.createdAt)
  const freeAgainAt = Math.max(
    createdAt(recent[0]) + limits.every,
    recent.length >= limits.most ? createdAt(recent.at(-1)) + limits.inMs : Number.NEGATIVE_INFINITY,
  )
  if (freeAgainAt > now) return { kind: 'refused', reason: 'tooMany', retryAfterMs: freeAgainAt - now }
  const waiting = await first<{ waiting: number }>(
    tx,
    'select count(*) as waiting from (select 1 from message where due_at is not null limit ?) as due',
    [mostWaiting],
  )
  // Codes are few, and who waits for one stands at a charger.
  const isFull = (waiting?.waiting ?? 0) >= mostWaiting && !treatment.isSecret
  return isFull ? { kind: 'refused', reason: 'full' } : undefined
}

export type ResendResult = 'resent' | 'notFound' | 'underWay' | 'secret' | 'forgotten'

/** Sends a message again, beginning with its first address. A code is never sent again: a new one is asked for. */
export async function resendMessage(tx: Tx, services: Services, id: string): Promise<ResendResult> {
  const message = await first<{ kind: MessageKind; state: string; sealedParameters: string | null }>(
    tx,
    'select kind, state, sealed_parameters from message where id = ?',
    [id],
  )
  if (message === undefined) return 'notFound'
  const { isSecret, lifeMs }: Treatment = templates[message.kind]
  if (isSecret) return 'secret'
  if (message.state === 'pending') return 'underWay'
  if (message.sealedParameters === null) return 'forgotten'
  const now = services.clock.wallMs()
  await tx.run(
    `update message set state = 'pending', address_index = 0, attempts = 0, problem = null, due_at = ?, expires_at = ?,
       settled_at = null where id = ?`,
    [toIso(now), toIso(now + lifeMs), id],
  )
  services.messages.queued()
  return 'resent'
}

/** From now on nothing goes to this address but what its owner asks for. */
export async function stopMessages(tx: Tx, services: Services, address: Address, by: string): Promise<void> {
  const at = toIso(services.clock.wallMs())
  await tx.run(
    `insert into message_contact (channel, address_hash, masked_address, stopped_at, stopped_by) values (?, ?, ?, ?, ?)
     on conflict (channel, address_hash) do update set stopped_at = excluded.stopped_at, stopped_by = excluded.stopped_by
     where message_contact.stopped_at is null`,
    [address.channel, hashAddress(address, services.settings.secret), maskAddress(address), at, by],
  )
}

/** Whether there was anything to undo. */
export async function resumeMessages(tx: Tx, services: Services, address: Address): Promise<boolean> {
  const changed = await tx.run(
    `update message_contact set stopped_at = null, stopped_by = null
     where channel = ? and address_hash = ? and stopped_at is not null`,
    [address.channel, hashAddress(address, services.settings.secret)],
  )
  return changed > 0
}
