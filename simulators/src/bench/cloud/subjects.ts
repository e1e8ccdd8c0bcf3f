import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEcho } from '../echo.ts'
import { ServerProcess } from '../server-process.ts'
import type { FleetCharger } from './fleet-orders.ts'

const cloudFolder = fileURLToPath(new URL('../../../../cloud', import.meta.url))
const ocppRpcProgram = fileURLToPath(new URL('./ocpp-rpc-server.ts', import.meta.url))
const password = 'bench-0123456789abcdef'

/** A server under measurement with the chargers that may connect to it. */
export interface Subject {
  readonly name: string
  readonly server: ServerProcess
  readonly chargers: readonly FleetCharger[]
  stop(): Promise<void>
}

export interface CloudSubject extends Subject {
  readonly url: string
  /** Where chargers connect, with their id behind it. */
  readonly ocppUrl: string
  readonly operatorKey: string
}

/** How every subject is started: options for Node, and how many chargers it will have. */
export interface SubjectOptions {
  readonly chargers: number
  readonly nodeOptions?: readonly string[]
}

export async function echoSubject(options: SubjectOptions & { readonly json?: boolean }): Promise<Subject> {
  const { server, url } = await startEcho(options)
  const name = options.json ? 'JSON ws echo' : 'bare ws echo'
  return withoutPassword({ name, server, url }, options.chargers)
}

export async function ocppRpcSubject(options: SubjectOptions): Promise<Subject> {
  const { server, ready } = await ServerProcess.start({
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), ocppRpcProgram],
    cwd: dirname(ocppRpcProgram),
    ready: (line) => JSON.parse(line) as { port: number },
  })
  return withoutPassword(
    { name: 'ocpp-rpc strict', server, url: `ws://127.0.0.1:${ready.port}` },
    options.chargers,
  )
}

function withoutPassword(
  subject: { name: string; server: ServerProcess; url: string },
  chargers: number,
): Subject {
  return {
    name: subject.name,
    server: subject.server,
    chargers: idsOf(chargers).map((id) => ({ id, url: `${subject.url}/ocpp/${id}` })),
    stop: () => subject.server.stop(),
  }
}

/**
 * The real central system as it is started by anybody, with a new database and as many chargers with passwords. What is
 * measured is its second start: the first one fills the database, and the memory that this takes is not the chargers'.
 */
export async function cloudSubject(
  options: SubjectOptions & { readonly name?: string; readonly data?: string },
): Promise<CloudSubject> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const ids = idsOf(options.chargers)
  const seed = join(data, 'seed.json')
  writeFileSync(seed, JSON.stringify(seedOf(ids)))
  const first = await startCloud({
    data,
    seed,
    env: Object.fromEntries(ids.map((id) => [`COLOK_SEED_PASSWORD_${id.replace('-', '_')}`, password])),
  })
  await first.server.stop()
  const { server, ready } = await startCloud({ data, nodeOptions: options.nodeOptions })
  const chargers = ids.map((id) => ({
    id,
    url: `${ready.ocppUrl}${id}`,
    authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
  }))
  return {
    name: options.name ?? 'central system',
    server,
    url: ready.url,
    ocppUrl: ready.ocppUrl,
    operatorKey: first.ready.operatorKey ?? '',
    chargers,
    async stop() {
      await server.stop()
      if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Starts the central system on the data of this folder. */
export function startCloud(options: {
  readonly data: string
  readonly seed?: string
  readonly env?: NodeJS.ProcessEnv
  readonly nodeOptions?: readonly string[] | undefined
}): Promise<{ server: ServerProcess; ready: ReadyLine }> {
  const seeding = options.seed === undefined ? [] : ['--seed', options.seed]
  return ServerProcess.start({
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), '--import', 'tsx', 'src/main.ts', 'serve', ...seeding],
    cwd: cloudFolder,
    env: { ...options.env, COLOK_DATA: options.data, COLOK_HTTP_PORT: '0', COLOK_LOG_LEVEL: 'warn' },
    ready: (line) => (line.startsWith('{') ? (JSON.parse(line) as ReadyLine) : undefined),
  })
}

/** Of the line that the central system prints when it is ready. */
interface ReadyLine {
  readonly url: string
  readonly ocppUrl: string
  readonly operatorKey?: string
}

function idsOf(chargers: number): string[] {
  return Array.from({ length: chargers }, (_, index) => `BENCH-${index + 1}`)
}

function seedOf(ids: readonly string[]) {
  const site = {
    slug: 'bench',
    name: 'Bench',
    address: 'Bench',
    latitude: 0,
    longitude: 0,
    timeZone: 'Asia/Makassar',
  }
  const connectors = [1, 2].map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1200 }))
  return {
    sites: [site],
    chargers: ids.map((chargePointId) => ({ chargePointId, site: 'bench', name: chargePointId, connectors })),
    idTags: ids.map((idTag) => ({ idTag, status: 'Accepted', label: idTag, maxActiveSessions: 10 })),
    tariffs: [{ name: 'Bench', priceIdrPerKwh: 2466, validFrom: '2026-01-01T00:00:00Z' }],
  }
}
