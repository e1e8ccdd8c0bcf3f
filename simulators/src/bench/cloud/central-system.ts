import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ServerProcess } from '../server-process.ts'
import type { FleetCharger } from './fleet-orders.ts'

const cloudFolder = fileURLToPath(new URL('../../../../cloud', import.meta.url))
const password = 'bench-0123456789abcdef'

/** A running process of the central system. */
export interface CentralSystem {
  readonly server: ServerProcess
  readonly ready: ReadyLine
}

/** Of the line that the central system prints when it is ready. */
interface ReadyLine {
  readonly url: string
  /** Where chargers connect, with their id behind it. */
  readonly ocppUrl: string
  /** At the first start on a database only. */
  readonly operatorKey?: string
}

interface Start {
  /** The folder of its database and its secret. */
  readonly data: string
  readonly env?: NodeJS.ProcessEnv
  readonly nodeOptions?: readonly string[] | undefined
}

/** Starts the central system as anybody starts it. */
export function startCentralSystem(start: Start): Promise<CentralSystem> {
  return run(start, [])
}

/** Starts it for the first time, with chargers at one site or at several, a card for each, and a tariff. */
export function seedCentralSystem(
  start: Start,
  ids: readonly string[],
  siteCount = 1,
): Promise<CentralSystem> {
  const seed = join(start.data, 'seed.json')
  writeFileSync(seed, JSON.stringify(seedOf(ids, siteCount)))
  const passwords = ids.map((id) => [`COLOK_SEED_PASSWORD_${id.replace('-', '_')}`, password])
  return run({ ...start, env: { ...start.env, ...Object.fromEntries(passwords) } }, ['--seed', seed])
}

export function chargerIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `BENCH-${index + 1}`)
}

/** These chargers with their passwords. */
export function chargersAt(ocppUrl: string, ids: readonly string[]): FleetCharger[] {
  return ids.map((id) => ({
    id,
    url: `${ocppUrl}${id}`,
    authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
  }))
}

function run(start: Start, more: readonly string[]): Promise<CentralSystem> {
  return ServerProcess.start({
    command: process.execPath,
    args: [...(start.nodeOptions ?? []), '--import', './src/tsx-files.ts', 'src/main.ts', 'serve', ...more],
    cwd: cloudFolder,
    env: { ...start.env, COLOK_DATA: start.data, COLOK_HTTP_PORT: '0', COLOK_LOG_LEVEL: 'warn' },
    ready: (line) => (line.startsWith('{') ? (JSON.parse(line) as ReadyLine) : undefined),
  })
}

function seedOf(ids: readonly string[], siteCount: number) {
  // Over Java and Bali, so that a map of them is one of a country.
  const sites = Array.from({ length: siteCount }, (_, index) => ({
    slug: slugOf(index),
    name: 'Bench',
    address: 'Bench',
    latitude: -8.7 + ((index * 7) % 23) / 10,
    longitude: 105.5 + ((index * 13) % 101) / 10,
    timeZone: 'Asia/Makassar',
  }))
  const connectors = [1, 2].map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1200 }))
  return {
    sites,
    chargers: ids.map((chargePointId, index) => ({
      ...{ chargePointId, site: slugOf(index % siteCount), name: chargePointId, connectors },
    })),
    idTags: ids.map((idTag) => ({ idTag, status: 'Accepted', label: idTag, maxActiveSessions: 10 })),
    tariffs: [{ name: 'Bench', priceIdrPerKwh: 2466, validFrom: '2026-01-01T00:00:00Z' }],
  }
}

const slugOf = (site: number) => (site === 0 ? 'bench' : `bench-${site + 1}`)
