import { businessDay, type Instant, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type {
  Address,
  Language,
  MessageContent,
  MessagingGateway,
} from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { hashAddress, maskAddress } from './address.ts'
import { type Choice, chooseAddress } from './choose-address.ts'
import { nextStep } from './next-step.ts'
import { outsideQuietHours } from './quiet-hours.ts'
import { settle } from './settle.ts'
import { hasAddressAfter, storedAddresses, storedContent } from './stored-message.ts'
import { type MessageKind, type Treatment, templates } from './templates.ts'

/** Longer than any gateway takes. A process that was killed in between has its messages taken up again after it. */
const leaseMs = 90_000

/** The day that providers count by. */
const providerZone = 'Asia/Jakarta'

/** One attempt that has been written down and is to be made now. */
export interface Claim {
  readonly attemptId: string
  readonly messageId: string
  readonly kind: MessageKind
  readonly gateway: MessagingGateway
  readonly address: Address
  readonly addressIndex: number
  readonly hasNextAddress: boolean
  readonly attempts: number
  readonly content: MessageContent
  readonly conversationIsOpen: boolean
  /** As it stands in the message while the attempt is under way. */
  readonly leaseUntil: string
  readonly expiresAt: string
  readonly day: string
}

interface StoredMessage {
  readonly id: string
  readonly kind: MessageKind
  readonly language: Language
  readonly timeZone: string
  readonly sealedAddresses: string
  readonly sealedParameters: string | null
  readonly addressIndex: number
  readonly state: string
  readonly dueAt: string | null
  readonly expiresAt: string
  readonly attempts: number
}

/**
 * Takes a message that is due, for this process alone: writes the attempt down before it is made. Undefined when there
 * is nothing to send now, since it is over, waits for the morning, or somebody else has it.
 */
export async function claim(tx: Tx, services: Services, id: string): Promise<Claim | undefined> {
  const now = services.clock.wallMs()
  const message = await first<StoredMessage>(
    tx,
    `select id, kind, language, time_zone, sealed_addresses, sealed_parameters, address_index, state, due_at, expires_at,
       attempts from message where id = ?`,
    [id],
  )
  if (message?.dueAt == null || fromStoredInstant(message.dueAt) > now) return undefined
  const treatment: Treatment = templates[message.kind]
  const wasSent = message.state === 'sent'
  if (message.sealedParameters === null || fromStoredInstant(message.expiresAt) <= now) {
    await settle(tx, services, { id, state: wasSent ? 'sent' : 'expired', treatment })
    return undefined
  }
  const from = await firstIndex(tx, services, message, treatment)
  const content = storedContent(services, { ...message, sealedParameters: message.sealedParameters })
  if (content === undefined) {
    await settle(tx, services, {
      id,
      state: 'failed',
      problem: 'What it says cannot be read any more.',
      treatment,
    })
    return undefined
  }
  const addresses = storedAddresses(services, message.sealedAddresses)
  const choice = await chooseAddress(tx, services, { addresses, from, treatment })
  if (choice.kind === 'none') {
    await settle(tx, services, {
      id,
      state: wasSent ? 'sent' : choice.state,
      problem: choice.problem,
      treatment,
    })
    return undefined
  }
  const notBefore = treatment.timing === 'daytime' ? outsideQuietHours(now, message.timeZone) : now
  const at = Math.max(notBefore, now + choice.heldForMs)
  if (at > now) {
    const isSameAddress = choice.index === message.addressIndex && !wasSent
    await tx.run(
      "update message set state = 'pending', due_at = ?, address_index = ?, attempts = ? where id = ?",
      [toIso(at), choice.index, isSameAddress ? message.attempts : 0, id],
    )
    return undefined
  }
  return begin(tx, services, { message, addresses, content, choice, now })
}

/** Where to go on: one further after an address that had its time, or that was cut off and cannot be tried again. */
async function firstIndex(
  tx: Tx,
  services: Services,
  message: StoredMessage,
  treatment: Treatment,
): Promise<number> {
  const { id, addressIndex, state, attempts } = message
  if (state === 'sent') return addressIndex + 1
  const cutOff = await tx.run(
    `update message_attempt set outcome = 'unknown', detail = 'The process ended before the answer came.', ended_at = ?
     where message_id = ? and outcome = 'started'`,
    [toIso(services.clock.wallMs()), id],
  )
  if (cutOff === 0) return addressIndex
  const step = nextStep(
    { kind: 'unknown', detail: '' },
    {
      attempts,
      unknownAttempts: await unknownAttempts(tx, id, addressIndex),
      hasNextAddress: true,
      treatment,
      tellsOfDelivery: false,
    },
    { now: services.clock.wallMs(), random: services.random },
  )
  return step.kind === 'again' ? addressIndex : addressIndex + 1
}

export async function unknownAttempts(tx: Tx, messageId: string, addressIndex: number): Promise<number> {
  const row = await first<{ unknown: number }>(
    tx,
    `select count(*) as unknown from message_attempt where message_id = ? and address_index = ? and outcome = 'unknown'`,
    [messageId, addressIndex],
  )
  return row?.unknown ?? 0
}

async function begin(
  tx: Tx,
  services: Services,
  what: {
    readonly message: StoredMessage
    readonly addresses: readonly Address[]
    readonly content: MessageContent
    readonly choice: Extract<Choice, { readonly kind: 'address' }>
    readonly now: Instant
  },
): Promise<Claim | undefined> {
  const { message, addresses, content, choice, now } = what
  const { index, gateway, lastReceivedAt } = choice
  const address = addresses[index]
  if (address === undefined) return undefined
  const { kind, id: messageId } = message
  const conversationIsOpen =
    gateway.conversationMs === undefined ||
    (lastReceivedAt !== null && fromStoredInstant(lastReceivedAt) + gateway.conversationMs > now)
  const attempts = index === message.addressIndex && message.state !== 'sent' ? message.attempts + 1 : 1
  const attemptId = services.newId()
  const leaseUntil = toIso(now + leaseMs)
  const day = businessDay(now, providerZone)
  const taken = await tx.run(
    `update message set state = 'pending', address_index = ?, channel = ?, masked_address = ?, attempts = ?, due_at = ?
     where id = ? and due_at = ?`,
    [index, address.channel, maskAddress(address), attempts, leaseUntil, messageId, message.dueAt],
  )
  if (taken === 0) return undefined
  await tx.run(
    `insert into message_attempt (id, message_id, channel, address_index, address_hash, masked_address, outcome, form, day,
       started_at) values (?, ?, ?, ?, ?, ?, 'started', ?, ?, ?)`,
    [
      attemptId,
      messageId,
      address.channel,
      index,
      hashAddress(address, services.settings.secret),
      maskAddress(address),
      conversationIsOpen ? 'text' : 'template',
      day,
      toIso(now),
    ],
  )
  return {
    attemptId,
    messageId,
    kind,
    gateway,
    address,
    addressIndex: index,
    hasNextAddress: hasAddressAfter(services, addresses, index),
    attempts,
    content,
    conversationIsOpen,
    leaseUntil,
    expiresAt: message.expiresAt,
    day,
  }
}
