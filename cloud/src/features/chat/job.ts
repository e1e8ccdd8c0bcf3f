import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { answer } from './answering.ts'

/** Another process, or a jump of the calendar, may have made something due without a word. */
const lookAgainMs = 60_000

/** Senders who are answered side by side. */
const batch = 10

/**
 * Each sender is answered in the order of writing: what came later waits for what came before. But to stop a socket waits for
 * nothing, neither for what the same sender wrote before, nor for a charger that another command asks.
 */
const turns = {
  others: `due_at is not null and coalesce(name, '') <> 'stop' and not exists (select 1 from chat_command as earlier
    where earlier.sender_hash = chat_command.sender_hash and earlier.due_at is not null
      and coalesce(earlier.name, '') <> 'stop' and earlier.id < chat_command.id)`,
  stops: "due_at is not null and name = 'stop'",
} as const

/** Answers what people have written, but for what stops a socket. What a process was cut off from goes on here. */
export const answerChat = (services: Services): Job => answering(services, 'answer chat', turns.others)

/** Stops sockets by chat, side by side with everything else. */
export const stopByChat = (services: Services): Job => answering(services, 'stop by chat', turns.stops)

function answering(services: Services, name: string, isItsTurn: string): Job {
  let wake: Wake = () => {}
  return {
    name,
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.messages.whenReceived(() => wake(0))
    },
    async run() {
      const due = await services.read.all<{ id: string }>(
        `select id from chat_command where due_at <= ? and ${isItsTurn} order by id limit ?`,
        [toIso(services.clock.wallMs()), batch],
      )
      const ended = await Promise.allSettled(due.map(({ id }) => answer(services, id)))
      const failed = ended.find((one) => one.status === 'rejected')
      // Tried again a while later: nothing can be written now, or there is a fault that would be met at once.
      if (failed !== undefined) throw failed.reason
      const next = await first<{ at: string | null }>(
        services.read,
        `select min(due_at) as at from chat_command where ${isItsTurn}`,
        [],
      )
      if (next?.at) wake(Math.max(0, fromStoredInstant(next.at) - services.clock.wallMs()))
    },
  }
}
