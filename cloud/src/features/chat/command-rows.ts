import { toIso } from '@colok/shared/time'
import type { ChatCommand } from '../../core/chat-commands.ts'
import { partsOf } from '../../core/chat-parts.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { recordActivity } from '../activity/commands.ts'
import { queueMessage } from '../messages/commands.ts'
import type { ChargerOrder } from './deed.ts'
import type { Sender } from './senders.ts'

type Row = Schema['chatCommand']
export type Outcome = NonNullable<Row['outcome']>

/** Whoever goes on with a command may die over it: so much later another does. */
export const takenUpAgainMs = 60_000

/** What both providers take in one message, with room for how they count. */
const longestPart = 4000

/** What is being carried out, and how far it is. */
export interface Work {
  readonly command: ChatCommand
  readonly items: readonly string[]
  readonly lines: readonly string[]
  readonly order: ChargerOrder | null
}

/** Something that was written, as far as it has come. */
export interface CommandRow {
  readonly id: string
  readonly channel: Sender['channel']
  readonly senderHash: string
  readonly sender: Sender
  readonly text: string
  readonly language: Language | null
  readonly writtenAt: string
  readonly receivedAt: string
  readonly state: Row['state']
  readonly outcome: Outcome | null
  readonly answer: string | null
  readonly doneAt: string | null
  readonly dueAt: string | null
  readonly work: Work | undefined
  /** As it was read: what it is compared with before it is changed. */
  readonly sealedWork: string | null
}

/** Another has gone on with it meanwhile: nothing of this is kept. */
export class GoneOn extends Error {
  override readonly name = 'GoneOn'
}

/** `unreadable`: it was sealed under another secret, and nobody can tell any more what was wanted. */
export async function findCommand(
  runner: SqlRunner,
  { settings }: Pick<Services, 'settings'>,
  id: string,
): Promise<CommandRow | 'unreadable' | undefined> {
  const row = await first<SealedRow>(
    runner,
    `select id, channel, sender_hash, sealed_sender, sealed_text, language, written_at, received_at, state, outcome,
       sealed_answer, done_at, due_at, sealed_work from chat_command where id = ?`,
    [id],
  )
  try {
    return row && opened(row, settings.secret)
  } catch {
    return 'unreadable'
  }
}

type SealedRow = { readonly [Column in keyof Row]: Row[Column] }

function opened(row: SealedRow, secret: string): CommandRow {
  const open = (sealed: string) => unseal(sealed, secret, 'message')
  const { id, channel, senderHash, language, writtenAt, receivedAt, state, outcome, doneAt, dueAt } = row
  const { sealedWork } = row
  return {
    ...{
      id,
      channel,
      senderHash,
      language,
      writtenAt,
      receivedAt,
      state,
      outcome,
      doneAt,
      dueAt,
      sealedWork,
    },
    sender: JSON.parse(open(row.sealedSender)) as Sender,
    text: open(row.sealedText),
    answer: row.sealedAnswer === null ? null : open(row.sealedAnswer),
    work: sealedWork === null ? undefined : (JSON.parse(open(sealedWork)) as Work),
  }
}

/** Has what cannot be read hold up nothing behind it. */
export async function giveUp(tx: Tx, services: Services, id: string): Promise<void> {
  await tx.run(
    `update chat_command set state = 'done', outcome = 'failed', due_at = null, done_at = ? where id = ?`,
    [toIso(services.clock.wallMs()), id],
  )
}

/** Keeps how far it is, from the state in which it was read; throws GoneOn where that is no longer so. */
export async function keepWork(
  tx: Tx,
  services: Services,
  row: CommandRow,
  next: {
    readonly state: 'working' | 'asking'
    readonly work: Work
    readonly actor: Actor
    readonly dueAt: number
  },
): Promise<void> {
  const { secret } = services.settings
  const changed = await tx.run(
    `update chat_command set state = ?, sealed_work = ?, actor_id = ?, name = ?, due_at = ?
     where id = ? and state = ? and coalesce(sealed_work, '') = ?`,
    [
      next.state,
      seal(JSON.stringify(next.work), secret, 'message'),
      next.actor.id,
      next.work.command.name,
      toIso(next.dueAt),
      row.id,
      row.state,
      row.sealedWork ?? '',
    ],
  )
  if (changed === 0) throw new GoneOn('The command has been gone on with.')
}

/**
 * Ends it, in the same commit as what it did: with its answer, which goes out in parts by the outbox, and with an entry in the
 * activity history for what was a command of somebody who is known. Throws GoneOn where another has ended it.
 */
export async function finish(
  tx: Tx,
  services: Services,
  row: CommandRow,
  end: {
    readonly outcome: Outcome
    /** Nothing at all for what is better not answered. */
    readonly answer: string | undefined
    readonly language: Language
    readonly actor?: Actor | undefined
    readonly command?: ChatCommand | undefined
  },
): Promise<void> {
  const { outcome, answer, language, actor, command } = end
  const { secret } = services.settings
  const changed = await tx.run(
    `update chat_command set state = 'done', outcome = ?, sealed_answer = ?, actor_id = ?, name = ?, due_at = null,
       done_at = ? where id = ? and state = ? and coalesce(sealed_work, '') = ?`,
    [
      outcome,
      answer === undefined ? null : seal(answer, secret, 'message'),
      actor?.id ?? null,
      command?.name ?? null,
      toIso(services.clock.wallMs()),
      row.id,
      row.state,
      row.sealedWork ?? '',
    ],
  )
  if (changed === 0) throw new GoneOn('The command has been ended.')
  if (answer !== undefined && row.sender.channel !== 'api')
    await send(tx, services, { id: row.id, sender: row.sender, answer, language })
  if (actor !== undefined && command !== undefined)
    await recordActivity(tx, services, {
      actor: actor.name,
      action: `chat.${command.name}`,
      subject: `chat:${row.id}`,
      detail: { channel: row.channel, outcome, ...impersonal(command) },
    })
}

/** What was given, but for people and what is said to them: the history says nothing of those in clear. */
function impersonal({ given }: ChatCommand): object {
  const { person: _, text: __, ...rest } = given as Readonly<Record<string, string>>
  return rest
}

async function send(
  tx: Tx,
  services: Services,
  what: {
    readonly id: string
    readonly sender: Exclude<Sender, { readonly channel: 'api' }>
    readonly answer: string
    readonly language: Language
  },
): Promise<void> {
  const { id, sender, answer, language } = what
  for (const [index, part] of partsOf(answer, longestPart).entries()) {
    const queued = await queueMessage(tx, services, {
      ...{ dedupeKey: `chat:${id}:${index}`, kind: 'chatAnswer', parameters: { text: part }, language },
      ...{ timeZone: 'Asia/Jakarta', addresses: [sender], createdBy: 'chat' },
    })
    if (queued.kind === 'refused')
      services.log.error({ command: id, reason: queued.reason }, 'an answer by chat could not be queued')
  }
}
