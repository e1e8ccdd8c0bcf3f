import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Reach } from '../../core/roles.ts'
import { mostSessionWh } from '../../core/transaction-check.ts'
import type { SessionTable } from '../../db/charging-tables.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import { eventWithin } from '../access/reach.ts'
import { SignatureVerdict } from '../signed-readings/schemas.ts'
import { readPrice } from '../tariffs/prices.ts'
import type { Reading, Session, SessionNow } from './schemas.ts'
import { Bill } from './schemas.ts'

interface LastReading {
  readonly measuredAt: string
  readonly energyWh: number | null
  readonly powerW: number | null
}

/** The sessions under way at some chargers, by charger and connector; where there are several, the newest. */
export async function sessionsUnderWay(
  runner: SqlRunner,
  chargerIds: readonly number[],
): Promise<{ chargerId: number; connectorId: number; session: SessionNow }[]> {
  if (chargerIds.length === 0) return []
  const rows = await runner.query
    .selectFrom('session')
    .select(['id', 'transactionId', 'chargerId', 'connectorId', 'startedAt', 'meterStartWh', 'price'])
    .where('state', '=', 'charging')
    .where('chargerId', 'in', [...chargerIds])
    .orderBy('startedAt', 'desc')
    .execute()
  const newest = new Map<string, (typeof rows)[number]>()
  for (const row of rows) {
    const socket = `${row.chargerId}/${row.connectorId}`
    if (!newest.has(socket)) newest.set(socket, row)
  }
  const sessions = [...newest.values()]
  const readings = await lastReadings(
    runner,
    sessions.map(({ id }) => id),
  )
  return sessions.map((row) => {
    const reading = readings.get(row.id)
    const energyWh = energySoFar(row.meterStartWh, reading)
    const session: SessionNow = {
      id: row.id,
      transactionId: row.transactionId,
      startedAt: row.startedAt,
      energyWh,
      powerW: reading?.powerW ?? null,
      amountIdr: costSoFar(row, energyWh, reading),
      readAt: reading?.measuredAt ?? null,
    }
    return { chargerId: row.chargerId, connectorId: row.connectorId, session }
  })
}

export interface SessionFilter {
  readonly reach: Reach
  readonly chargePointId?: string | undefined
  readonly state?: 'charging' | 'finished' | undefined
  /** Whether it waits for a person to look. */
  readonly suspect?: boolean | undefined
  /** The slug of a site at which its charger stands. */
  readonly site?: string | undefined
}

/** Sessions of a filter, from a place in their order. */
interface SessionPage extends SessionFilter {
  /** Only sessions with a smaller transactionId: where the page before ended. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Sessions within reach, the newest first. */
export async function listSessions(runner: SqlRunner, page: SessionPage): Promise<Session[]> {
  const newestFirst = sessionQuery(runner).orderBy('session.transactionId', 'desc')
  const chargers = chargersOf(page)
  const rows =
    chargers === undefined
      ? await newestFirst.where(fromPlace(page)).limit(page.limit).execute()
      : await newestFirst.where('session.transactionId', 'in', newestOf(chargers, page)).execute()
  return Promise.all(rows.map((row) => toSession(runner, row)))
}

function fromPlace({ before, ...filter }: SessionPage): RawBuilder<SqlBool> {
  return before === undefined
    ? matching(filter)
    : sql`${matching(filter)} and session.transaction_id < ${before}`
}

/** What a session must be, whatever it is read for. */
export function matching({ reach, chargePointId, state, suspect, site }: SessionFilter): RawBuilder<SqlBool> {
  const conditions = [eventWithin(reach, 'charger.siteId', 'session.startedAt')]
  if (site !== undefined)
    conditions.push(
      sql`session.charger_id in (select id from charger where site_id = (select id from site where slug = ${site}))`,
    )
  // As one value, so that PostgreSQL too reads the charger's sessions in their order.
  if (chargePointId !== undefined)
    conditions.push(
      sql`session.charger_id = (select id from charger where charge_point_id = ${chargePointId})`,
    )
  // Not as a parameter, so that the index of those under way is known to hold them all.
  if (state !== undefined) conditions.push(sql`session.state = ${sql.lit(state)}`)
  if (suspect === true) conditions.push(sql`suspect_reasons <> '[]' and resolution is null`)
  if (suspect === false) conditions.push(sql`(suspect_reasons = '[]' or resolution is not null)`)
  return sql.join(conditions, sql` and `)
}

/** Which chargers alone can have such sessions; undefined for all of them. */
export function chargersOf({ reach, site }: SessionFilter): RawBuilder<SqlBool> | undefined {
  const conditions: RawBuilder<SqlBool>[] = []
  if (reach.kind === 'organisation')
    conditions.push(
      sql`charger.site_id in (select site_id from organisation_site where organisation_id = ${reach.organisationId})`,
    )
  if (site !== undefined) conditions.push(sql`charger.site_id = (select id from site where slug = ${site})`)
  return conditions.length === 0 ? undefined : sql.join(conditions, sql` and `)
}

/**
 * The transactionIds of a page for an organisation or of a site: of each charger that stands at a site which it ever had, as
 * many as a page holds, and the newest of these. What it costs grows with these chargers, not with everybody's sessions.
 */
function newestOf(chargers: RawBuilder<SqlBool>, page: SessionPage): RawBuilder<number> {
  const matches = fromPlace(page)
  // A cross join keeps SQLite from going through all sessions in place of the chargers.
  return sql`(select session.transaction_id from charger cross join session
    where ${chargers} and session.charger_id = charger.id and ${matches}
      and session.transaction_id >= coalesce((select session.transaction_id from session
        where session.charger_id = charger.id and ${matches}
        order by session.transaction_id desc limit 1 offset ${page.limit - 1}), 0)
    order by session.transaction_id desc limit ${page.limit})`
}

export async function findSession(runner: SqlRunner, id: string): Promise<Session | undefined> {
  const row = await sessionQuery(runner).where('session.id', '=', id).executeTakeFirst()
  return row && toSession(runner, row)
}

/** Sessions by their ids, the newest first; what is no session's id is passed over. */
export async function findSessions(runner: SqlRunner, ids: readonly string[]): Promise<Session[]> {
  if (ids.length === 0) return []
  const rows = await sessionQuery(runner)
    .where('session.id', 'in', [...ids])
    .orderBy('session.transactionId', 'desc')
    .execute()
  return Promise.all(rows.map((row) => toSession(runner, row)))
}

/** The last session that ended at a connector at or after an instant. */
export async function lastFinished(
  runner: SqlRunner,
  at: {
    readonly chargePointId: string
    readonly connectorId: number
    readonly since: string
  },
): Promise<Session | undefined> {
  const row = await sessionQuery(runner)
    .where('charger.chargePointId', '=', at.chargePointId)
    .where('session.connectorId', '=', at.connectorId)
    .where('session.state', '=', 'finished')
    .where('session.stoppedAt', '>=', at.since)
    .orderBy('session.stoppedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toSession(runner, row)
}

/** A session's readings, the oldest first. */
export async function listReadings(
  runner: SqlRunner,
  page: {
    readonly session: Session
    readonly after: number | undefined
    readonly limit: number
  },
): Promise<{ id: number; reading: Reading }[]> {
  const rows = await runner.query
    .selectFrom('sessionReading')
    .innerJoin('charger', 'charger.id', 'sessionReading.chargerId')
    .select(['sessionReading.id', 'measuredAt', 'energyWh', 'powerW', 'voltageMv', 'currentMa'])
    .where('transactionId', '=', page.session.transactionId)
    .where('charger.chargePointId', '=', page.session.chargePointId)
    .where('sessionReading.id', '>', page.after ?? 0)
    .orderBy('sessionReading.id')
    .limit(page.limit)
    .execute()
  return rows.map(({ id, ...reading }) => ({ id, reading }))
}

function sessionQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('session')
    .innerJoin('charger', 'charger.id', 'session.chargerId')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .selectAll('session')
    .select(['charger.chargePointId', 'site.slug as siteSlug', 'site.timeZone'])
}

type SessionRow = Selectable<SessionTable> & {
  readonly chargePointId: string
  readonly siteSlug: string
  readonly timeZone: string
}

async function toSession(runner: SqlRunner, row: SessionRow): Promise<Session> {
  const reading = row.state === 'charging' ? await lastReading(runner, row) : undefined
  const energyWh = row.state === 'charging' ? energySoFar(row.meterStartWh, reading) : row.energyWh
  return {
    id: row.id,
    transactionId: row.transactionId,
    chargePointId: row.chargePointId,
    connectorId: row.connectorId,
    siteSlug: row.siteSlug,
    timeZone: row.timeZone,
    idTag: row.idTag,
    authorization: row.authorization,
    state: row.state,
    startedAt: row.startedAt,
    meterStartWh: row.meterStartWh,
    stoppedAt: row.stoppedAt,
    meterStopWh: row.meterStopWh,
    stopReason: row.stopReason,
    energyWh,
    powerW: reading?.powerW ?? null,
    priceIdrPerKwh: row.priceIdrPerKwh,
    amountIdr: row.state === 'charging' ? costSoFar(row, energyWh ?? 0, reading) : row.totalIdr,
    businessDay: row.businessDay,
    suspectReasons: JSON.parse(row.suspectReasons) as string[],
    resolution: row.resolution,
    resolvedAt: row.resolvedAt,
    stopSource: row.stopSource,
    signature: SignatureVerdict.parse(row.signatureVerdict),
    bill: row.bill === null ? null : Bill.parse(JSON.parse(row.bill)),
  }
}

const lastReading = (
  runner: SqlRunner,
  session: { readonly transactionId: number; readonly chargerId: number },
): Promise<LastReading | undefined> =>
  first(
    runner,
    `select id, measured_at, energy_wh, power_w from session_reading
     where transaction_id = ? and charger_id = ? and energy_wh is not null order by measured_at desc, id desc limit 1`,
    [session.transactionId, session.chargerId],
  )

interface ReadingOfSession extends LastReading {
  readonly sessionId: string
  readonly readingId: number
}

/** By the ids of their sessions. Two statements, however many sessions: readings that are not filed are passed over once. */
async function lastReadings(
  runner: SqlRunner,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, LastReading>> {
  if (sessionIds.length === 0) return new Map()
  const ids = sql.join(sessionIds)
  const columns = sql`session.id as session_id, reading.id as reading_id, reading.measured_at, reading.energy_wh,
    reading.power_w`
  const filed = await sql<ReadingOfSession>`select ${columns} from session
    join meter_value as reading on reading.id = (
      select meter_value.id from filed_reading join meter_value on meter_value.id = filed_reading.meter_value_id
      where filed_reading.transaction_id = session.transaction_id and meter_value.charger_id = session.charger_id
        and meter_value.energy_wh is not null
      order by filed_reading.measured_at desc, filed_reading.meter_value_id desc limit 1)
    where session.id in (${ids})`.execute(runner.query)
  // A cross join has SQLite begin with the readings; else it would pass over all of them for each session.
  const unfiled = await sql<ReadingOfSession>`select * from (
      select ${columns},
        row_number() over (partition by session.id order by reading.measured_at desc, reading.id desc) as place
      from meter_value as reading cross join session
      where reading.id > (select up_to from reading_filing) and reading.id <= (select max(id) from meter_value)
        and reading.energy_wh is not null and session.transaction_id = reading.transaction_id
        and session.charger_id = reading.charger_id and session.id in (${ids})) as newest
    where place = 1`.execute(runner.query)
  const last = new Map(filed.rows.map((row) => [row.sessionId, row]))
  for (const row of unfiled.rows) {
    const known = last.get(row.sessionId)
    if (known === undefined || isBefore(known, row)) last.set(row.sessionId, row)
  }
  return last
}

function isBefore(one: ReadingOfSession, other: ReadingOfSession): boolean {
  if (one.measuredAt !== other.measuredAt) return one.measuredAt < other.measuredAt
  return one.readingId < other.readingId
}

function energySoFar(meterStartWh: number, reading: LastReading | undefined): number {
  return Math.max(0, (reading?.energyWh ?? meterStartWh) - meterStartWh)
}

/** What a session would cost if it had ended with its last reading. */
function costSoFar(
  session: { readonly price: string | null; readonly startedAt: string },
  energyWh: number,
  reading: LastReading | undefined,
): number | null {
  const price = readPrice(session.price)
  // A register that jumps by more than a session can take must not break the list that shows it.
  if (price === undefined || energyWh > mostSessionWh) return null
  const startedAt = fromStoredInstant(session.startedAt)
  const readAt = reading === undefined ? startedAt : fromStoredInstant(reading.measuredAt)
  const seconds = Math.max(0, Math.floor((readAt - startedAt) / 1000))
  return priceSession(price, { energyWh, seconds, idleSeconds: 0 }).totalIdr
}
