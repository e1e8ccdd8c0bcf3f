import {
  type JournalReading,
  type OutboxEntry,
  outboxEntrySchema,
  type QueuedSecurityEvent,
  type Sample,
} from '../core/durable.ts'
import type { StoreRecord } from '../core/effects.ts'
import type { Stored } from '../core/state.ts'
import { type Changes, type DeadLetter, type Store, StoreError } from './contract.ts'

/** A day or so of a busy post: tests, and a charger in safe mode, which sells nothing. */
const journalRows = 1_000

/**
 * A store in memory that keeps its promises: it holds JSON text, so that what could not be written to a disk cannot
 * be written here, and it can be told to be full.
 */
export class MemoryStore implements Store {
  readonly #slices = new Map<string, string>()
  readonly #outbox = new Map<number, string>()
  readonly #readings = new Map<number, JournalReading>()
  readonly #journal: JournalReading[] = []
  readonly #samples: { localId: number; sample: Sample }[] = []
  readonly #deadLetters: DeadLetter[] = []
  readonly #securityLog: QueuedSecurityEvent[] = []
  /** How often something was committed. */
  commits = 0
  /** While true, every commit fails as on a full disk. */
  isFull = false

  load(): Stored {
    const slices = Object.fromEntries(
      [...this.#slices].map(([name, text]) => [name, JSON.parse(text) as unknown]),
    )
    const outbox = [...this.#outbox.values()].map((text) => outboxEntrySchema.parse(JSON.parse(text)))
    outbox.sort((one, other) => one.id - other.id)
    return {
      slices,
      outbox,
      readings: [...this.#readings.values()],
      samples: [...this.#samples],
    }
  }

  commit(changes: Changes): void {
    if (this.isFull) throw new StoreError('full', 'The disk is full')
    for (const [name, value] of Object.entries(changes.slices)) this.#slices.set(name, JSON.stringify(value))
    for (const record of changes.records) this.#apply(record)
    this.commits += 1
  }

  #apply(record: StoreRecord): void {
    switch (record.kind) {
      case 'outboxAdded':
      case 'outboxDated':
      case 'outboxSigned':
        this.#put(record.entry)
        break
      case 'outboxDelivered':
        this.#outbox.delete(record.id)
        break
      case 'outboxBuried':
        this.#outbox.delete(record.entry.id)
        this.#deadLetters.push({
          why: record.why,
          entry: JSON.stringify(record.entry),
        })
        break
      case 'reading':
        this.#readings.set(record.reading.localId, record.reading)
        this.#journal.push(record.reading)
        if (this.#journal.length > journalRows) this.#journal.shift()
        break
      case 'sample':
        this.#samples.push({ localId: record.localId, sample: record.sample })
        break
      case 'securityLogged':
        this.#securityLog.push(record.event)
        break
      case 'sessionClosed':
        this.#readings.delete(record.localId)
        this.#forgetSamples(record.localId)
        break
    }
  }

  #put(entry: OutboxEntry): void {
    this.#outbox.set(entry.id, JSON.stringify(entry))
  }

  #forgetSamples(localId: number): void {
    const kept = this.#samples.filter((each) => each.localId !== localId)
    this.#samples.splice(0, this.#samples.length, ...kept)
  }

  journal(): Iterable<JournalReading> {
    return [...this.#journal]
  }

  deadLetters(): readonly DeadLetter[] {
    return [...this.#deadLetters]
  }

  securityLog(): readonly QueuedSecurityEvent[] {
    return [...this.#securityLog]
  }

  close(): void {}
}
