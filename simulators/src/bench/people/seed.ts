import { randomBytes, scryptSync } from 'node:crypto'
import { statfsSync } from 'node:fs'
import type { openSqlite } from '@colok/cloud/db/sqlite'

export type Database = Awaited<ReturnType<typeof openSqlite>>
type Tx = Database['writeConnection']['tx']

/** How many of each there are; every site has five chargers, every partner four sites. */
const sites = 400
export const chargers = 2_000
export const partners = 100
/** Who signs in with a password; the first is the first partner's, and so on round and round. */
const partnerPeople = 1_000

/** A row of a session with its bill and its share of eight indexes, in either database. */
const bytesPerSession = 1_600
const perCommit = 50_000
/** So far back lies the first session. */
const days = 700

export const password = 'bench 0123456789'

/** What better-auth asks of scrypt, and how long its key is. */
export const scryptCost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }
export const scryptBytes = 64

export const emailOf = (person: number) => `person-${person}@colok.example`
export const phoneOf = (person: number) => `+62811${1_000_000 + person}`
export const userIdOf = (person: number) => `user-${person}`
export const partnerIdOf = (partner: number) => `partner-${partner}`
/** Had the first site for the first month, and nothing since. */
export const formerPartnerId = 'partner-former'
export const sessionIdOf = (session: number) =>
  `01990000-0000-7000-8000-${String(1_000_000_000_000 + session).slice(1)}`

/** As many sessions as are wanted, or as many as the disk has room for, twice over; which is said. */
export function possibleSessions(options: {
  readonly wanted: number
  readonly folder: string
  readonly progress: (text: string) => void
}): number {
  const { bavail, bsize } = statfsSync(options.folder)
  const possible = Math.max(
    1_000,
    Math.min(options.wanted, Math.floor((bavail * bsize) / 2 / bytesPerSession)),
  )
  if (possible < options.wanted)
    options.progress(`only ${possible} sessions instead of ${options.wanted}: the disk has no room for more`)
  return possible
}

/** Fills an empty database of a central system by statements that make many rows each. */
export async function seedPeople(
  database: Database,
  wanted: { readonly users: number; readonly sessions: number; readonly progress: (text: string) => void },
): Promise<void> {
  const { users, sessions, progress } = wanted
  const commit = commits(database)
  const seed = new Seed(database.dialect, sessions)
  await commit((tx) => seed.places(tx))
  for (const [first, last] of batches(users)) await commit((tx) => seed.people(tx, first, last))
  for (const [first, last] of batches(sessions)) {
    await commit((tx) => seed.sessions(tx, { first, last, users }))
    if (last % (10 * perCommit) === 0) progress(`${last} of ${sessions} sessions are there`)
  }
  // A PostgreSQL that is looked after does so by itself; SQLite has no such figures in use either.
  if (database.dialect === 'postgres') await commit((tx) => tx.run('analyze', []))
}

function commits({ writeConnection }: Database) {
  return async (unit: (tx: Tx) => Promise<unknown> | number): Promise<void> => {
    await writeConnection.begin()
    await unit(writeConnection.tx)
    await writeConnection.commit()
  }
}

function* batches(count: number): Generator<[number, number]> {
  for (let first = 1; first <= count; first += perCommit)
    yield [first, Math.min(count, first + perCommit - 1)]
}

/** The statements, in the words of one of the two. */
class Seed {
  readonly #dialect: Database['dialect']
  readonly #beganS: number
  readonly #everyS: number

  constructor(dialect: Database['dialect'], sessions: number) {
    this.#dialect = dialect
    this.#everyS = Math.max(1, Math.floor((days * 86_400) / sessions))
    this.#beganS = Math.floor(Date.now() / 1000) - days * 86_400 - 3_600
  }

  async places(tx: Tx): Promise<void> {
    const long = this.#instant('0')
    const make = (count: number, statement: string) => tx.run(withNumbers(statement), [1, count])
    await make(
      sites,
      `insert into site (id, slug, name, address, latitude, longitude, time_zone, created_at)
       select 'site-' || i, 'site-' || i, 'Site ' || i, 'Bench', -8.5, 115.2, 'Asia/Makassar', ${long} from n`,
    )
    await make(
      chargers,
      `insert into charger (charge_point_id, site_id, name, created_at)
       select 'BENCH-' || i, 'site-' || ((i - 1) / 5 + 1), 'Charger ' || i, ${long} from n order by i`,
    )
    await make(
      partners,
      `insert into organisation (id, slug, name, kind, created_at)
       select 'partner-' || i, 'partner-' || i, 'Partner ' || i, 'partner', ${long} from n`,
    )
    await make(
      sites,
      `insert into organisation_site (organisation_id, site_id, since)
       select 'partner-' || ((i - 1) / 4 + 1), 'site-' || i, ${this.#instant(String(this.#beganS - 1))} from n`,
    )
    await tx.run(
      `insert into organisation (id, slug, name, kind, created_at) values (?, ?, 'Former', 'partner', ${long})`,
      [formerPartnerId, formerPartnerId],
    )
    await tx.run(
      `insert into organisation_site (organisation_id, site_id, since, until)
       values (?, 'site-1', ${long}, ${this.#instant(String(this.#beganS + 30 * 86_400))})`,
      [formerPartnerId],
    )
  }

  async people(tx: Tx, first: number, last: number): Promise<void> {
    const long = this.#instant('0')
    const make = (statement: string) => tx.run(withNumbers(statement), [first, last])
    await make(
      `insert into "user" (id, name, email, phone, phone_verified, two_factor_enabled, created_at, updated_at)
       select 'user-' || i, 'Person ' || i,
           case when i <= ${partnerPeople} then 'person-' || i || '@colok.example' end,
           '+62811' || (1000000 + i), 1, case when i <= ${partnerPeople} then 1 else 0 end, ${long}, ${long} from n`,
    )
    await make(
      `insert into id_tag (id_tag, status, created_at, updated_at)
       select 'CARD' || i, 'Accepted', ${long}, ${long} from n`,
    )
    await make(
      `insert into driver_card (id_tag, user_id, state, linked_at, linked_by)
       select 'CARD' || i, 'user-' || i, 'active', ${long}, 'bench' from n`,
    )
    if (first > partnerPeople) return
    const people = [first, Math.min(last, partnerPeople)]
    const salt = randomBytes(16).toString('hex')
    const hash = `${salt}:${scryptSync(password, salt, scryptBytes, scryptCost).toString('hex')}`
    await tx.run(
      withNumbers(
        `insert into user_account (id, user_id, account_id, provider_id, password, created_at, updated_at)
         select 'account-' || i, 'user-' || i, 'user-' || i, 'credential', '${hash}', ${long}, ${long} from n`,
      ),
      people,
    )
    await tx.run(
      withNumbers(
        `insert into organisation_member (organisation_id, user_id, role, since)
         select 'partner-' || ((i - 1) % ${partners} + 1), 'user-' || i, 'partner', ${long} from n`,
      ),
      people,
    )
  }

  /** Chargers and cards in turn, in an order that jumps about; each charged an hour for 1,500 Wh. */
  sessions(
    tx: Tx,
    { first, last, users }: { readonly first: number; readonly last: number; readonly users: number },
  ) {
    const startS = `(${this.#beganS} + i * ${this.#everyS})`
    const [startedAt, stoppedAt] = [this.#instant(startS), this.#instant(`${startS} + 3600`)]
    return tx.run(
      withNumbers(
        `insert into session (id, charger_id, connector_id, id_tag, "authorization", state, started_at,
           start_received_at, meter_start_wh, stopped_at, stop_received_at, meter_stop_wh, stop_reason, price_idr_per_kwh,
           business_day, energy_wh, total_idr, bill, stop_source, readings_thinned_at)
         select '01990000-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2), (i * 7919) % ${chargers} + 1,
           i % 2 + 1, 'CARD' || ((i * 48271) % ${users} + 1), 'Accepted', 'finished', ${startedAt}, ${startedAt},
           i, ${stoppedAt}, ${stoppedAt}, i + 1500, 'Local', 2466, substr(${stoppedAt}, 1, 10), 1500, 3699, '${bill}',
           'charger', ${stoppedAt} from n order by i`,
      ),
      [first, last],
    )
  }

  /** Seconds since 1970 as the central system writes an instant. */
  #instant(seconds: string): string {
    return this.#dialect === 'sqlite'
      ? `strftime('%Y-%m-%dT%H:%M:%fZ', ${seconds}, 'unixepoch')`
      : `to_char(to_timestamp(${seconds}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  }
}

const bill = JSON.stringify({
  tariffId: 'tariff',
  energyWh: 1_500,
  lines: [{ kind: 'energy', energyWh: 1_500, priceIdrPerKwh: 2_466, amountIdr: 3_699 }],
  totalIdr: 3_699,
  pbjtIdr: 0,
  ppnIdr: 0,
  rounding: 'eachLineHalfUp',
})

/** A statement that takes the numbers from its first parameter to its second from `n(i)`. */
function withNumbers(statement: string): string {
  return `with recursive n(i) as (
    select cast(? as bigint) union all select i + 1 from n where i < cast(? as bigint)) ${statement}`
}
