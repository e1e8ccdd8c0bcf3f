import { type ChatCommand, chatCommands } from '../../core/chat-commands.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { words } from '../../web/language.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { type CommandRow, finish, GoneOn, keepWork, takenUpAgainMs, type Work } from './command-rows.ts'
import { awaitCode, dropWaiting } from './confirming.ts'
import { type Asking, type Said, saidOf } from './deed.ts'
import { deedOf } from './deeds/deeds.ts'
import { objectionTo } from './rights.ts'
import { whoIs } from './senders.ts'
import { chatWords } from './words.ts'

/** An order that comes so much later than it was written is carried out no more: whoever gave it has gone on. */
const mostLateMs = 10 * 60_000

/** A charger answers within this, or the process that asked has died over it. */
const answeredWithinMs = 120_000

/** Somebody who is known, and what they have sent. */
export interface Given {
  readonly row: CommandRow
  readonly actor: Actor
  readonly language: Language
}

export interface Order extends Given {
  readonly command: ChatCommand
}

function askingOf(services: Services, { row, actor, language }: Given): Asking {
  return { services, actor, language, text: chatWords[language], id: row.id }
}

/** What is done about a command that has just come: it is looked up, asked for once more, or carried out. */
export async function takeUp(services: Services, order: Order): Promise<void> {
  const { row, command } = order
  const { confirmed } = chatCommands[command.name]
  const asking = askingOf(services, order)
  const deed = deedOf(command)
  const lateMs = services.clock.wallMs() - fromStoredInstant(row.writtenAt)
  const objection =
    objectionTo(asking, command.name) ??
    (deed.kind !== 'look' && lateMs > mostLateMs ? asking.text.tooLate : undefined)
  if (objection !== undefined) return end(services, order, { outcome: 'refused', text: objection })
  if (deed.kind !== 'look' && !confirmed) return carryOut(services, order, async () => command)
  try {
    if (deed.kind === 'look') await end(services, order, await deed.look(asking, command.given))
    else await askFirst(services, order)
  } catch (error) {
    await refuse(services, order, error)
  }
}

/** Asks whether it is meant, with a code. */
async function askFirst(services: Services, order: Order): Promise<void> {
  const { row, command, actor, language } = order
  const { preview } = deedOf(command)
  if (preview === undefined) throw new Error(`Nobody could tell what ${command.name} is about to do.`)
  const shown = await preview(askingOf(services, order), command.given)
  if (shown.kind === 'no') return end(services, order, { outcome: 'refused', text: shown.text })
  await services.writer.write(async (tx) => {
    const code = await awaitCode(tx, services, { senderHash: row.senderHash, actor, command })
    const answer = `${shown.text}\n${chatWords[language].meantIt(code)}`
    await finish(tx, services, row, { ...order, outcome: 'asked', answer })
  })
}

function end(services: Services, order: Order, { outcome, text }: Said): Promise<void> {
  return services.writer.write((tx) => finish(tx, services, order.row, { ...order, outcome, answer: text }))
}

/**
 * Begins to carry out what `meant` finds in the same commit, and does all of it there where that is one commit; `meant` finds
 * nothing when it has answered by itself. What a rule refuses midway has left nothing behind.
 */
export async function carryOut(
  services: Services,
  given: Given,
  meant: (tx: Tx, actor: Actor) => Promise<ChatCommand | undefined>,
): Promise<void> {
  const { row } = given
  let order: Order | undefined
  try {
    await services.writer.write(async (tx) => {
      order = undefined
      // Whoever the sender is within this very commit.
      const actor = (await whoIs(tx, services, row.sender))?.actor
      if (actor === undefined) throw new Problem('forbidden', chatWords[given.language].roleChanged)
      const command = await meant(tx, actor)
      if (command === undefined) return
      order = { ...given, actor, command }
      await begin(tx, services, order)
    })
  } catch (error) {
    return refuse(services, order ?? given, error)
  }
  const deed = order && deedOf(order.command)
  if (deed?.kind === 'change') deed.after?.(services)
}

async function begin(tx: Tx, services: Services, order: Order): Promise<void> {
  const { row, actor, command } = order
  const asking = askingOf(services, order)
  const deed = deedOf(command)
  const said = ({ outcome, text }: Said) => finish(tx, services, row, { ...order, outcome, answer: text })
  const objection = objectionTo(asking, command.name)
  if (objection !== undefined) return said({ outcome: 'refused', text: objection })
  const now = services.clock.wallMs()
  switch (deed.kind) {
    case 'look':
      throw new Error(`${command.name} changes nothing, and is looked up outside of a commit.`)
    case 'change':
      return said(await deed.change(tx, asking, command.given))
    case 'steps': {
      const items = await deed.items(tx, asking, command.given)
      if (items.length === 0) return said({ outcome: 'done', text: asking.text.nothingToDo })
      const work: Work = { command, items, lines: [], order: null }
      return keepWork(tx, services, row, { state: 'working', work, actor, dueAt: now + takenUpAgainMs })
    }
    case 'order': {
      const asked = await deed.order(tx, asking, command.given)
      if ('outcome' in asked) return said(asked)
      const work: Work = { command, items: [], lines: [], order: asked }
      return keepWork(tx, services, row, { state: 'asking', work, actor, dueAt: now + answeredWithinMs })
    }
  }
}

/** Answers that it was refused by a rule, or that it failed; a code that was given for it is good no longer. */
async function refuse(services: Services, given: Given | Order, error: unknown): Promise<void> {
  if (!isOfTheCommand(error)) throw error
  const { row, language } = given
  const text = chatWords[language]
  const isRule = error instanceof Problem
  if (!isRule) services.log.error({ error, command: row.id }, 'a command by chat failed')
  const answer = isRule ? text.refusedBecause(reasonOf(error, language)) : text.failed
  await services.writer.write(async (tx) => {
    await dropWaiting(tx, services, row.senderHash)
    await finish(tx, services, row, { ...given, outcome: isRule ? 'refused' : 'failed', answer })
  })
}

/** Why a rule refuses it, in the language of who asks: in general words where there are no others. */
const reasonOf = (problem: Problem, language: Given['language']) =>
  problem.in(language) ?? words[language].problem[problem.kind].text

/** Not so when another has gone on with it, or nothing can be written: then it is not answered, but taken up again. */
const isOfTheCommand = (error: unknown) =>
  !(error instanceof GoneOn) && !(error instanceof Error && error.name === 'WriterError')

/** The next of many things, in a commit of its own, and the answer with the last. */
export async function takeStep(services: Services, given: Given, work: Work): Promise<void> {
  const { command } = work
  const deed = deedOf(command)
  if (deed.kind !== 'steps') throw new Error(`${command.name} has no steps.`)
  const item = work.items[work.lines.length] ?? ''
  const keep = async (tx: Tx, order: Order, line: string) => {
    const lines = [...work.lines, line]
    if (lines.length < work.items.length)
      return keepWork(tx, services, given.row, {
        ...{
          state: 'working',
          work: { ...work, lines },
          actor: order.actor,
          dueAt: services.clock.wallMs() + takenUpAgainMs,
        },
      })
    const answer = deed.conclude(chatWords[given.language], lines)
    return finish(tx, services, given.row, { ...order, outcome: 'done', answer })
  }
  try {
    await services.writer.write(async (tx) => {
      const actor = (await whoIs(tx, services, given.row.sender))?.actor
      const order = { ...given, actor: actor ?? given.actor, command }
      const asking = askingOf(services, order)
      if (actor === undefined || objectionTo(asking, command.name) !== undefined)
        return stopMidway(tx, services, order, work)
      return keep(tx, order, await deed.step(tx, asking, command.given, item))
    })
  } catch (error) {
    if (!isOfTheCommand(error)) throw error
    // The others are done all the same.
    services.log.error({ error, command: given.row.id, item }, 'a step of a command by chat failed')
    const why =
      error instanceof Problem ? reasonOf(error, given.language) : chatWords[given.language].stepFailed
    await services.writer.write((tx) => keep(tx, { ...given, command }, `${item}: ${why}`))
  }
}

function stopMidway(tx: Tx, services: Services, order: Order, { lines }: Work): Promise<void> {
  const answer = [...lines, chatWords[order.language].stoppedMidway].join('\n')
  return finish(tx, services, order.row, { ...order, outcome: 'failed', answer })
}

/** Asks the charger what has been written down that it would be asked, and answers with what came of it. */
export async function askCharger(services: Services, given: Given, { command, order }: Work): Promise<void> {
  if (order === null) throw new Error(`${command.name} asks no charger.`)
  const { action, chargePointId, transactionId } = order
  const outcome =
    action === 'Reset'
      ? await commandCharger(services, chargePointId, action, { type: 'Soft' })
      : await commandCharger(services, chargePointId, action, { transactionId: transactionId ?? 0 })
  await end(services, { ...given, command }, saidOf(chatWords[given.language], order, outcome))
}

/** Nobody lived to hear the charger's answer: it is not asked again, since it may have done it. */
export function cutOff(services: Services, given: Given, { command, order }: Work): Promise<void> {
  const text = chatWords[given.language].cutOff
  return end(
    services,
    { ...given, command },
    { outcome: 'failed', text: `${order?.chargePointId ?? ''}: ${text}` },
  )
}
