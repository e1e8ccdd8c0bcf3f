import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { seedFor } from './testing/charging-load.ts'
import { type CloudProcess, spawnCloud } from './testing/cloud-process.ts'
import { newTestDatabase, type TestDatabase } from './testing/test-database.ts'

const ids = ['CLK-1000', 'CLK-1001']

let folder: string
let stored: TestDatabase
let port: number
const processes: CloudProcess[] = []
const clients: RPCClient[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-stop-'))
  stored = await newTestDatabase()
  port = await freePort()
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ force: true })))
  for (const { child, ended } of processes.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  await stored.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return free
}

const serve = (args: readonly string[] = [], environment: Record<string, string> = {}) => {
  const cloud = spawnCloud(['serve', ...args], {
    ...stored.environment,
    COLOK_HTTP_PORT: String(port),
    ...environment,
  })
  processes.push(cloud)
  return cloud
}

/** A charger that comes back by itself, as every charger does. */
async function comingBack(id: string): Promise<RPCClient> {
  const client = new RPCClient({
    endpoint: `ws://127.0.0.1:${port}/ocpp`,
    identity: id,
    password: id.repeat(3),
    protocols: ['ocpp1.6'],
    strictMode: true,
    reconnect: true,
    maxReconnects: Number.POSITIVE_INFINITY,
    backoff: { initialDelay: 100, maxDelay: 500 },
  } as unknown as ConstructorParameters<typeof RPCClient>[0])
  clients.push(client)
  await client.connect()
  return client
}

test('a system that is stopped sends its chargers away to come back, and goes on where it was', async () => {
  const { seed, passwords } = seedFor(ids)
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(seed))
  const first = serve(['--seed', join(folder, 'seed.json')], passwords)
  const { operatorKey = '' } = await first.ready
  const chargers = await Promise.all(ids.map(comingBack))
  const [charger] = chargers as [RPCClient]
  const now = Date.now()
  const { transactionId } = (await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: ids[0],
    meterStart: 0,
    timestamp: new Date(now - 3_600_000).toISOString(),
  })) as { transactionId: number }

  const sentAway = chargers.map(async (client) => {
    const [{ code }] = await once(client, 'disconnect')
    return code
  })
  first.child.kill('SIGTERM')
  expect(await Promise.all(sentAway)).toEqual([1001, 1001])
  expect(await first.ended).toMatchObject({ code: 0 })
  const database = await stored.open()
  const held = await database.read.all('select charge_point_id from charger where connected = 1', [])
  await database.close()
  expect(held).toEqual([])

  const back = chargers.map((client) => once(client, 'open'))
  const second = serve()
  const { url } = await second.ready
  await Promise.all(back)
  await charger.call('StopTransaction', {
    transactionId,
    meterStop: 1000,
    timestamp: new Date(now).toISOString(),
  })
  const response = await fetch(`${url}/api/v1/sessions`, {
    headers: { Authorization: `Bearer ${operatorKey}` },
  })
  expect(await response.json()).toMatchObject({
    items: [{ state: 'finished', energyWh: 1000, amountIdr: 2466, suspectReasons: [] }],
  })
})
