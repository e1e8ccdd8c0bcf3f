import { toIso } from '@colok/shared/time'
import type { ConfigurationKey } from '../../core/configuration-drift.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { either, type Permit, PermitSchema, toldNothing } from '../../core/power-permit.ts'
import type { PlannedCharger } from '../../core/power-plan.ts'
import type { RateUnit } from '../../core/power-profiles.ts'
import type { PowerTiming, Sharing, SharingSocket } from '../../core/power-sharing.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** So long after a socket is switched on, its vehicle draws what it wants. */
const settleMs = 120_000

/** A charger that failed to take a profile is tried again after so long, or after its next boot. */
const tryAgainAfterMs = 3_600_000

const nominalVoltageV = 220

export interface Budget {
  readonly siteId: string
  readonly slug: string
  readonly limitW: number
  readonly sharing: Sharing
  readonly timing: PowerTiming
  readonly updatedBy: string
  readonly updatedAt: string
}

/** A socket with a session, as the plan and as the charger know it. */
export interface SessionSocket extends SharingSocket {
  readonly chargePointId: string
  readonly connectorId: number
  readonly transactionId: number
  readonly powerW: number | null
  readonly toldW: number | null
  readonly toldUntilMs: number | null
  /** What is stored of its need; undefined when nothing is stored of this session. */
  readonly storedNeedW: number | null | undefined
}

export interface SiteCharger extends PlannedCharger {
  /** The number that rows refer to it by; `id` is its name. */
  readonly chargerId: number
  readonly problem: string | null
  readonly unit: RateUnit
  readonly sockets: readonly SessionSocket[]
}

export async function listBudgets(read: SqlRunner): Promise<Budget[]> {
  const rows = await read.query
    .selectFrom('powerBudget')
    .innerJoin('site', 'site.id', 'powerBudget.siteId')
    .selectAll('powerBudget')
    .select('slug')
    .orderBy('slug')
    .execute()
  return rows.map(({ minOnS, minOffS, turnS, longestWaitS, ...budget }) => ({
    ...budget,
    timing: {
      minOnMs: minOnS * 1000,
      minOffMs: minOffS * 1000,
      turnMs: turnS * 1000,
      longestWaitMs: longestWaitS * 1000,
    },
  }))
}

/** The chargers of a site with what they may draw, and who charges there. */
export async function loadChargers(services: Services, budget: Budget): Promise<SiteCharger[]> {
  const { read, clock } = services
  const chargers = await chargersOf(read, budget)
  const connectors = await connectorsOf(read, budget)
  const nowMs = clock.wallMs()
  const loaded: SiteCharger[] = []
  for (const row of chargers) {
    const own = connectors.filter(({ chargerId }) => chargerId === row.id)
    const ratingOf = ({ maxPowerW }: ConnectorRow) => maxPowerW ?? budget.limitW
    const sockets = own.filter(isAsking).map((connector) => toSocket(services, row, connector, budget))
    const hasBooted = row.toldAt !== null && row.bootedAt !== null && row.bootedAt > row.toldAt
    const isRested = row.toldAt !== null && nowMs - fromStoredInstant(row.toldAt) >= tryAgainAfterMs
    const isControllable = row.takesProfiles !== 0 || hasBooted || isRested
    const isServed = row.connected === 1 && row.registration === 'Accepted'
    loaded.push({
      id: row.chargePointId,
      chargerId: row.id,
      ratingW: own.reduce((sum, connector) => sum + ratingOf(connector), 0),
      permit: permitOf(row.permit, hasBooted),
      isControllable,
      isWithinReach: isControllable && isServed,
      problem: row.problem,
      unit: unitOf(row.keys, own[0]?.voltageV ?? nominalVoltageV),
      socketsW: own.map(ratingOf),
      sockets: await Promise.all(sockets),
    })
  }
  return loaded
}

interface ChargerRow {
  readonly id: number
  readonly chargePointId: string
  readonly connected: number
  readonly registration: string
  readonly bootedAt: string | null
  readonly permit: string | null
  readonly problem: string | null
  readonly takesProfiles: number | null
  readonly toldAt: string | null
  readonly keys: string | null
}

async function chargersOf(read: SqlRunner, { siteId }: Budget): Promise<ChargerRow[]> {
  return read.all<ChargerRow>(
    `select charger.id, charge_point_id, connected, registration, booted_at, permit, problem, takes_profiles, told_at,
       keys
     from charger left join charger_power on charger_power.charger_id = charger.id
       left join charger_configuration on charger_configuration.charger_id = charger.id
     where site_id = ? order by charger.id`,
    [siteId],
  )
}

interface ConnectorRow {
  readonly chargerId: number
  readonly connectorId: number
  readonly voltageV: number | null
  readonly maxPowerW: number | null
  readonly leastPowerW: number | null
  readonly priority: number
  readonly status: string | null
  readonly transactionId: number | null
  readonly startReceivedAt: string | null
  readonly sharedFor: number | null
  readonly limitW: number | null
  readonly needW: number | null
  readonly since: string | null
  readonly wasOn: number | null
  readonly toldW: number | null
  readonly toldUntil: string | null
}

async function connectorsOf(read: SqlRunner, { siteId }: Budget): Promise<ConnectorRow[]> {
  return read.all<ConnectorRow>(
    `select connector.charger_id, connector.connector_id, voltage_v, max_power_w, least_power_w, priority, status,
       session.transaction_id, start_received_at, socket_power.transaction_id as shared_for, limit_w, need_w, since,
       was_on, told_w, told_until
     from connector join charger on charger.id = connector.charger_id
       left join session on session.transaction_id = (
         select max(transaction_id) from session where session.charger_id = connector.charger_id
           and session.connector_id = connector.connector_id and session.state = 'charging')
       left join socket_power on socket_power.charger_id = connector.charger_id
         and socket_power.connector_id = connector.connector_id
     where site_id = ? and connector.connector_id > 0 order by connector.charger_id, connector.connector_id`,
    [siteId],
  )
}

/** At any other status nothing is drawn, whatever became of the session. */
const asking: ReadonlySet<string | null> = new Set([
  null,
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
])

function isAsking(connector: ConnectorRow): connector is ConnectorRow & { readonly transactionId: number } {
  return connector.transactionId !== null && asking.has(connector.status)
}

async function toSocket(
  services: Services,
  charger: ChargerRow,
  row: ConnectorRow & { readonly transactionId: number },
  budget: Budget,
): Promise<SessionSocket> {
  const { connectorId, transactionId, priority, status } = row
  const isKnown = row.sharedFor === transactionId && row.since !== null
  const limitW = isKnown ? (row.limitW ?? 0) : 0
  const maxW = Math.max(1, row.maxPowerW ?? budget.limitW)
  const since = isKnown ? row.since : row.startReceivedAt
  const sinceMs = fromStoredInstant(since ?? budget.updatedAt)
  const isOn = limitW > 0
  const lastsMs = services.clock.wallMs() - sinceMs
  const hasSettled = isOn && lastsMs >= settleMs
  const key = { chargerId: charger.id, transactionId }
  const seenW = hasSettled ? await mostDrawn(services.read, key, sinceMs + settleMs) : undefined
  // What is known of one that has waited for so long may be wrong: it is measured anew.
  const isForgotten = !isKnown || (!isOn && lastsMs >= budget.timing.longestWaitMs)
  const storedW = isForgotten ? null : row.needW
  const knownW = seenW === undefined ? storedW : Math.min(maxW, withMargin(seenW))
  return {
    id: `${charger.chargePointId}/${connectorId}`,
    chargePointId: charger.chargePointId,
    connectorId,
    transactionId,
    priority,
    maxW,
    // The charger holds it back though it may draw so much: it wants more than was seen.
    needW: hasSettled && status === 'SuspendedEVSE' ? maxW : knownW,
    leastW: row.leastPowerW === null ? null : Math.min(row.leastPowerW, maxW),
    isSated: status === 'SuspendedEV',
    limitW,
    sinceMs,
    isNew: !isKnown || row.wasOn === 0,
    powerW: await lastPower(services.read, key),
    toldW: isKnown ? row.toldW : null,
    storedNeedW: isKnown ? row.needW : undefined,
    toldUntilMs: isKnown && row.toldUntil !== null ? fromStoredInstant(row.toldUntil) : null,
  }
}

/** Meters and chargers of class 1, and a battery that takes a little more when it is warm; in steps of 10 W. */
function withMargin(seenW: number): number {
  return Math.max(50, Math.ceil((seenW * 1.1) / 10) * 10)
}

interface SessionKey {
  readonly chargerId: number
  readonly transactionId: number
}

async function mostDrawn(read: SqlRunner, key: SessionKey, fromMs: number): Promise<number | undefined> {
  const row = await first<{ powerW: number | null }>(
    read,
    'select max(power_w) as power_w from session_reading where transaction_id = ? and charger_id = ? and measured_at >= ?',
    [key.transactionId, key.chargerId, toIso(fromMs)],
  )
  return row?.powerW ?? undefined
}

async function lastPower(read: SqlRunner, key: SessionKey): Promise<number | null> {
  const row = await first<{ powerW: number }>(
    read,
    `select id, measured_at, power_w from session_reading where transaction_id = ? and charger_id = ? and power_w is not null
     order by measured_at desc, id desc limit 1`,
    [key.transactionId, key.chargerId],
  )
  return row?.powerW ?? null
}

/** A charger keeps its profiles over a boot, or has lost them: either counts until it has confirmed them again. */
function permitOf(text: string | null, hasBooted: boolean): Permit {
  if (text === null) return toldNothing
  const permit = PermitSchema.parse(JSON.parse(text))
  return hasBooted ? either(permit, toldNothing) : permit
}

/** Watts, unless the charger has told that it takes amperes alone. */
function unitOf(keys: string | null, voltageV: number): RateUnit {
  const told = (JSON.parse(keys ?? '[]') as ConfigurationKey[]).find(
    ({ key }) => key.toLowerCase() === 'chargingscheduleallowedchargingrateunit',
  )
  const isCurrentOnly = /current/i.test(told?.value ?? '') && !/power/i.test(told?.value ?? '')
  return isCurrentOnly ? { unit: 'A', voltageV } : { unit: 'W' }
}
