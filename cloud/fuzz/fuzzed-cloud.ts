import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Validation } from '@colok/shared/ocpp/validation'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Clock } from '@colok/shared/time'
import { type Cloud, composeCloud } from '../src/compose.ts'
import { ConfigSchema } from '../src/config.ts'
import type { Database } from '../src/db/database.ts'
import { withoutDisk } from '../src/db/durability.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { createLog } from '../src/log.ts'
import { SeedSchema } from '../src/seed.ts'

export const password = 'fuzz-0123456789abcdef'

/** The charger that behaves; it must be served whatever the others do. */
export const neighbour = 'NEIGHBOUR'

/** Which charger is judged how strictly. */
export const victims: ReadonlyMap<string, Validation> = new Map([
  ['STRICT-1', 'strict'],
  ['STRICT-2', 'strict'],
  ['STRICT-3', 'strict'],
  ['LENIENT-1', 'lenient'],
  ['LENIENT-2', 'lenient'],
  ['LOGONLY-1', 'log-only'],
])

/** The whole central system with a database of its own, and chargers that are about to misbehave. */
export interface FuzzedCloud {
  readonly cloud: Cloud
  readonly database: Database
  readonly operatorKey: string
  /** Log lines of level warn and up since the last look. */
  takeLog(): string[]
  stop(): Promise<void>
}

export async function startFuzzedCloud(options: {
  readonly clock: Clock
  readonly seed: number
  /** Lets pass what waits for the clock. */
  readonly wait: <T>(work: Promise<T>) => Promise<T>
}): Promise<FuzzedCloud> {
  const { clock, seed, wait } = options
  const folder = mkdtempSync(join(tmpdir(), 'colok-fuzz-'))
  const database = await openSqlite(join(folder, 'cloud.sqlite'), withoutDisk)
  // What is asked here is what is stored, not whether it outlives a power cut.
  await database.writeConnection.tx.run('pragma synchronous = OFF', [])
  let logged: string[] = []
  const log = createLog('warn', { write: (line) => void logged.push(line) })
  const config = { ...ConfigSchema.parse({}), secret: 'x'.repeat(32), publicUrl: 'http://colok.example' }
  const cloud = composeCloud({ config, database, clock, random: seededRandom(seed), log })
  const ids = [neighbour, ...victims.keys()]
  const passwords = ids.map((id) => [`COLOK_SEED_PASSWORD_${id.replace('-', '_')}`, password])
  await wait(cloud.seed(seedOf(ids), Object.fromEntries(passwords)))
  for (const [id, validation] of victims)
    await database.writeConnection.tx.run('update charger set own_validation = ? where charge_point_id = ?', [
      validation,
      id,
    ])
  const { operatorKey } = await wait(cloud.start())
  return {
    cloud,
    database,
    operatorKey: operatorKey ?? '',
    takeLog() {
      const lines = logged
      logged = []
      return lines
    },
    async stop() {
      await wait(cloud.stop())
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What waits for a deadline need not be watched at each millisecond of it. */
const longestStepMs = 1000

/** Moves a virtual clock, by more and more, until work that waits for it is done. */
export const advancing =
  (clock: VirtualClock) =>
  async <T>(work: Promise<T>): Promise<T> => {
    let done = false
    const finished = work.finally(() => {
      done = true
    })
    for (let stepMs = 1; !done; stepMs = Math.min(longestStepMs, stepMs * 2)) await clock.advance(stepMs)
    return finished
  }

function seedOf(ids: readonly string[]) {
  const connectors = [1, 2].map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1200 }))
  return SeedSchema.parse({
    sites: [
      {
        slug: 'fuzz',
        name: 'Fuzz',
        address: 'Fuzz',
        latitude: 0,
        longitude: 0,
        timeZone: 'Asia/Makassar',
      },
    ],
    chargers: ids.map((chargePointId) => ({ chargePointId, site: 'fuzz', name: chargePointId, connectors })),
    idTags: [
      { idTag: '04A1B2C3D4E5F6', status: 'Accepted', maxActiveSessions: 100 },
      { idTag: '04AAAA', status: 'Accepted', parentIdTag: 'FAMILY' },
      { idTag: '04FFEEDDCCBBAA', status: 'Blocked' },
      { idTag: '04EEEE', status: 'Accepted', expiresAt: '2026-01-01T00:00:00Z' },
    ],
    tariffs: [{ name: 'Fuzz', priceIdrPerKwh: 2466, validFrom: '2026-01-01T00:00:00Z' }],
  })
}
