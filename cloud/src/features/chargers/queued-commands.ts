import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import type { CommandAction } from '../../bus/contract.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger } from './commands-to-chargers.ts'

/** What may wait for one charger. */
const maxQueuedEach = 100

/** A command that was sent this long ago, and of whose end nothing is known, was cut off by the end of a process. */
const cutOffAfterMs = 15 * 60_000

/** A session that starts hours later, with nobody there, is nothing that anyone wants. */
const neverLater: ReadonlySet<CommandAction> = new Set(['RemoteStartTransaction'])

export interface CommandToLeave<A extends CommandAction> {
  readonly chargePointId: string
  readonly action: A
  readonly request: Request<A>
  /** How long it may wait for its charger. */
  readonly expiresInS: number
  /** The name of the API key. */
  readonly createdBy: string
}

export const canBeLeft = (action: CommandAction): boolean => !neverLater.has(action)

/** Sends a command; when its charger is offline the command is left for it. */
export async function sendOrLeave<A extends CommandAction>(
  services: Services,
  command: CommandToLeave<A>,
): Promise<CommandOutcome> {
  const { chargePointId, action, request } = command
  const outcome = await commandCharger(services, chargePointId, action, request)
  if (outcome.outcome !== 'notConnected') return outcome
  const id = services.newId()
  const isQueued = await services.writer.write((tx) => insert(tx, services, { ...command, id }))
  if (!isQueued)
    return {
      outcome: 'busy',
      detail: `${maxQueuedEach} commands wait for this charger already.`,
      confirmation: null,
    }
  // It may have come back between the two.
  void sendQueuedCommands(services, chargePointId).catch((error: unknown) =>
    services.log.error({ error, chargePointId }, 'what was left for a charger could not be sent'),
  )
  return {
    outcome: 'queued',
    detail: 'The charger is offline; it gets the command when it comes back.',
    confirmation: null,
    queuedCommandId: id,
  }
}

async function insert<A extends CommandAction>(
  tx: Tx,
  services: Services,
  command: CommandToLeave<A> & { readonly id: string },
): Promise<boolean> {
  const now = services.clock.wallMs()
  const inserted = await tx.run(
    `insert into queued_command (id, charger_id, action, request, state, created_by, created_at, expires_at)
     select ?, id, ?, ?, 'queued', ?, ?, ? from charger where charge_point_id = ?
       and (select count(*) from queued_command where charger_id = charger.id and state = 'queued') < ?`,
    [
      command.id,
      command.action,
      JSON.stringify(command.request),
      command.createdBy,
      toIso(now),
      toIso(now + command.expiresInS * 1000),
      command.chargePointId,
      maxQueuedEach,
    ],
  )
  return inserted > 0
}

interface TakenCommand {
  readonly id: string
  readonly action: CommandAction
  readonly request: string
}

async function isAnyQueued(read: SqlRunner, chargePointId: string): Promise<boolean> {
  const found = await first(
    read,
    `select 1 as found from queued_command where state = 'queued'
       and charger_id = (select id from charger where charge_point_id = ?) limit 1`,
    [chargePointId],
  )
  return found !== undefined
}

/**
 * Sends what was left for a charger, in order, until it leaves again. Each is marked before it is sent: a command is
 * sent once, even if nobody lives to see its answer.
 */
export async function sendQueuedCommands(services: Services, chargePointId: string): Promise<void> {
  // Ten thousand chargers that come back at once, with nothing left for them, must not cost a write each.
  if (!(await isAnyQueued(services.read, chargePointId))) return
  for (;;) {
    const taken = await services.writer.write((tx) => take(tx, services, chargePointId))
    if (taken === undefined) return
    const outcome = await commandCharger(
      services,
      chargePointId,
      taken.action,
      // It was judged by the schema of its action when it was left.
      JSON.parse(taken.request),
    )
    const isBack = outcome.outcome === 'notConnected' || outcome.outcome === 'busy'
    await services.writer.write((tx) =>
      isBack ? putBack(tx, taken.id) : finish(tx, services, taken.id, outcome),
    )
    if (isBack) return
  }
}

function take(tx: Tx, services: Services, chargePointId: string): Promise<TakenCommand | undefined> {
  const now = toIso(services.clock.wallMs())
  return first<TakenCommand>(
    tx,
    `update queued_command set state = 'sent', sent_at = ? where id = (
       select queued_command.id from queued_command join charger on charger.id = charger_id
       where charge_point_id = ? and state = 'queued' and expires_at > ? order by queued_command.id limit 1
     ) returning id, action, request`,
    [now, chargePointId, now],
  )
}

async function putBack(tx: Tx, id: string): Promise<void> {
  await tx.run("update queued_command set state = 'queued', sent_at = null where id = ?", [id])
}

async function finish(tx: Tx, services: Services, id: string, outcome: CommandOutcome): Promise<void> {
  await tx.run("update queued_command set state = 'done', finished_at = ?, outcome = ? where id = ?", [
    toIso(services.clock.wallMs()),
    JSON.stringify(outcome),
    id,
  ])
}

/** Takes a waiting command back. False when it was sent, has expired, or never was. */
export async function cancelQueuedCommand(
  services: Services,
  key: { readonly chargePointId: string; readonly id: string },
): Promise<boolean> {
  const cancelled = await services.writer.write((tx) =>
    tx.run(
      `update queued_command set state = 'cancelled', finished_at = ? where id = ? and state = 'queued'
         and charger_id = (select id from charger where charge_point_id = ?)`,
      [toIso(services.clock.wallMs()), key.id, key.chargePointId],
    ),
  )
  return cancelled > 0
}

export function expireQueuedCommands(services: Services): Job {
  const lost: CommandOutcome = {
    outcome: 'noAnswer',
    detail: 'It was sent, and then this system was restarted; the charger may have done it.',
    confirmation: null,
  }
  return {
    name: 'expire queued commands',
    everyMs: 60_000,
    async run() {
      const wallMs = services.clock.wallMs()
      const now = toIso(wallMs)
      await services.writer.write(async (tx) => {
        await tx.run(
          "update queued_command set state = 'expired', finished_at = ? where state = 'queued' and expires_at <= ?",
          [now, now],
        )
        await tx.run(
          "update queued_command set state = 'done', finished_at = ?, outcome = ? where state = 'sent' and sent_at < ?",
          [now, JSON.stringify(lost), toIso(wallMs - cutOffAfterMs)],
        )
      })
    },
  }
}
