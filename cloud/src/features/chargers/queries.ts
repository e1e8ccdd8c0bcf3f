import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type ChargerCondition, chargerCondition } from '../../core/charger-condition.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { BoardCharger } from '../../core/overview-board.ts'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import { sessionsUnderWay } from '../charging/queries.ts'
import { priceAt } from '../tariffs/prices.ts'
import { conditionSql, gravitySql } from './condition-sql.ts'
import type { Charger, ChargerSort, ChargerSortKey, Connector } from './schemas.ts'

export interface ChargerList {
  readonly reach: Reach
  readonly site?: string | undefined
  readonly condition?: ChargerCondition | undefined
  /** Part of an id, a name, a site's name or a serial number. */
  readonly text?: string | undefined
  readonly sort: ChargerSort
  readonly cursor?: string | undefined
  readonly limit: number
}

/** One page of the chargers within reach. */
export async function listChargers(
  services: Services,
  list: ChargerList,
): Promise<{ items: Charger[]; nextCursor: string | null }> {
  const nowMs = services.clock.wallMs()
  const condition = conditionSql({ nowMs, heartbeatIntervalMs: services.settings.heartbeatIntervalS * 1000 })
  let query = chargerQuery(services.read).where(siteWithin(list.reach, 'charger.siteId', toIso(nowMs)))
  if (list.site !== undefined) query = query.where('site.slug', '=', list.site)
  if (list.condition !== undefined) query = query.where(condition, '=', list.condition)
  if (list.text !== undefined) query = query.where(holds(list.text))
  const page = await sortedPage(query, chargerOrder(condition), list)
  return { ...page, items: await toChargers(services, page.items) }
}

function chargerOrder(condition: RawBuilder<ChargerCondition>): ListOrder<ChargerSortKey> {
  const chargePointId = textColumn(sql`charger.charge_point_id`)
  return {
    columns: {
      chargePointId,
      name: textColumn(sql`lower(charger.name)`),
      site: textColumn(sql`site.slug`),
      condition: numberColumn(gravitySql(condition)),
      // Who never connected comes before everybody else.
      onlineChangedAt: textColumn(
        sql`coalesce(case when charger.connected = 1 then charger.connected_at else charger.disconnected_at end, '')`,
      ),
      firmwareVersion: textColumn(sql`coalesce(charger.firmware_version, '')`),
    },
    tieBreaker: chargePointId,
  }
}

/** Letters of ASCII are found whatever their case. */
function holds(text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '')}%`
  const places = [
    sql`charger.charge_point_id`,
    sql`charger.name`,
    sql`site.name`,
    sql`coalesce(charger.serial_number, '')`,
  ].map((column) => sql<SqlBool>`lower(${column}) like ${pattern}`)
  return sql<SqlBool>`(${sql.join(places, sql` or `)})`
}

export async function findCharger(services: Services, chargePointId: string): Promise<Charger | undefined> {
  const rows = await chargerQuery(services.read).where('charger.chargePointId', '=', chargePointId).execute()
  const [charger] = await toChargers(services, rows)
  return charger
}

function chargerQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('charger')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .leftJoin('chargerModel', (join) =>
      join
        .onRef('chargerModel.vendor', '=', 'charger.vendor')
        .onRef('chargerModel.model', '=', 'charger.model'),
    )
    .selectAll('charger')
    .select([
      'chargerModel.validation as modelValidation',
      'chargerModel.configurationTemplate as modelTemplate',
      'site.slug',
      'site.name as siteName',
      'address',
      'latitude',
      'longitude',
      'timeZone',
    ])
}

type ChargerRow = Awaited<ReturnType<ReturnType<typeof chargerQuery>['execute']>>[number]

async function toChargers(services: Services, rows: readonly ChargerRow[]): Promise<Charger[]> {
  const connectors = await connectorsOf(
    services.read,
    rows.map(({ id }) => id),
  )
  const at = toIso(services.clock.wallMs())
  return Promise.all(
    rows.map(async (row) => {
      const price = await priceAt(services.read, { siteId: row.siteId, at })
      const { slug, siteName: name, address, latitude, longitude, timeZone } = row
      const site = { slug, name, address, latitude, longitude, timeZone }
      return {
        chargePointId: row.chargePointId,
        name: row.name,
        site,
        condition: chargerCondition({
          registration: row.registration,
          online: row.connected === 1,
          silentMs: row.lastMessageAt === null ? undefined : services.clock.wallMs() - latest(row),
          heartbeatIntervalMs: services.settings.heartbeatIntervalS * 1000,
          statuses: (connectors.get(row.id) ?? []).map(({ status }) => status ?? undefined),
        }),
        online: row.connected === 1,
        onlineChangedAt: row.connected === 1 ? row.connectedAt : row.disconnectedAt,
        registration: row.registration,
        validation: row.ownValidation ?? row.modelValidation ?? 'strict',
        configurationTemplate: row.configurationTemplate ?? row.modelTemplate,
        keepsLocalList: row.keepsLocalList === 1,
        securityProfile: row.securityProfile,
        vendor: row.vendor,
        model: row.model,
        serialNumber: row.serialNumber,
        firmwareVersion: row.firmwareVersion,
        bootedAt: row.bootedAt,
        lastMessageAt: row.lastMessageAt,
        priceIdrPerKwh: price?.priceIdrPerKwh ?? null,
        price: price ?? null,
        page: `${services.settings.publicUrl}/c/${encodeURIComponent(row.chargePointId)}`,
        connectors: connectors.get(row.id) ?? [],
      }
    }),
  )
}

/** A connection is a sign of life too. */
function latest({ lastMessageAt, connectedAt }: ChargerRow): number {
  return Math.max(
    ...[lastMessageAt, connectedAt].map((text) => (text === null ? 0 : fromStoredInstant(text))),
  )
}

async function connectorsOf(
  runner: SqlRunner,
  chargerIds: readonly number[],
): Promise<Map<number, Connector[]>> {
  const byCharger = new Map<number, Connector[]>()
  if (chargerIds.length === 0) return byCharger
  const underWay = await sessionsUnderWay(runner, chargerIds)
  const rows = await runner.query
    .selectFrom('connector')
    .leftJoin('socketPower', (join) =>
      join
        .onRef('socketPower.chargerId', '=', 'connector.chargerId')
        .onRef('socketPower.connectorId', '=', 'connector.connectorId'),
    )
    .selectAll('connector')
    .select(['socketPower.transactionId as sharedFor', 'socketPower.limitW'])
    .where('connector.chargerId', 'in', [...chargerIds])
    .where('connector.connectorId', '>', 0)
    .orderBy('connector.connectorId')
    .execute()
  for (const row of rows) {
    const now = underWay.find((one) => one.chargerId === row.chargerId && one.connectorId === row.connectorId)
    const { connectorId, voltageV, maxPowerW, leastPowerW, priority, errorCode, info, statusAt } = row
    const hasShare = row.sharedFor !== null && row.sharedFor === now?.session.transactionId
    const status = row.status as ChargePointStatus | null
    const connector = {
      connectorId,
      voltageV,
      maxPowerW,
      leastPowerW,
      priority,
      allowedW: hasShare ? row.limitW : null,
      sensesPlug: row.sensesPlug === 1,
      status,
      errorCode,
      info,
      statusAt,
      session: now?.session ?? null,
    }
    byCharger.set(row.chargerId, [...(byCharger.get(row.chargerId) ?? []), connector])
  }
  return byCharger
}

/** The most ids that one statement names. */
const idsAtOnce = 500

/** What an overview needs of each charger within reach, of all or of some: cheap, so that thousands can be kept live. */
export async function boardChargers(
  services: Services,
  reach: Reach,
  chargePointIds?: readonly string[],
): Promise<BoardCharger[]> {
  const nowMs = services.clock.wallMs()
  const condition = conditionSql({ nowMs, heartbeatIntervalMs: services.settings.heartbeatIntervalS * 1000 })
  const query = services.read.query
    .selectFrom('charger')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .select(['charger.chargePointId', 'site.slug as site', condition.as('condition')])
    .where(siteWithin(reach, 'charger.siteId', toIso(nowMs)))
  if (chargePointIds === undefined) return query.execute()
  const found: BoardCharger[] = []
  for (let from = 0; from < chargePointIds.length; from += idsAtOnce)
    found.push(
      ...(await query
        .where('charger.chargePointId', 'in', chargePointIds.slice(from, from + idsAtOnce))
        .execute()),
    )
  return found
}

/** Some chargers by their ids, as far as they are within reach. */
export async function someChargers(
  services: Services,
  reach: Reach,
  chargePointIds: readonly string[],
): Promise<Charger[]> {
  if (chargePointIds.length === 0) return []
  const rows = await chargerQuery(services.read)
    .where(siteWithin(reach, 'charger.siteId', toIso(services.clock.wallMs())))
    .where('charger.chargePointId', 'in', [...chargePointIds])
    .execute()
  return toChargers(services, rows)
}
