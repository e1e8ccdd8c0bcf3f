import { toIso } from '@colok/shared/time'
import { parseChat } from '../../core/chat-parser.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { type Sender, senderHashOf } from './senders.ts'

/** What one sender may write in a minute and in a day: more is no person, or one who should use the pages. */
const mostInAMinute = 20
const mostInADay = 300

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export interface Written {
  readonly sender: Sender
  /** By which it is known when it comes again. */
  readonly providerId: string
  readonly text: string
  /** Milliseconds since 1970, by the sender's provider. */
  readonly writtenAt: number
  readonly language: Language | null
  /** When somebody else may take it up; at once when left out. */
  readonly dueAfterMs?: number
}

export type TakenIn =
  | { readonly kind: 'new' | 'known'; readonly id: string }
  /** By that id something else was written before. */
  | { readonly kind: 'another' }
  /** Too much has come from there; nothing is kept of it. */
  | { readonly kind: 'tooMany' }

/** Keeps what somebody has written, once, until it is answered. */
export async function takeCommand(tx: Tx, services: Services, written: Written): Promise<TakenIn> {
  const { sender, providerId, text, language } = written
  const { secret } = services.settings
  const known = await first<{ id: string; sealedText: string }>(
    tx,
    'select id, sealed_text from chat_command where channel = ? and provider_id = ?',
    [sender.channel, providerId],
  )
  // Of messages the first word counts: a provider may tell of one again that was edited since.
  if (known !== undefined && sender.channel === 'api' && unseal(known.sealedText, secret, 'message') !== text)
    return { kind: 'another' }
  if (known !== undefined) return { kind: 'known', id: known.id }
  const senderHash = senderHashOf(sender, secret)
  const now = services.clock.wallMs()
  // The one after the last is answered that it is too much; those after it are not.
  if ((await writtenSince(tx, senderHash, now - minuteMs)) > mostInAMinute) return { kind: 'tooMany' }
  if ((await writtenSince(tx, senderHash, now - dayMs)) >= mostInADay) return { kind: 'tooMany' }
  const id = services.newId()
  const sealed = (value: string) => seal(value, secret, 'message')
  await tx.query
    .insertInto('chatCommand')
    .values({
      ...{ id, channel: sender.channel, providerId, senderHash, language, state: 'received' },
      // Known by its name before anybody has read it: it waits behind nothing.
      name: isStop(text) ? 'stop' : null,
      sealedSender: sealed(JSON.stringify(sender)),
      sealedText: sealed(text),
      writtenAt: toIso(Math.min(written.writtenAt, now)),
      receivedAt: toIso(now),
      dueAt: toIso(now + (written.dueAfterMs ?? 0)),
    })
    .execute()
  services.messages.received()
  return { kind: 'new', id }
}

function isStop(text: string): boolean {
  const parsed = parseChat(text)
  return parsed.kind === 'command' && parsed.command.name === 'stop'
}

async function writtenSince(tx: Tx, senderHash: string, since: number): Promise<number> {
  const row = await first<{ count: number }>(
    tx,
    'select count(*) as count from chat_command where sender_hash = ? and received_at > ?',
    [senderHash, toIso(since)],
  )
  return row?.count ?? 0
}

/** Whether this one is the one too many. */
export async function isTooMuch(
  tx: Tx,
  command: { readonly id: string; readonly senderHash: string; readonly receivedAt: string },
): Promise<boolean> {
  const before = await first<{ count: number }>(
    tx,
    'select count(*) as count from chat_command where sender_hash = ? and received_at > ? and id < ?',
    [command.senderHash, toIso(Date.parse(command.receivedAt) - minuteMs), command.id],
  )
  return (before?.count ?? 0) >= mostInAMinute
}
