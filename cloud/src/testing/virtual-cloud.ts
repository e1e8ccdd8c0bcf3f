import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { type Cloud, composeCloud } from '../compose.ts'
import { type Config, ConfigSchema } from '../config.ts'
import type { Database } from '../db/database.ts'
import { createLog } from '../log.ts'
import { password, testSeed } from './test-cloud.ts'
import { newTestDatabase } from './test-database.ts'

/** The whole system on a clock that stands still until a test moves it, with sockets in memory. */
export interface VirtualCloud {
  readonly cloud: Cloud
  readonly clock: VirtualClock
  readonly database: Database
  readonly operatorKey: string
  /** Every log line. */
  readonly logged: readonly string[]
  /** Moves the clock while something goes on that waits for writes. */
  whileAdvancing<T>(work: Promise<T>): Promise<T>
  /** Calls the operator API with the operator key, moving the clock until the answer is there. */
  api<Body = unknown>(
    path: string,
    init?: { method?: string; body?: unknown },
  ): Promise<{ status: number; body: Body }>
  stop(): Promise<void>
}

export async function startVirtualCloud({
  settings = {},
  ...options
}: {
  readonly fetch?: typeof fetch
  readonly settings?: Partial<Config>
} = {}): Promise<VirtualCloud> {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const clock = new VirtualClock({ busy: database.settled })
  const config = {
    ...ConfigSchema.parse({}),
    ...settings,
    secret: 'x'.repeat(32),
    publicUrl: 'http://colok.example',
  }
  const logged: string[] = []
  const log = createLog('info', { write: (line) => void logged.push(line) })
  const cloud = composeCloud({ config, database, clock, random: seededRandom(1), log, ...options })
  const whileAdvancing = async <T>(work: Promise<T>): Promise<T> => {
    let done = false
    const finished = work.finally(() => {
      done = true
    })
    while (!done) await clock.advance(1)
    return finished
  }
  const passwords = { COLOK_SEED_PASSWORD_CLK_0001: password, COLOK_SEED_PASSWORD_CLK_0002: password }
  await whileAdvancing(cloud.seed(testSeed, passwords))
  const { operatorKey } = await whileAdvancing(cloud.start())
  const api = async <Body>(
    path: string,
    { method = 'GET', body }: { method?: string; body?: unknown } = {},
  ) => {
    const response = await whileAdvancing(
      Promise.resolve(
        cloud.app.request(`/api/v1${path}`, {
          method,
          headers: { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      ),
    )
    return { status: response.status, body: (await response.json()) as Body }
  }
  return {
    cloud,
    clock,
    database,
    logged,
    operatorKey: operatorKey ?? '',
    whileAdvancing,
    api,
    async stop() {
      await whileAdvancing(cloud.stop())
      await database.close()
      await stored.remove()
    },
  }
}
