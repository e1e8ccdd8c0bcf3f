import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { systemClock } from '../src/system-clock.ts'
import { type FuzzedCloud, neighbour, password, startFuzzedCloud, victims } from './fuzzed-cloud.ts'
import { anyWireInput, type WireInput } from './wire-inputs.ts'

export interface WireReport {
  readonly inputs: number
  /** How the connections ended. */
  readonly ends: ReadonlyMap<string, number>
  readonly complaints: readonly string[]
}

/** Connections at the same time. */
const together = 25

/** The server is given so long to answer to what came before the connection is cut. */
const patienceMs = 30

/** What a well-behaved charger waits for its answer, with a busy machine in mind; more means that it is not served. */
const servedWithinMs = 30_000

/**
 * Hostile bytes over real sockets: handshakes that are none, frames that lie about their length, fragments without an
 * end, text that is no UTF-8. A neighbour is served between them, and no connection is left behind.
 */
export async function fuzzWire(options: {
  readonly inputs: number
  readonly seed: number
  readonly progress: (inputs: number, complaints: readonly string[]) => void
}): Promise<WireReport> {
  const { inputs, seed, progress } = options
  const ends = new Map<string, number>()
  const complaints: string[] = []
  const system = await startFuzzedCloud({ clock: systemClock, seed, wait: (work) => work })
  const server = createServer()
  server.on('upgrade', system.cloud.upgradesOn('plain'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const well = await Neighbour.connect(port)
    for (let done = 0; done < inputs && complaints.length === 0; done += together) {
      const sample = { seed: (seed * 1_000_003 + done) | 0, numRuns: Math.min(together, inputs - done) }
      const ended = await Promise.all(fc.sample(anyWireInput, sample).map((input) => send(port, input)))
      for (const end of ended) ends.set(end, (ends.get(end) ?? 0) + 1)
      complaints.push(...(await well.complaints()), ...errorsIn(system))
      progress(done, complaints)
    }
    complaints.push(...(await leftBehind(system)))
    well.close()
  } finally {
    server.close()
    server.closeAllConnections()
    await system.stop()
  }
  return { inputs, ends, complaints }
}

/** Sends one input, piece by piece, and tells how the connection ended. */
async function send(port: number, input: WireInput): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let closed = false
  socket.on('error', () => {})
  socket.on('data', (data) => {
    if (received.length < 20) received += data.toString('latin1', 0, 20)
  })
  socket.once('close', () => {
    closed = true
  })
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  await write(socket, Buffer.from(input.opening ?? handshake(input.charger)))
  for (const piece of input.pieces) {
    if (closed) break
    // In two halves, with other sockets' turns between them.
    const half = Math.ceil(piece.length / 2)
    await write(socket, piece.subarray(0, half))
    await new Promise(setImmediate)
    await write(socket, piece.subarray(half))
  }
  for (let waited = 0; !closed && waited < patienceMs; waited += 5) await pause(5)
  socket.destroy()
  const status = /^HTTP\/1\.1 (\d+)/.exec(received)?.[1]
  return `${closed ? 'ended by the server' : 'cut'} after ${status ?? 'nothing'}`
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve()
    else socket.write(bytes, () => resolve())
  })
}

/** A right handshake of one of the chargers. */
function handshake(charger: number): string {
  const ids = [...victims.keys()]
  const id = ids[charger % ids.length]
  const authorization = Buffer.from(`${id}:${password}`).toString('base64')
  return [
    `GET /ocpp/${id} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Authorization: Basic ${authorization}`,
    'Sec-WebSocket-Key: ZnV6eiBmdXp6IGZ1enogZg==',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: ocpp1.6',
    '\r\n',
  ].join('\r\n')
}

/** The one that behaves. */
class Neighbour {
  readonly #socket: WebSocket
  #calls = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async connect(port: number): Promise<Neighbour> {
    const authorization = `Basic ${Buffer.from(`${neighbour}:${password}`).toString('base64')}`
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ocpp/${neighbour}`, 'ocpp1.6', {
      headers: { authorization },
    })
    await once(socket, 'open')
    return new Neighbour(socket)
  }

  /** Asks for the time; complains when it is not told. */
  async complaints(): Promise<string[]> {
    const id = `neighbour-${++this.#calls}`
    const answered = new Promise<boolean>((resolve) => {
      const listener = (data: unknown) => {
        if (!String(data).startsWith(`[3,"${id}"`)) return
        this.#socket.off('message', listener)
        resolve(true)
      }
      this.#socket.on('message', listener)
    })
    this.#socket.send(JSON.stringify([2, id, 'Heartbeat', {}]))
    const late = new AbortController()
    const isServed = await Promise.race([
      answered,
      pause(servedWithinMs, false, { signal: late.signal }).catch(() => false),
    ])
    late.abort()
    return isServed ? [] : [`the neighbour was not served within ${servedWithinMs} ms`]
  }

  close(): void {
    this.#socket.close()
  }
}

function errorsIn(system: FuzzedCloud): string[] {
  return system
    .takeLog()
    .filter((line) => JSON.parse(line).level >= 50 && !line.includes('a charger was not let in'))
}

/** Everybody but the neighbour has gone; the central system must have noticed. */
async function leftBehind(system: FuzzedCloud): Promise<string[]> {
  let connected = Number.NaN
  for (let waited = 0; waited < servedWithinMs; waited += 50) {
    const text = await system.cloud.metrics.getSingleMetricAsString('colok_chargers_connected')
    connected = Number(/^colok_chargers_connected (\d+)$/m.exec(text)?.[1])
    if (connected === 1) return []
    await pause(50)
  }
  return [`${connected} chargers are counted as connected, and one is`]
}
