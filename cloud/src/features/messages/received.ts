import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Channel, Language, MessagingEvent } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { takeCommand } from '../chat/intake.ts'
import { hashAddress, maskAddress, parseAddress } from './address.ts'
import { queueMessage, resumeMessages, stopMessages } from './commands.ts'

type Received = Extract<MessagingEvent, { readonly kind: 'received' }>

const commands: ReadonlyMap<string, { readonly act: 'stop' | 'resume'; readonly language: Language }> =
  new Map([
    ['BERHENTI', { act: 'stop', language: 'id' }],
    ['STOP', { act: 'stop', language: 'en' }],
    ['UNSUBSCRIBE', { act: 'stop', language: 'en' }],
    ['MULAI', { act: 'resume', language: 'id' }],
    ['START', { act: 'resume', language: 'en' }],
  ])

/**
 * Opens the conversation from the moment at which it was written. A word alone stops and resumes what is not asked for;
 * everything else is answered as a command.
 */
export async function receive(tx: Tx, services: Services, channel: Channel, event: Received): Promise<void> {
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
  if (command === undefined) {
    if (channel !== 'email') {
      const sender = { channel, address: address.address } as const
      const { text, providerId, at: writtenAt } = event
      await takeCommand(tx, services, { sender, text, providerId, writtenAt, language: null })
    }
    return
  }
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
