import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chargeForEver, seedFor } from './testing/charging-load.ts'
import { type CloudProcess, spawnCloud } from './testing/cloud-process.ts'
import { newTestDatabase, type TestDatabase } from './testing/test-database.ts'

const demoSeed = 'seeds/demo.json'
const demoPassword = { COLOK_SEED_PASSWORD_CLK_0001: 'a'.repeat(40) }

let folder: string
let testDatabase: TestDatabase
const processes: CloudProcess[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-process-'))
  testDatabase = await newTestDatabase()
})
afterEach(async () => {
  for (const { child, ended } of processes.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  await testDatabase.remove()
  rmSync(folder, { recursive: true, force: true })
})

const run = (args: readonly string[], environment: Record<string, string> = {}): CloudProcess => {
  const cloud = spawnCloud(args, { ...testDatabase.environment, ...environment })
  processes.push(cloud)
  return cloud
}

test('--help and --version say so and end well', async () => {
  expect(await run(['--help']).ended).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('COLOK_HTTP_PORT'),
  })
  expect(await run(['--version']).ended).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
})

test('bad configuration is refused with every problem named, before anything is made', async () => {
  const data = join(folder, 'never')
  const { code, stderr } = await run(['serve'], {
    COLOK_DATA: data,
    COLOK_HTTP_PORT: '99999',
    COLOK_LOG_LEVEL: 'loud',
  }).ended
  expect(code).toBe(2)
  expect(existsSync(data)).toBe(false)
  expect(stderr.trim().split('\n')).toHaveLength(2)
  expect(stderr).toMatch(/httpPort \(COLOK_HTTP_PORT\)[\s\S]*logLevel \(COLOK_LOG_LEVEL\)/)
  expect(await run(['sreve']).ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('serve, --help'),
  })
})

test('a taken port is one clear line', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const { code, stderr } = await run(['serve'], { COLOK_HTTP_PORT: String(port) }).ended
  other.close()
  expect(code).toBe(2)
  expect(stderr).toBe(`colok-cloud: 127.0.0.1:${port} is taken; set COLOK_HTTP_PORT to another port\n`)
})

test('a seed that cannot be applied is refused whole, and leaves no operator key unseen', async () => {
  const refused = await run(['serve', '--seed', demoSeed]).ended
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('COLOK_SEED_PASSWORD_CLK_0001') })
  const { ready } = run(['serve', '--seed', demoSeed], demoPassword)
  expect((await ready).operatorKey).toMatch(/^colok_/)
})

test('the operator key is printed once, works after a restart, and is nowhere in the data', async () => {
  const first = run(['serve', '--seed', demoSeed], demoPassword)
  const { operatorKey = '' } = await first.ready
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0 })

  const second = run(['serve', '--seed', demoSeed])
  const { url, operatorKey: again } = await second.ready
  expect(again).toBeUndefined()
  const headers = { Authorization: `Bearer ${operatorKey}` }
  expect((await fetch(`${url}/api/v1/chargers`, { headers })).status).toBe(200)
  second.child.kill('SIGINT')
  expect(await second.ended).toMatchObject({ code: 0 })

  const database = await testDatabase.open()
  const keys = await database.read.all<object>('select * from api_key', [])
  await database.close()
  expect(keys).toHaveLength(1)
  expect(JSON.stringify(keys)).not.toContain(operatorKey.slice(6))
})

test('SIGKILL under load: every meter value that was acknowledged is there', async () => {
  const ids = Array.from({ length: 8 }, (_, index) => `CLK-100${index}`)
  const seed = join(folder, 'seed.json')
  const load = seedFor(ids)
  writeFileSync(seed, JSON.stringify(load.seed))
  const first = run(['serve', '--seed', seed], load.passwords)
  const { ocppUrl } = await first.ready

  const acknowledged = new Set<string>()
  const enough = Promise.withResolvers<void>()
  const chargers = ids.map((id) =>
    chargeForEver(id, ocppUrl, (fact) => {
      acknowledged.add(fact)
      if (acknowledged.size === 1000) enough.resolve()
    }),
  )
  await Promise.race([enough.promise, ...chargers])
  first.child.kill('SIGKILL')
  await first.ended
  await Promise.allSettled(chargers)
  expect(acknowledged.size).toBeGreaterThanOrEqual(1000)

  const second = run(['serve'])
  await second.ready
  const database = await testDatabase.open()
  const rows = await database.read.all<{ chargePointId: string; energyWh: number }>(
    'select charge_point_id, energy_wh from meter_value join charger on charger.id = charger_id',
    [],
  )
  await database.close()
  const stored = new Set(rows.map((row) => `${row.chargePointId} ${row.energyWh}`))
  expect([...acknowledged].filter((fact) => !stored.has(fact))).toEqual([])
}, 60_000)
