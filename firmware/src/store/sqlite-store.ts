import Database from 'better-sqlite3'
import {
  type JournalReading,
  outboxEntrySchema,
  type QueuedSecurityEvent,
  readingSchema,
  sampleSchema,
  securityEventSchema,
} from '../core/durable.ts'
import type { StoreRecord } from '../core/effects.ts'
import type { Stored } from '../core/state.ts'
import { type Changes, type DeadLetter, type Store, StoreError } from './contract.ts'
import { migrations } from './migrations.ts'

/**
 * The journal keeps this many readings (some 25 days of a busy post) and then writes over the oldest: rows that are
 * never deleted cost the flash nothing.
 */
const journalRows = 20_000
/** Some milliseconds of a small computer. */
const journalPage = 200
/** A charger has some ten a day; the oldest give way. */
const securityRows = 2_000
/** How long a predecessor that was told to end may still hold the file. */
const predecessorMs = 5_000

/** 128 MiB: a runaway fills the store, not the flash; then commits fail as `full`. */
const mostPages = 131_072

interface Bounds {
  readonly lockTimeoutMs?: number
  readonly maxPages?: number
}

/**
 * The store on the charger's flash: one SQLite file in WAL mode with `synchronous=FULL`, since a power cut is normal.
 * Pages are 1 KiB: most commits change one row, and SQLite writes whole pages.
 */
export class SqliteStore implements Store {
  readonly #database: Database.Database
  readonly #statements: Statements
  readonly #transaction: (changes: Changes) => void
  #nextSeq: number

  /** Opens or makes the file. Throws a StoreError when it cannot be opened or is damaged. */
  constructor(path: string, { lockTimeoutMs = predecessorMs, maxPages = mostPages }: Bounds = {}) {
    try {
      this.#database = open(path, { lockTimeoutMs, maxPages })
      this.#statements = prepare(this.#database)
      this.#nextSeq = 1 + (this.#statements.lastSeq.get()?.seq ?? 0)
    } catch (cause) {
      throw toStoreError(cause, `The store ${path} cannot be opened`)
    }
    this.#transaction = this.#database.transaction((changes: Changes) => this.#write(changes))
  }

  load(): Stored {
    try {
      return this.#read()
    } catch (cause) {
      throw toStoreError(cause, 'The store cannot be read')
    }
  }

  #read(): Stored {
    const { slices, outbox, readings, samples } = this.#statements
    return {
      slices: Object.fromEntries(slices.all().map(({ name, value }) => [name, JSON.parse(value) as unknown])),
      outbox: outbox.all().map(({ entry }) => outboxEntrySchema.parse(JSON.parse(entry))),
      readings: readings.all().map(toReading),
      samples: samples.all().map(({ local_id, sample }) => ({
        localId: local_id,
        sample: sampleSchema.parse(JSON.parse(sample)),
      })),
    }
  }

  commit(changes: Changes): void {
    try {
      this.#transaction(changes)
    } catch (cause) {
      throw toStoreError(cause, 'The store cannot be written')
    }
  }

  #write({ slices, records }: Changes): void {
    for (const [name, value] of Object.entries(slices))
      this.#statements.putSlice.run(name, JSON.stringify(value))
    for (const record of records) this.#apply(record)
  }

  #apply(record: StoreRecord): void {
    const { addOutbox, rewriteOutbox, removeOutbox, bury, addReading, addSample, removeSamples } =
      this.#statements
    const { addSecurityEvent, trimSecurityLog } = this.#statements
    switch (record.kind) {
      case 'outboxAdded':
        addOutbox.run(record.entry.id, JSON.stringify(record.entry))
        break
      case 'outboxDated':
      case 'outboxSigned':
        rewriteOutbox.run(JSON.stringify(record.entry), record.entry.id)
        break
      case 'outboxDelivered':
        removeOutbox.run(record.id)
        break
      case 'outboxBuried':
        removeOutbox.run(record.entry.id)
        bury.run(record.why, JSON.stringify(record.entry))
        break
      case 'reading': {
        const { localId, connectorId, importWh, at } = record.reading
        addReading.run(this.#nextSeq, localId, connectorId, importWh, JSON.stringify(at))
        this.#nextSeq = (this.#nextSeq % journalRows) + 1
        break
      }
      case 'sample':
        addSample.run(record.localId, JSON.stringify(record.sample))
        break
      case 'securityLogged':
        addSecurityEvent.run(JSON.stringify(record.event))
        trimSecurityLog.run(securityRows)
        break
      case 'sessionClosed':
        removeSamples.run(record.localId)
        break
    }
  }

  *journal(): Generator<JournalReading> {
    for (let after = 0; ; ) {
      const page = this.#statements.journal.all(after, journalPage)
      for (const row of page) yield toReading(row)
      const last = page.at(-1)
      if (last === undefined) return
      after = last.seq
    }
  }

  deadLetters(): readonly DeadLetter[] {
    return this.#statements.deadLetters.all()
  }

  securityLog(): readonly QueuedSecurityEvent[] {
    return this.#statements.securityEvents
      .all()
      .map(({ event }) => securityEventSchema.parse(JSON.parse(event)))
  }

  close(): void {
    this.#database.close()
  }
}

function open(path: string, { lockTimeoutMs, maxPages }: Required<Bounds>): Database.Database {
  const database = new Database(path, { timeout: lockTimeoutMs })
  database.pragma('page_size = 1024')
  // One process to a store: the lock is the system's, so it goes with a process that is killed.
  database.pragma('locking_mode = EXCLUSIVE')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma(`max_page_count = ${maxPages}`)
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > migrations.length)
    throw new StoreError('unreadable', `${path} was written by a newer version of this firmware (${version})`)
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    database.transaction(() => {
      database.exec(sql)
      database.pragma(`user_version = ${index + 1}`)
    })()
  }
  return database
}

type Statements = ReturnType<typeof prepare>

function prepare(database: Database.Database) {
  return {
    slices: database.prepare<[], { name: string; value: string }>('SELECT name, value FROM slice'),
    putSlice: database.prepare(
      'INSERT INTO slice VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
    outbox: database.prepare<[], { entry: string }>('SELECT entry FROM outbox ORDER BY id'),
    addOutbox: database.prepare('INSERT INTO outbox VALUES (?, ?)'),
    rewriteOutbox: database.prepare('UPDATE outbox SET entry = ? WHERE id = ?'),
    removeOutbox: database.prepare('DELETE FROM outbox WHERE id = ?'),
    bury: database.prepare('INSERT INTO dead_letter (why, entry) VALUES (?, ?)'),
    deadLetters: database.prepare<[], DeadLetter>('SELECT why, entry FROM dead_letter ORDER BY id'),
    lastSeq: database.prepare<[], { seq: number }>('SELECT seq FROM reading ORDER BY rowid DESC LIMIT 1'),
    addReading: database.prepare('INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?)'),
    // SQLite takes the other columns from the row that holds the maximum.
    readings: database.prepare<[], ReadingRow>(
      'SELECT local_id, connector_id, max(import_wh) AS import_wh, at FROM reading GROUP BY local_id ORDER BY local_id',
    ),
    journal: database.prepare<[number, number], ReadingRow & { seq: number }>(
      'SELECT seq, local_id, connector_id, import_wh, at FROM reading WHERE seq > ? ORDER BY seq LIMIT ?',
    ),
    samples: database.prepare<[], { local_id: number; sample: string }>(
      'SELECT local_id, sample FROM sample ORDER BY seq',
    ),
    addSample: database.prepare('INSERT INTO sample (local_id, sample) VALUES (?, ?)'),
    addSecurityEvent: database.prepare('INSERT INTO security_event (event) VALUES (?)'),
    trimSecurityLog: database.prepare(
      'DELETE FROM security_event WHERE seq <= (SELECT max(seq) FROM security_event) - ?',
    ),
    securityEvents: database.prepare<[], { event: string }>('SELECT event FROM security_event ORDER BY seq'),
    removeSamples: database.prepare('DELETE FROM sample WHERE local_id = ?'),
  }
}

interface ReadingRow {
  local_id: number
  connector_id: number
  import_wh: number
  at: string
}

function toReading(row: ReadingRow): JournalReading {
  return readingSchema.parse({
    connectorId: row.connector_id,
    localId: row.local_id,
    importWh: row.import_wh,
    at: JSON.parse(row.at) as unknown,
  })
}

function toStoreError(cause: unknown, what: string): StoreError {
  if (cause instanceof StoreError) return cause
  const code = cause instanceof Database.SqliteError ? cause.code : ''
  const message = cause instanceof Error ? cause.message : String(cause)
  if (code === 'SQLITE_FULL') return new StoreError('full', `${what}: the disk is full`, cause)
  if (code.startsWith('SQLITE_BUSY')) return new StoreError('busy', `${what}: another process uses it`, cause)
  const damaged = code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB' || code === 'SQLITE_CANTOPEN'
  return new StoreError(damaged ? 'unreadable' : 'failed', `${what}: ${message}`, cause)
}
