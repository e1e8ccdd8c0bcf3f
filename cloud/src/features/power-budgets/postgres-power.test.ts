import { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CloudProcess, spawnCloud } from '../../testing/cloud-process.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import type { PowerBudget } from './schemas.ts'

/** The real process twice on one database; the charger is connected to the second one. */
const password = 'a'.repeat(40)
const path = '/sites/sangeh-monkey-forest/power-budget'
let stored: TestDatabase
let key: string
const processes: CloudProcess[] = []
const urls: string[] = []
let charger: RPCClient
const told: string[] = []

beforeAll(async () => {
  stored = await newTestDatabase()
  let ocppUrl = ''
  for (let started = 0; started < 2; started += 1) {
    const process = spawnCloud(['serve', '--seed', 'seeds/demo.json'], {
      ...stored.environment,
      COLOK_SEED_PASSWORD_CLK_0001: password,
    })
    processes.push(process)
    const ready = await process.ready
    key ??= ready.operatorKey ?? ''
    urls.push(ready.url)
    ocppUrl = ready.ocppUrl
  }
  charger = new RPCClient({
    endpoint: ocppUrl.replace(/\/$/, ''),
    identity: 'CLK-0001',
    password,
    protocols: ['ocpp1.6'],
    strictMode: true,
    reconnect: false,
  } as ConstructorParameters<typeof RPCClient>[0])
  charger.handle('SetChargingProfile', async ({ params }) => {
    const { connectorId, csChargingProfiles: profile } = params as unknown as SetProfile
    const limit = profile.chargingSchedule.chargingSchedulePeriod[0]?.limit
    told.push(`${profile.chargingProfilePurpose} ${connectorId}: ${limit} W`)
    return { status: 'Accepted' }
  })
  charger.handle('TriggerMessage', async () => ({ status: 'Rejected' }))
  await charger.connect()
})
afterAll(async () => {
  await charger?.close({ force: true })
  for (const { child, ended } of processes) {
    child.kill('SIGKILL')
    await ended
  }
  await stored.remove()
})

interface SetProfile {
  readonly connectorId: number
  readonly csChargingProfiles: {
    readonly chargingProfilePurpose: string
    readonly chargingSchedule: { readonly chargingSchedulePeriod: readonly { readonly limit: number }[] }
  }
}

async function ask<Body>(node: number, route: string, body?: object): Promise<Body> {
  const response = await fetch(`${urls[node]}/api/v1${route}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}

test('of two processes one at a time shares the power, and reaches a charger of the other', async () => {
  await ask(0, path, { limitW: 1200 })
  await expect.poll(() => told).toEqual(['ChargePointMaxProfile 0: 1200 W'])
  for (const connectorId of [1, 2]) {
    await charger.call('StatusNotification', { connectorId, status: 'Charging', errorCode: 'NoError' })
    await charger.call('StartTransaction', {
      connectorId,
      idTag: connectorId === 1 ? '04A1B2C3D4E5F6' : '04FFEEDDCCBBAA',
      meterStart: 0,
      timestamp: new Date().toISOString(),
    })
    await expect.poll(() => told.join()).toContain(`TxProfile ${connectorId}: `)
  }
  const views = await Promise.all([0, 1].map((node) => ask<PowerBudget>(node, path)))
  for (const { mayDrawW, isOver, sockets } of views) {
    expect({ mayDrawW, isOver }).toEqual({ mayDrawW: 1200, isOver: false })
    expect(sockets.map(({ limitW }) => limitW)).toEqual([1200, 0])
  }
  expect([...told].sort()).toEqual([
    'ChargePointMaxProfile 0: 1200 W',
    'TxDefaultProfile 0: 0 W',
    'TxProfile 1: 1200 W',
    'TxProfile 2: 0 W',
  ])
})
