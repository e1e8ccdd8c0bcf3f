import { toIso } from '@colok/shared/time'
import { exampleOf } from '../../core/chat-commands.ts'
import { type ChatText, parseChat } from '../../core/chat-parser.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { type Origin, whileOngoing } from '../activity/ongoing.ts'
import { askCharger, carryOut, cutOff, type Given, takeStep, takeUp } from './carrying-out.ts'
import { type CommandRow, findCommand, finish, GoneOn, giveUp, type Outcome } from './command-rows.ts'
import { dropWaiting, redeem } from './confirming.ts'
import { isTooMuch } from './intake.ts'
import { linkChat } from './links.ts'
import { type Known, whoIs } from './senders.ts'
import type { ChatWords } from './words/id.ts'
import { chatWords } from './words.ts'

const dayMs = 24 * 3_600_000

/**
 * Goes on with something that was written until it is answered. What was cut off goes on where it was; two that go on with
 * the same do nothing twice. Rejects when nothing can be written.
 */
export async function answer(services: Services, id: string): Promise<void> {
  try {
    for (;;) {
      const row = await findCommand(services.read, services, id)
      if (row === 'unreadable') {
        services.log.error({ command: id }, 'a command by chat cannot be read')
        return services.writer.write((tx) => giveUp(tx, services, id))
      }
      if (row === undefined || row.state === 'done') return
      if (!(await goOn(services, row))) return
    }
  } catch (error) {
    if (!(error instanceof GoneOn)) throw error
  }
}

/** Whether there may be more to do. */
async function goOn(services: Services, row: CommandRow): Promise<boolean> {
  const known = await whoIs(services.read, services, row.sender)
  const language = row.language ?? known?.language ?? 'id'
  if (row.work !== undefined) return goOnWith(services, { row, known, language }, row.work)
  const parsed = parseChat(row.text)
  const reply = (outcome: Outcome, text: string | undefined) =>
    services.writer.write((tx) => finish(tx, services, row, { outcome, answer: text, language }))
  const text = chatWords[language]
  if (await isTooMuch(services.read, row)) await reply('refused', text.tooMuch)
  else if (parsed.kind === 'link') await link(services, { row, language, code: parsed.code })
  else if (known === undefined) await answerOnceADay(services, { row, language, said: 'stranger' })
  else if (known.actor.role === 'driver' && parsed.kind === 'unknown')
    await answerOnceADay(services, { row, language, said: 'rider' })
  else await as({ row, known }, () => answerKnown(services, { row, language, actor: known.actor }, parsed))
  const after = await findCommand(services.read, services, row.id)
  if (after === undefined || after === 'unreadable') return false
  if (after.state !== 'asking' || after.work === undefined || known === undefined)
    return after.state === 'working'
  const { work } = after
  await as({ row, known }, () => askCharger(services, { row: after, language, actor: known.actor }, work))
  return false
}

async function goOnWith(
  services: Services,
  {
    row,
    known,
    language,
  }: { readonly row: CommandRow; readonly known: Known | undefined; readonly language: Language },
  work: NonNullable<CommandRow['work']>,
): Promise<boolean> {
  if (known === undefined) {
    const ended = { outcome: 'failed', answer: chatWords[language].stoppedMidway, language } as const
    await services.writer.write((tx) => finish(tx, services, row, ended))
    return false
  }
  const given: Given = { row, language, actor: known.actor }
  if (row.state === 'working') await as({ row, known }, () => takeStep(services, given, work))
  // Whoever asks the charger ends it: nobody else does before it is due.
  else if (fromStoredInstant(row.dueAt ?? row.receivedAt) > services.clock.wallMs()) return false
  else await as({ row, known }, () => cutOff(services, given, work))
  return row.state === 'working'
}

/** What is done on somebody's behalf is kept as theirs. The history's entry of the command is written with its end. */
async function as(
  { row, known }: { readonly row: CommandRow; readonly known: Known },
  work: () => Promise<void>,
): Promise<void> {
  const { kind, id, name } = known.actor
  const channel: Origin['channel'] = row.channel === 'api' ? 'api' : 'chat'
  const origin: Origin = {
    ...{ actorKind: kind, actorId: id, actor: name, channel, address: null },
    request: row.work?.command.name ?? null,
  }
  await whileOngoing(origin, async () => {}, work)
}

async function answerKnown(
  services: Services,
  given: Given,
  parsed: Exclude<ChatText, { kind: 'link' }>,
): Promise<void> {
  const { row, language, actor } = given
  const text = chatWords[language]
  const reply = (tx: Tx, outcome: Outcome, said: string | undefined) =>
    finish(tx, services, row, { outcome, answer: said, language, actor })
  switch (parsed.kind) {
    case 'command':
      return takeUp(services, { ...given, command: parsed.command })
    case 'code':
      return carryOut(services, given, async (tx, by) => {
        const redeemed = await redeem(tx, services, {
          senderHash: row.senderHash,
          actor: by,
          code: parsed.code,
        })
        if (redeemed.kind === 'meant') return redeemed.command
        await reply(tx, 'refused', text[redeemed.kind])
        return undefined
      })
    case 'decline':
      return services.writer.write(async (tx) =>
        (await dropWaiting(tx, services, row.senderHash))
          ? reply(tx, 'done', text.declined)
          : reply(tx, 'misread', text.nothingToDecline),
      )
    case 'nothing':
      return services.writer.write((tx) => reply(tx, 'unanswered', undefined))
    default:
      return services.writer.write((tx) => reply(tx, 'misread', misread(parsed, text)))
  }
}

type Misread = Extract<ChatText, { kind: 'unknown' | 'missing' | 'invalid' | 'extra' }>

/** What is not understood, and how it is written. */
function misread(parsed: Misread, text: ChatWords): string {
  if (parsed.kind === 'unknown') {
    const { suggestions } = parsed
    const meant = suggestions.length === 0 ? [] : [text.meant(suggestions.join(' / '))]
    return [text.unknown(parsed.word), ...meant, text.seeHelp].join(' ')
  }
  const problem =
    parsed.kind === 'missing'
      ? text.missing(text.arguments[parsed.argument])
      : parsed.kind === 'invalid'
        ? text.invalid(text.arguments[parsed.argument], parsed.given)
        : text.extra(parsed.given)
  return `${problem} ${text.example(exampleOf(parsed.name))}`
}

async function link(
  services: Services,
  { row, language, code }: { readonly row: CommandRow; readonly language: Language; readonly code: string },
): Promise<void> {
  const { sender } = row
  const text = chatWords[language]
  await services.writer.write(async (tx) => {
    const name =
      sender.channel === 'telegram' ? await linkChat(tx, services, { address: sender, code }) : undefined
    const wrong = sender.channel === 'telegram' ? text.badLink : text.linkElsewhere
    const outcome = name === undefined ? 'refused' : 'done'
    await finish(tx, services, row, {
      outcome,
      answer: name === undefined ? wrong : text.linked(name),
      language,
    })
  })
}

/**
 * A stranger is told so once a day, and a driver who answers a receipt where to find help: more would be a way to have us
 * write to somebody, or to another machine for ever.
 */
async function answerOnceADay(
  services: Services,
  about: { readonly row: CommandRow; readonly language: Language; readonly said: 'stranger' | 'rider' },
): Promise<void> {
  const { row, language, said } = about
  const page = `${services.settings.publicUrl}/${said === 'stranger' ? 'account' : 'help'}`
  await services.writer.write(async (tx) => {
    const told = await first(
      tx,
      `select 1 as found from chat_command where sender_hash = ? and outcome = 'refused' and done_at > ? limit 1`,
      [row.senderHash, toIso(services.clock.wallMs() - dayMs)],
    )
    await finish(tx, services, row, {
      outcome: told === undefined ? 'refused' : 'unanswered',
      answer: told === undefined ? chatWords[language][said](page) : undefined,
      language,
    })
  })
}
