import type { OutboxEntry } from './durable.ts'
import { isOnline } from './registration.ts'
import type { ChargerState } from './state.ts'
import { log, patch, record, type Turn } from './turn.ts'

/**
 * Enough for 48 h offline with two sockets at a value a minute. Beyond it, periodic values of the middle are given
 * up, oldest first; what starts or ends a transaction never is.
 */
const maxEntries = 10_000

type WithoutId<T> = T extends OutboxEntry ? Omit<T, 'id'> : never

/**
 * Queues a transaction message. It is written to the store in this turn, but for periodic values while the network
 * is up: those are written only when the network goes, to spare the flash.
 */
export function enqueue(turn: Turn, entry: WithoutId<OutboxEntry>): void {
  makeRoom(turn)
  const { outbox } = turn.state
  const numbered = { ...entry, id: outbox.nextId } as OutboxEntry
  const isVolatile = entry.kind === 'metered' && isOnline(turn.state)
  patch(turn, {
    outbox: {
      ...outbox,
      entries: [...outbox.entries, numbered],
      nextId: outbox.nextId + 1,
      volatile: isVolatile ? [...outbox.volatile, numbered.id] : outbox.volatile,
      unrecorded:
        entry.localId !== null && isStoreBroken(turn.state)
          ? [...outbox.unrecorded, numbered.id]
          : outbox.unrecorded,
    },
  })
  if (!isVolatile) record(turn, { kind: 'outboxAdded', entry: numbered })
}

/** Takes an entry out: delivered, or given up with `why` and buried where people can see it. */
export function dequeue(turn: Turn, id: number, outcome: 'delivered' | { why: string }): void {
  const { outbox } = turn.state
  const entry = outbox.entries.find((each) => each.id === id)
  if (entry === undefined) return
  const wasVolatile = outbox.volatile.includes(id)
  patch(turn, {
    outbox: {
      ...outbox,
      entries: outbox.entries.filter((each) => each !== entry),
      inFlight: outbox.inFlight === id ? null : outbox.inFlight,
      attempts: 0,
      failures: 0,
      othersAnswered: false,
      volatile: wasVolatile ? outbox.volatile.filter((each) => each !== id) : outbox.volatile,
    },
  })
  if (outcome !== 'delivered') record(turn, { kind: 'outboxBuried', entry, why: outcome.why })
  else if (!wasVolatile)
    record(turn, {
      kind: 'outboxDelivered',
      id,
      later: entry.kind === 'metered' && outbox.entries.length > 1,
    })
  forgetTransactionId(turn, entry)
}

/** Writes down what was kept in memory while the network was up. */
export function persistVolatile(turn: Turn): void {
  const { outbox } = turn.state
  if (outbox.volatile.length === 0) return
  const volatile = new Set(outbox.volatile)
  for (const entry of outbox.entries) if (volatile.has(entry.id)) record(turn, { kind: 'outboxAdded', entry })
  patch(turn, { outbox: { ...outbox, volatile: [] } })
}

function isStoreBroken({ station }: ChargerState): boolean {
  return station.faults.some(({ source }) => source === 'store')
}

/** The store works again, and has taken all that waited for it. */
export function outboxRecorded(turn: Turn): void {
  const { outbox } = turn.state
  if (outbox.unrecorded.length > 0) patch(turn, { outbox: { ...outbox, unrecorded: [] } })
}

function makeRoom(turn: Turn): void {
  const { entries, inFlight } = turn.state.outbox
  if (entries.length < maxEntries) return
  const victim = entries.find((each) => each.kind === 'metered' && each.id !== inFlight)
  if (victim === undefined) return
  dequeue(turn, victim.id, 'delivered')
  log(turn, 'warn', 'Outbox full: the oldest meter values were given up', {
    entries: entries.length,
  })
}

/** OCPP's number of a transaction is needed until the last message about it has gone. */
function forgetTransactionId(turn: Turn, gone: OutboxEntry): void {
  if (gone.kind !== 'stopped') return
  const { [String(gone.localId)]: known, ...transactionIds } = turn.state.transactionIds
  if (known !== undefined) patch(turn, { transactionIds })
}

export function transactionIdOf(state: ChargerState, localId: number): number | undefined {
  return state.transactionIds[String(localId)]
}
