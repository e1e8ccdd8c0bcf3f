import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { type Stamp, stampSchema } from '../core/now.ts'
import type { SecurityEventType } from '../core/security-events.ts'

export interface SecurityLogEntry {
  readonly type: string
  readonly at: Stamp
  readonly techInfo: string | null
}

/** What happened to the security of this charger; outlives the power, and holds the last events only. */
export interface SecurityLog {
  append(entry: {
    readonly type: SecurityEventType
    readonly at: Stamp
    readonly techInfo: string | null
  }): void
  /** The oldest first. */
  entries(): readonly SecurityLogEntry[]
  /** Empties it but for the event that says so, which must be told too. */
  clear(at: Stamp): void
}

/** Years of an ordinary charger, minutes of one under attack. */
const securityLogRows = 2_000

/** For the store's migrations. */
export const securityLogTable = `CREATE TABLE security_event (
  slot INTEGER PRIMARY KEY, seq INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL, tech_info TEXT)`

interface Row {
  type: string
  at: string
  tech_info: string | null
}

/** In the charger's own database: a ring of rows, since rows that are never deleted cost the flash nothing. */
export class SqliteSecurityLog implements SecurityLog {
  readonly #rows: number
  readonly #put
  readonly #all
  readonly #clear
  #nextSeq: number

  /** The table must be there. Throws what better-sqlite3 throws. */
  constructor(database: Database, rows = securityLogRows) {
    this.#rows = rows
    this.#put = database.prepare('INSERT OR REPLACE INTO security_event VALUES (?, ?, ?, ?, ?)')
    this.#all = database.prepare<[], Row>('SELECT type, at, tech_info FROM security_event ORDER BY seq')
    const empty = database.prepare('DELETE FROM security_event')
    this.#clear = database.transaction((at: Stamp) => {
      empty.run()
      this.append({ type: 'SecurityLogWasCleared', at, techInfo: null })
    })
    const last = database
      .prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM security_event')
      .get()
    this.#nextSeq = 1 + (last?.seq ?? 0)
  }

  append({ type, at, techInfo }: Parameters<SecurityLog['append']>[0]): void {
    this.#put.run(this.#nextSeq % this.#rows, this.#nextSeq, type, JSON.stringify(at), techInfo)
    this.#nextSeq += 1
  }

  entries(): readonly SecurityLogEntry[] {
    return this.#all.all().map(toEntry)
  }

  clear(at: Stamp): void {
    this.#clear(at)
  }
}

const entrySchema = z.strictObject({ type: z.string(), at: stampSchema, techInfo: z.string().nullable() })

function toEntry({ type, at, tech_info: techInfo }: Row): SecurityLogEntry {
  return entrySchema.parse({ type, at: JSON.parse(at) as unknown, techInfo })
}
