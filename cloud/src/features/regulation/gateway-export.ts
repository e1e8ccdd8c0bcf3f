import { toIso } from '@colok/shared/time'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { csvLine } from '../../http/csv.ts'
import type { Services } from '../../services.ts'
import { eventCondition, siteWithin } from '../access/reach.ts'
import { priceAt } from '../tariffs/prices.ts'
import { siteChecklist } from './documents.ts'
import type { ExportQuery, GatewayRow } from './schemas.ts'

/** The most chargers in one export. */
const mostRows = 20_000

interface ChargerRow {
  readonly id: number
  readonly chargePointId: string
  readonly siteId: string
  readonly site: string
  readonly siteName: string
  readonly address: string
  readonly latitude: number
  readonly longitude: number
  readonly connected: number
  readonly registration: string
}

/**
 * Where our chargers are, whether they can be used now, what they charge, and what they have sold in a period: what
 * operators of public charging stations report (Permen ESDM 1/2023).
 */
export async function gatewayExport(
  services: Services,
  { reach, period }: { readonly reach: Reach; readonly period: ExportQuery },
): Promise<GatewayRow[]> {
  const { read, clock, settings } = services
  const takenAt = toIso(clock.wallMs())
  const chargers = await read.query
    .selectFrom('charger')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .select([
      ...(['charger.id', 'chargePointId', 'siteId', 'slug as site', 'site.name as siteName'] as const),
      ...(['address', 'latitude', 'longitude', 'connected', 'registration'] as const),
    ])
    .where(siteWithin(reach, 'site.id', takenAt))
    .orderBy('slug')
    .orderBy('chargePointId')
    .limit(mostRows)
    .execute()
  const sockets = await socketsByCharger(read)
  const sold = await soldByCharger(read, { reach, period })
  const ofSite = new Map<string, Pick<GatewayRow, 'spkluNumber' | 'priceIdrPerKwh' | 'sessionFeeIdr'>>()
  const rows: GatewayRow[] = []
  for (const charger of chargers) {
    const { id, siteId, connected, registration, ...place } = charger
    if (!ofSite.has(siteId)) ofSite.set(siteId, await factsOfSite(services, charger, takenAt))
    const here = sockets.get(id) ?? { sockets: 0, freeSockets: 0, workingSockets: 0, maxPowerW: null }
    const { workingSockets, ...counted } = here
    const { spkluNumber = null, priceIdrPerKwh = null, sessionFeeIdr = null } = ofSite.get(siteId) ?? {}
    const { sessions, soldWh } = sold.get(id) ?? { sessions: 0, soldWh: 0 }
    rows.push({
      ...{ spkluNumber, operator: settings.operator.name },
      ...place,
      ...counted,
      availability: availabilityOf(charger, counted.freeSockets, workingSockets),
      ...{ priceIdrPerKwh, sessionFeeIdr, sessions, soldWh, ...period, takenAt },
    })
  }
  return rows
}

function availabilityOf(
  { connected, registration }: ChargerRow,
  freeSockets: number,
  workingSockets: number,
): GatewayRow['availability'] {
  if (connected === 0) return 'offline'
  if (registration !== 'Accepted' || workingSockets === 0) return 'outOfService'
  return freeSockets > 0 ? 'available' : 'inUse'
}

async function factsOfSite(services: Services, { site, siteId }: ChargerRow, at: string) {
  const checklist = await siteChecklist(services, site)
  const number = checklist?.items.find(({ kind }) => kind === 'spkluNumber')
  const price = await priceAt(services.read, { siteId, at })
  return {
    spkluNumber: number?.document?.number ?? null,
    priceIdrPerKwh: price?.priceIdrPerKwh ?? null,
    sessionFeeIdr: price?.sessionFeeIdr ?? null,
  }
}

async function socketsByCharger(runner: SqlRunner) {
  const rows = await runner.all<{
    chargerId: number
    sockets: number
    freeSockets: number
    workingSockets: number
    maxPowerW: number | null
  }>(
    `select charger_id, count(*) as sockets,
       cast(sum(case when status = 'Available' then 1 else 0 end) as bigint) as free_sockets,
       cast(sum(case when status is null or status in ('Faulted', 'Unavailable') then 0 else 1 end) as bigint) as working_sockets,
       max(max_power_w) as max_power_w
     from connector where connector_id > 0 group by charger_id`,
    [],
  )
  return new Map(rows.map(({ chargerId, ...counts }) => [chargerId, counts]))
}

async function soldByCharger(
  runner: SqlRunner,
  { reach, period }: { readonly reach: Reach; readonly period: ExportQuery },
) {
  const within = eventCondition(reach, 'charger.siteId', 'session.startedAt')
  const rows = await runner.all<{ chargerId: number; sessions: number; soldWh: number }>(
    `select session.charger_id, count(*) as sessions, cast(coalesce(sum(energy_wh), 0) as bigint) as sold_wh
     from session join charger on charger.id = session.charger_id
     where business_day >= ? and business_day <= ? and bill is not null and ${within.text}
     group by session.charger_id`,
    [period.from, period.until, ...within.parameters],
  )
  return new Map(rows.map(({ chargerId, ...sums }) => [chargerId, sums]))
}

/**
 * The columns of the file, in the words of the regulation, each with what stands in it. Whoever takes the file in may want
 * others: this is the one place that says them.
 */
const columns: readonly (readonly [string, (row: GatewayRow) => string | number | null])[] = [
  ['nomor_identitas_spklu', ({ spkluNumber }) => spkluNumber],
  ['badan_usaha', ({ operator }) => operator],
  ['nama_lokasi', ({ siteName }) => siteName],
  ['alamat', ({ address }) => address],
  ['lintang', ({ latitude }) => latitude],
  ['bujur', ({ longitude }) => longitude],
  ['id_pengisi', ({ chargePointId }) => chargePointId],
  ['jumlah_soket', ({ sockets }) => sockets],
  ['daya_maksimum_kw', ({ maxPowerW }) => (maxPowerW === null ? null : maxPowerW / 1000)],
  ['soket_tersedia', ({ freeSockets }) => freeSockets],
  ['ketersediaan', ({ availability }) => availabilityWords[availability]],
  ['tarif_rp_per_kwh', ({ priceIdrPerKwh }) => priceIdrPerKwh],
  ['biaya_layanan_rp', ({ sessionFeeIdr }) => sessionFeeIdr],
  ['jumlah_transaksi', ({ sessions }) => sessions],
  ['kwh_terjual', ({ soldWh }) => soldWh / 1000],
  ['periode_mulai', ({ from }) => from],
  ['periode_selesai', ({ until }) => until],
  ['waktu_data', ({ takenAt }) => takenAt],
]

const availabilityWords: Readonly<Record<GatewayRow['availability'], string>> = {
  available: 'tersedia',
  inUse: 'terpakai',
  outOfService: 'tidak beroperasi',
  offline: 'tidak terhubung',
}

export function gatewayCsv(rows: readonly GatewayRow[]): string {
  const lines = rows.map((row) => columns.map(([, cell]) => cell(row)))
  return [columns.map(([name]) => name), ...lines].map(csvLine).join('')
}
