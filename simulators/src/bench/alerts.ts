import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chargerIds, chargersAt, seedCentralSystem } from './cloud/central-system.ts'
import type { FleetCharger } from './cloud/fleet-orders.ts'
import { LeanSocket } from './cloud/lean-socket.ts'
import { ServerProcess } from './server-process.ts'
import { table } from './table.ts'

export interface AlertFigure {
  readonly what: string
  readonly faults: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const chargers = 5000
/** Each fault is at a site of its own, which nobody was told of in the minute before. */
const sites = 1000
const connectingAtOnce = 200
/** Between two faults, so that each finds the system at rest. */
const betweenMs = 100
const deadlineMs = 60_000

/** From the fault on a charger to the message at the provider, with a large network online, and the bare way of the same. */
export async function benchAlerts(options: {
  readonly faults: number
  readonly progress: (text: string) => void
}): Promise<AlertFigure[]> {
  const { faults, progress } = options
  const provider = await Provider.open()
  try {
    progress('the bare way: a message that comes is posted on')
    const bare = await throughBareServer(provider, faults)
    const whole = await throughColok(provider, faults, progress)
    return [figureOf('Colok: rules, incident, outbox', whole), figureOf('the bare way', bare)]
  } finally {
    provider.close()
  }
}

export function alertsTable(figures: readonly AlertFigure[]): string {
  const head = ['', 'faults', 'p50 ms', 'p99 ms']
  const cells = figures.map(({ what, faults, p50Ms, p99Ms }) => [
    ...[what, String(faults), p50Ms.toFixed(1), p99Ms.toFixed(1)],
  ])
  return `From the fault on a charger to the message at the provider, ${chargers} chargers online\n${table(head, cells)}`
}

function figureOf(what: string, tookMs: readonly number[]): AlertFigure {
  const sorted = [...tookMs].sort((one, other) => one - other)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { what, faults: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) }
}

async function throughColok(
  provider: Provider,
  faults: number,
  progress: (text: string) => void,
): Promise<number[]> {
  const data = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const ids = chargerIds(chargers)
  progress(`${chargers} chargers at ${sites} sites are made`)
  const env = {
    COLOK_TELEGRAM_API_URL: provider.url,
    COLOK_TELEGRAM_BOT_TOKEN: `123456:${'b'.repeat(35)}`,
    COLOK_TELEGRAM_SECRET_TOKEN: 'bench',
  }
  const { server, ready } = await seedCentralSystem({ data, env }, ids, sites)
  try {
    const put = async (path: string, body: object) => {
      const answer = await fetch(`${ready.url}/api/v1${path}`, {
        method: 'PUT',
        headers: {
          Authorization: `Bearer ${ready.operatorKey ?? ''}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`PUT ${path} was answered ${answer.status}: ${await answer.text()}`)
    }
    await put('/alert-contacts/bench', { name: 'Bench', channel: 'telegram', address: '7' })
    const steps = [{ afterMinutes: 0, contacts: ['bench'] }]
    await put('/alert-rules/fault', { kind: 'fault', name: 'Gangguan', severity: 'critical', steps })
    progress('they connect')
    const sockets = await connectAll(chargersAt(ready.ocppUrl, ids))
    progress(`${faults} faults`)
    return await measure(provider, sockets, faults)
  } finally {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

const bareServer = fileURLToPath(new URL('./alerts-bare-server.ts', import.meta.url))

async function throughBareServer(provider: Provider, faults: number): Promise<number[]> {
  const { server, ready } = await ServerProcess.start({
    command: process.execPath,
    args: [bareServer, `${provider.url}/bare/sendMessage`],
    cwd: process.cwd(),
    ready: (line) => (/^ws:/.test(line) ? line : undefined),
  })
  try {
    const fleet = chargerIds(chargers).map((id) => ({ id, url: `${ready}/${id}`, authorization: '' }))
    return await measure(provider, await connectAll(fleet), faults)
  } finally {
    await server.stop()
  }
}

async function connectAll(fleet: readonly FleetCharger[]): Promise<LeanSocket[]> {
  const sockets: LeanSocket[] = []
  const quiet = { onText: () => {}, onEnd: () => {} }
  for (let from = 0; from < fleet.length; from += connectingAtOnce)
    sockets.push(
      ...(await Promise.all(
        fleet
          .slice(from, from + connectingAtOnce)
          .map(({ url, authorization }) => LeanSocket.open(url, authorization, quiet)),
      )),
    )
  return sockets
}

async function measure(
  provider: Provider,
  sockets: readonly LeanSocket[],
  faults: number,
): Promise<number[]> {
  const tookMs: number[] = []
  for (let index = 0; index < faults; index += 1) {
    const body = { connectorId: 1, status: 'Faulted', errorCode: 'GroundFailure' }
    const arrival = provider.next()
    const sentAt = performance.now()
    sockets[index]?.send(JSON.stringify([2, `fault-${index}`, 'StatusNotification', body]))
    tookMs.push((await arrival) - sentAt)
    await pause(betweenMs)
  }
  for (const socket of sockets) socket.destroy()
  return tookMs
}

/** Telegram, as far as `sendMessage`, on loopback: it takes everything at once. */
class Provider {
  readonly url: string
  readonly #server: Server
  #waiting: ((at: number) => void) | undefined

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async open(): Promise<Provider> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const provider = new Provider(server)
    server.on('request', (request, response) => {
      provider.#waiting?.(performance.now())
      request.resume().on('end', () => {
        response.setHeader('Content-Type', 'application/json')
        response.end('{"ok":true,"result":{"message_id":1,"chat":{"id":7}}}')
      })
    })
    return provider
  }

  /** When the next message arrives. Rejects when none does. */
  next(): Promise<number> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`No message came within ${deadlineMs / 1000} s.`)),
        deadlineMs,
      )
      this.#waiting = (at) => {
        clearTimeout(deadline)
        resolve(at)
      }
    })
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
