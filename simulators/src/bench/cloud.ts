import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { startEcho } from './echo.ts'
import type { LoadMessage, LoadOrder, LoadReport } from './load.ts'
import { ServerProcess } from './server-process.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const password = 'bench-0123456789abcdef'

export interface CloudFigure {
  readonly what: string
  readonly messagesPerSecond: number
  readonly cpuUsPerMessage: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Messages a second over those of the bare echo with the same frames in the same run. */
  readonly ofEcho: number
  /** Processor time of a message over that of the bare echo. */
  readonly cpuOfEcho: number
}

/**
 * The real central system with authentication, logging and its database, beside a bare `ws` echo of the same frames.
 * Both servers and the fleet are processes of their own; every charger keeps one CALL in flight.
 */
export async function benchCloud(options: {
  chargers: number
  seconds: number
  progress: (text: string) => void
}): Promise<CloudFigure[]> {
  const data = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const ids = Array.from({ length: options.chargers }, (_, index) => `BENCH-${index + 1}`)
  const echo = await startEcho()
  const cloud = await startCloud(data, ids)
  try {
    options.progress(`booting ${ids.length} chargers and opening a transaction on each`)
    const real = await Promise.all(ids.map((id) => prepareCharger(`${cloud.ocppUrl}${id}`, id)))
    const bare = ids.map((id) => ({ url: `${echo.url}/ocpp/${id}` }))
    const figures: CloudFigure[] = []
    for (const message of ['Heartbeat', 'MeterValues'] as const) {
      options.progress(`${message} against the echo for ${options.seconds} s`)
      const yardstick = await measure(echo.server, { chargers: bare, message, seconds: options.seconds })
      options.progress(`${message} against the central system for ${options.seconds} s`)
      const measured = await measure(cloud.server, { chargers: real, message, seconds: options.seconds })
      figures.push(figure(`${message}, bare ws echo`, yardstick, yardstick))
      figures.push(
        figure(message === 'Heartbeat' ? 'Heartbeat' : 'MeterValues, durable', measured, yardstick),
      )
    }
    return figures
  } finally {
    await Promise.all([echo.server.stop(), cloud.server.stop()])
    rmSync(data, { recursive: true, force: true })
  }
}

interface Measured extends LoadReport {
  readonly cpuUsPerMessage: number
}

async function measure(server: ServerProcess, order: LoadOrder): Promise<Measured> {
  const fleet = fork(fileURLToPath(new URL('./load.ts', import.meta.url)))
  fleet.send(order)
  await messageOf(fleet, 'connected')
  await messageOf(fleet, 'measuring')
  const cpuBefore = server.cpuMs()
  const { report } = await messageOf(fleet, 'report')
  const cpuMs = server.cpuMs() - cpuBefore
  return { ...report, cpuUsPerMessage: (cpuMs * 1000) / report.messages }
}

/** The next message of this kind from the fleet; rejects when the fleet ends without it. */
function messageOf<K extends LoadMessage['kind']>(
  fleet: ChildProcess,
  kind: K,
): Promise<Extract<LoadMessage, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the fleet ended with ${code} before "${kind}"`))
    const onMessage = (message: unknown) => {
      if ((message as LoadMessage).kind !== kind) return
      fleet.off('exit', onExit)
      fleet.off('message', onMessage)
      resolve(message as Extract<LoadMessage, { kind: K }>)
    }
    fleet.once('exit', onExit)
    fleet.on('message', onMessage)
  })
}

function figure(what: string, measured: Measured, yardstick: Measured): CloudFigure {
  const messagesPerSecond = measured.messages / measured.seconds
  return {
    what,
    messagesPerSecond,
    cpuUsPerMessage: measured.cpuUsPerMessage,
    p50Ms: measured.p50Ms,
    p99Ms: measured.p99Ms,
    ofEcho: messagesPerSecond / (yardstick.messages / yardstick.seconds),
    cpuOfEcho: measured.cpuUsPerMessage / yardstick.cpuUsPerMessage,
  }
}

async function startCloud(data: string, ids: readonly string[]) {
  const seed = join(data, 'seed.json')
  writeFileSync(seed, JSON.stringify(fleetSeed(ids)))
  const passwords = ids.map((id) => [`COLOK_SEED_PASSWORD_${id.replace('-', '_')}`, password])
  const { server, ready } = await ServerProcess.start({
    command: process.execPath,
    args: ['--import', 'tsx', 'src/main.ts', 'serve', '--seed', seed],
    cwd: join(repository, 'cloud'),
    env: {
      ...Object.fromEntries(passwords),
      COLOK_DATA: data,
      COLOK_HTTP_PORT: '0',
      COLOK_LOG_LEVEL: 'warn',
    },
    ready: (line) => (line.startsWith('{') ? (JSON.parse(line) as { ocppUrl: string }) : undefined),
  })
  return { server, ocppUrl: ready.ocppUrl }
}

function fleetSeed(ids: readonly string[]) {
  const site = {
    slug: 'bench',
    name: 'Bench',
    address: 'Bench',
    latitude: 0,
    longitude: 0,
    timeZone: 'Asia/Makassar',
  }
  const connectors = [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }]
  return {
    sites: [site],
    chargers: ids.map((chargePointId) => ({ chargePointId, site: 'bench', name: chargePointId, connectors })),
    idTags: ids.map((idTag) => ({ idTag, status: 'Accepted', label: idTag })),
    tariffs: [{ name: 'Bench', priceIdrPerKwh: 2466, validFrom: '2026-01-01T00:00:00Z' }],
  }
}

/** Boots one charger and opens a transaction, so that its MeterValues belong to something. */
async function prepareCharger(url: string, id: string): Promise<LoadOrder['chargers'][number]> {
  const authorization = `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`
  const socket = new WebSocket(url, 'ocpp1.6', { headers: { authorization }, perMessageDeflate: false })
  await once(socket, 'open')
  const ask = async (action: string, payload: object): Promise<{ transactionId?: number }> => {
    socket.send(JSON.stringify([2, `${action}-${id}`, action, payload]))
    const [data] = (await once(socket, 'message')) as [Buffer]
    const [kind, , confirmation] = JSON.parse(data.toString()) as [number, string, { transactionId?: number }]
    if (kind !== 3) throw new Error(`${action} of ${id} was answered by ${data.toString()}`)
    return confirmation
  }
  await ask('BootNotification', { chargePointVendor: 'Colok', chargePointModel: 'Bench' })
  const start = { connectorId: 1, idTag: id, meterStart: 0, timestamp: new Date().toISOString() }
  const { transactionId } = await ask('StartTransaction', start)
  socket.close()
  await once(socket, 'close')
  if (transactionId === undefined) throw new Error(`${id} got no transactionId`)
  return { url, authorization, transactionId }
}
