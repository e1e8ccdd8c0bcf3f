import type { Language } from '../../gateways/messaging/contract.ts'
import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { answer } from './answering.ts'
import { type CommandRow, findCommand, takenUpAgainMs } from './command-rows.ts'
import { takeCommand } from './intake.ts'
import type { ChatCommandView } from './schemas.ts'
import { type Sender, senderHashOf } from './senders.ts'

/** A caller of the API, or a person on a page, as one who gives commands. */
function callerOf({ kind, id, signIn }: Actor): Sender {
  return { channel: 'api', kind, id, signInId: signIn?.id ?? null }
}

/** Gives a command as by chat, and waits for its answer. The same key again is the same command. */
export async function giveCommand(
  services: Services,
  given: { readonly actor: Actor; readonly text: string; readonly key: string; readonly language: Language },
): Promise<ChatCommandView> {
  const { actor, text, key, language } = given
  const taken = await services.writer.write((tx) =>
    takeCommand(tx, services, {
      ...{ sender: callerOf(actor), text, language, writtenAt: services.clock.wallMs() },
      ...{ providerId: `${actor.kind} ${actor.id} ${key}`, dueAfterMs: takenUpAgainMs },
    }),
  )
  if (taken.kind === 'tooMany') throw new Problem('too-many-requests', 'Wait a minute, then try again.')
  if (taken.kind === 'another')
    throw new Problem('key-reused', 'This Idempotency-Key came with another request before; use a new one.')
  if (taken.kind === 'new') await answer(services, taken.id)
  const row = await findCommand(services.read, services, taken.id)
  if (row === undefined || row === 'unreadable') throw new Error(`The command ${taken.id} cannot be read.`)
  return viewOf(row)
}

/** A person's or a key's own commands on pages and by the API, the newest first. `before` is the last id of the page before. */
export async function listCommands(
  services: Services,
  page: { readonly actor: Actor; readonly before: string | undefined; readonly limit: number },
): Promise<ChatCommandView[]> {
  const rows = await services.read.all<{ id: string }>(
    'select id from chat_command where sender_hash = ? and id < ? order by id desc limit ?',
    [senderHashOf(callerOf(page.actor), services.settings.secret), page.before ?? 'z', page.limit],
  )
  const found = await Promise.all(rows.map(({ id }) => findCommand(services.read, services, id)))
  return found.flatMap((row) => (row === undefined || row === 'unreadable' ? [] : [viewOf(row)]))
}

function viewOf({ id, text, writtenAt, outcome, answer: said, doneAt }: CommandRow): ChatCommandView {
  return { id, text, writtenAt, outcome, answer: said, doneAt }
}
