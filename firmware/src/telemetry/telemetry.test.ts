import { createServer, type Server, type Socket } from 'node:net'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { Aedes } from 'aedes'
import { connect, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../runtime/system-clock.ts'
import { ChargerBench } from '../testing/charger-bench.ts'
import { telemetryConfig } from './config.ts'
import { snapshotOf, type TelemetrySnapshot } from './snapshot.ts'
import { startTelemetry, type Telemetry } from './telemetry.ts'

const waits = { timeout: 20_000, interval: 20 }

let snapshot: TelemetrySnapshot
let broker: Aedes
let server: Server
let sockets: Set<Socket>
let port: number
let telemetry: Telemetry | undefined
let watcher: MqttClient | undefined
/** The last payload of each topic that a subscriber has heard. */
let heard: Map<string, string>
let subscriptions: string[]
let log: string[]

beforeEach(async () => {
  const bench = await ChargerBench.start()
  snapshot = snapshotOf(bench.charger.state)
  broker = await Aedes.createBroker()
  subscriptions = []
  broker.on('subscribe', (wanted, client) => {
    if (client.id !== 'watcher') subscriptions.push(...wanted.map(({ topic }) => topic))
  })
  sockets = new Set()
  port = await listen(0)
  heard = new Map()
  log = []
})

afterEach(async () => {
  await telemetry?.stop()
  telemetry = undefined
  watcher?.end(true)
  watcher = undefined
  await close()
  await new Promise<void>((resolve) => broker.close(resolve))
})

async function listen(at: number): Promise<number> {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

async function close(): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}

async function watch(): Promise<void> {
  const client = connect(`mqtt://127.0.0.1:${port}`, {
    clientId: 'watcher',
    protocolVersion: 4,
    reconnectPeriod: 50,
  })
  watcher = client
  client.on('message', (topic, payload) => heard.set(topic, payload.toString()))
  client.subscribe('#')
  await vi.waitFor(() => expect(client.connected).toBe(true), waits)
}

function start(settings: object = {}): void {
  const note = (_: object, message: string) => void log.push(message)
  telemetry = startTelemetry(telemetryConfig.parse({ url: `mqtt://127.0.0.1:${port}`, ...settings }), {
    clock: systemClock,
    log: { info: note, warn: note },
    look: () => snapshot,
  })
}

const socketTopic = 'colok/CLK-0001/socket/1'
const availabilityTopic = 'colok/CLK-0001/availability'
const socket = () => JSON.parse(heard.get(socketTopic) ?? '{}') as Record<string, unknown>

describe('telemetry at a broker', { timeout: 60_000 }, () => {
  test('tells a newcomer how things stand, follows changes, and subscribes to nothing', async () => {
    start({ homeAssistant: true })
    await vi.waitFor(() => expect(log).toContain('Telemetry reaches its broker'), waits)
    await watch()
    await vi.waitFor(() => expect(socket().status).toBe('Available'), waits)
    expect(heard.get(availabilityTopic)).toBe('online')
    expect([...heard.keys()].some((topic) => topic.startsWith('homeassistant/sensor/'))).toBe(true)
    change({ status: 'Charging', plugged: true, relayClosed: true, sessionEnergyWh: 3 })
    await vi.waitFor(() => expect(socket()).toMatchObject({ status: 'Charging', sessionEnergyWh: 3 }), waits)
    expect(subscriptions).toEqual([])
  })

  test('says offline when it ends, and the last will says so when it is cut off', async () => {
    await watch()
    start()
    await vi.waitFor(() => expect(heard.get(availabilityTopic)).toBe('online'), waits)
    await telemetry?.stop()
    await vi.waitFor(() => expect(heard.get(availabilityTopic)).toBe('offline'), waits)
    start()
    await vi.waitFor(() => expect(heard.get(availabilityTopic)).toBe('online'), waits)
    for (const each of sockets) if (each.remotePort !== watcherPort()) each.destroy()
    await vi.waitFor(() => expect(heard.get(availabilityTopic)).toBe('offline'), waits)
  })

  test('drops what happens while the broker is away, and tells what is true when it is back', async () => {
    start()
    await vi.waitFor(() => expect(log).toContain('Telemetry reaches its broker'), waits)
    await close()
    await vi.waitFor(
      () => expect(log).toContain('Telemetry has lost its broker; it is dropped meanwhile'),
      waits,
    )
    change({ status: 'Faulted', faults: ['Meter 1 silent'] })
    await listen(port)
    await watch()
    await vi.waitFor(
      () => expect(socket()).toMatchObject({ status: 'Faulted', faults: ['Meter 1 silent'] }),
      waits,
    )
  })

  test('with no broker at all costs nothing but a line in the log, and ends at once', async () => {
    await close()
    start()
    await vi.waitFor(() => expect(log).toEqual(['Telemetry has a problem']), waits)
    await telemetry?.stop()
    await listen(port)
    await watch()
  })
})

function change(socket: Partial<TelemetrySnapshot['sockets'][number]>): void {
  snapshot = { ...snapshot, sockets: snapshot.sockets.map((each) => ({ ...each, ...socket })) }
}

function watcherPort(): number | undefined {
  return (watcher?.stream as Socket | undefined)?.localPort
}

test('a broker that stops reading is told no more than its line holds', { timeout: 60_000 }, async () => {
  const largeFault = 'x'.repeat(200_000)
  const looks = 200
  let received = 0
  let connection: Socket | undefined
  const deaf = createServer((socket) => {
    connection = socket
    socket.on('data', (bytes) => {
      received += bytes.length
    })
    // CONNACK, accepted; from then on nothing is read.
    socket.once('data', () => {
      socket.write(Buffer.from('20020000', 'hex'))
      socket.pause()
    })
  })
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
  const clock = new VirtualClock()
  let look = 0
  const started = startTelemetry(
    telemetryConfig.parse({ url: `mqtt://127.0.0.1:${(deaf.address() as { port: number }).port}` }),
    {
      clock,
      log: { info: () => {}, warn: () => {} },
      look: () => ({ ...snapshot, faults: [`${look}${largeFault}`] }),
    },
  )
  await vi.waitFor(() => expect(connection?.isPaused()).toBe(true), waits)
  for (; look < looks; look++) {
    await clock.advance(1_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const ended = new Promise((resolve) => connection?.once('close', resolve))
  connection?.resume()
  let before = -1
  await vi.waitFor(
    () => {
      const grown = received - before
      before = received
      expect(grown).toBe(0)
    },
    { timeout: 20_000, interval: 250 },
  )
  const stopped = started.stop()
  await clock.advance(1_000)
  await stopped
  connection?.destroy()
  await ended
  await new Promise((resolve) => deaf.close(resolve))
  expect(received).toBeLessThan((looks * largeFault.length) / 2)
})
