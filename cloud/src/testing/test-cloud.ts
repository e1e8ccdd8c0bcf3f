import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Instant } from '@colok/shared/time'
import { RPCClient } from 'ocpp-rpc'
import { type Cloud, composeCloud } from '../compose.ts'
import { type Config, ConfigSchema } from '../config.ts'
import type { Database } from '../db/database.ts'
import { createLog } from '../log.ts'
import type { Listener } from '../ocpp/server.ts'
import { type Seed, SeedSchema } from '../seed.ts'
import { systemClock } from '../system-clock.ts'
import { openTlsListeners, type TlsListeners } from '../tls-listeners.ts'
import { newTestDatabase } from './test-database.ts'

export const password = 'a5b0c1d2e3f405162738495a6b7c8d9e0f102132'

/** 2026-11-23 11:00 in Bali. */
export const testNow: Instant = Date.UTC(2026, 10, 23, 3, 0, 0)

interface ConnectOptions {
  /** Null for none at all. */
  readonly password?: string | null
  readonly listener?: Listener
  /** What a TLS client trusts, and shows. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string }
}

/** A whole central system on a free loopback port, with a database of its own. */
export interface TestCloud {
  readonly cloud: Cloud
  readonly database: Database
  readonly port: number
  readonly operatorKey: string
  /** Where the first admin is made. */
  readonly firstAdminUrl: string | undefined
  /** Every log line, parsed. */
  readonly logged: readonly Record<string, unknown>[]
  /** Moves the calendar; timers keep real time. */
  setWall(instant: Instant): void
  /** A third party's charge point with strict schemas, connected; closed with the cloud. */
  connect(chargePointId?: string, options?: ConnectOptions): Promise<RPCClient>
  /** The TLS ports, when it was started with TLS. */
  readonly tls: TlsListeners
  /** Calls the operator API with the operator key. */
  api<Body = unknown>(
    path: string,
    init?: { method?: string; body?: unknown },
  ): Promise<{ status: number; body: Body }>
  stop(): Promise<void>
}

export async function startTestCloud(
  options: { readonly tls?: boolean; readonly messaging?: Config['messaging'] } = {},
): Promise<TestCloud> {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const logged: Record<string, unknown>[] = []
  const log = createLog('debug', {
    write: (line) => void logged.push(JSON.parse(line)),
  })
  let wallMs = testNow
  const clock: Clock = { ...systemClock, wallMs: () => wallMs }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const publicUrl = `http://127.0.0.1:${port}`
  const config = {
    ...ConfigSchema.parse(options.tls ? { tlsPort: 0, mutualTlsPort: 0 } : {}),
    ...(options.messaging !== undefined && { messaging: options.messaging }),
    secret: 'x'.repeat(32),
    publicUrl,
  }
  const cloud = composeCloud({
    config,
    database,
    clock,
    random: Math.random,
    log,
  })
  server.on('upgrade', cloud.upgradesOn('plain'))
  const passwords = {
    COLOK_SEED_PASSWORD_CLK_0001: password,
    COLOK_SEED_PASSWORD_CLK_0002: password,
  }
  await cloud.seed(testSeed, passwords)
  const tls = await openTlsListeners(config, cloud, log)
  const { operatorKey, firstAdminUrl } = await cloud.start()
  if (operatorKey === undefined) throw new Error('A new system made no operator key.')
  const clients: RPCClient[] = []

  return {
    cloud,
    database,
    port,
    operatorKey,
    firstAdminUrl,
    logged,
    setWall(instant) {
      wallMs = instant
    },
    tls,
    async connect(chargePointId = 'CLK-0001', options = {}) {
      const endpoints = {
        plain: `ws://127.0.0.1:${port}/ocpp`,
        tls: `wss://127.0.0.1:${tls.tlsPort}/ocpp`,
        mutualTls: `wss://127.0.0.1:${tls.mutualTlsPort}/ocpp`,
      }
      const client = new RPCClient({
        endpoint: endpoints[options.listener ?? 'plain'],
        identity: chargePointId,
        ...(options.password !== null && { password: options.password ?? password }),
        wsOpts: { ...options.tls },
        protocols: ['ocpp1.6'],
        strictMode: true,
        reconnect: false,
      } as ConstructorParameters<typeof RPCClient>[0])
      clients.push(client)
      await client.connect()
      return client
    },
    async api<Body>(path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) {
      const response = await cloud.app.request(`/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${operatorKey}`,
          'Content-Type': 'application/json',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Body }
    },
    async stop() {
      await Promise.all(clients.map((client) => client.close({ force: true })))
      await cloud.stop()
      server.close()
      tls.stopListening()
      tls.close()
      await database.close()
      await stored.remove()
    },
  }
}

/** Two chargers with two sockets each, cards of every kind, one tariff. */
export const testSeed: Seed = SeedSchema.parse({
  sites: [
    {
      slug: 'sangeh-monkey-forest',
      name: 'Sangeh Monkey Forest',
      address: 'Sangeh, Bali',
      latitude: -8.4814,
      longitude: 115.2064,
      timeZone: 'Asia/Makassar',
    },
  ],
  chargers: ['CLK-0001', 'CLK-0002'].map((chargePointId) => ({
    chargePointId,
    site: 'sangeh-monkey-forest',
    name: 'Pos 1',
    connectors: [1, 2].map((connectorId) => ({
      connectorId,
      voltageV: 220,
      maxPowerW: 1200,
    })),
  })),
  idTags: [
    { idTag: '04A1B2C3D4E5F6', status: 'Accepted' },
    { idTag: '04AAAA', status: 'Accepted', parentIdTag: 'FAMILY' },
    { idTag: '04FFEEDDCCBBAA', status: 'Blocked' },
    { idTag: '04EEEE', status: 'Accepted', expiresAt: '2026-01-01T00:00:00Z' },
  ],
  tariffs: [
    {
      name: 'Tarif dasar',
      priceIdrPerKwh: 2466,
      validFrom: '2026-01-01T00:00:00Z',
    },
  ],
})
