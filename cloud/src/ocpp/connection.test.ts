import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { type SocketEnd, socketPair } from '@colok/shared/testing/socket-pair'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Cloud, composeCloud } from '../compose.ts'
import { ConfigSchema } from '../config.ts'
import type { Database } from '../db/database.ts'
import { openSqlite } from '../db/sqlite.ts'
import { createLog } from '../log.ts'
import { password, testSeed } from '../testing/test-cloud.ts'
import type { ChargerSocket } from './socket.ts'

let folder: string
let clock: VirtualClock
let database: Database
let cloud: Cloud

/** The whole system on a clock that stands still until a test moves it. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-connection-'))
  clock = new VirtualClock()
  database = await openSqlite(join(folder, 'cloud.sqlite'))
  const config = { ...ConfigSchema.parse({}), secret: 'x'.repeat(32), publicUrl: 'http://colok.example' }
  const log = createLog('silent', { write: () => {} })
  cloud = composeCloud({ config, database, clock, random: seededRandom(1), log })
  const passwords = { COLOK_SEED_PASSWORD_CLK_0001: password, COLOK_SEED_PASSWORD_CLK_0002: password }
  await whileAdvancing(cloud.seed(testSeed, passwords))
  await whileAdvancing(cloud.start())
})
afterEach(async () => {
  await whileAdvancing(cloud.stop())
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Lets writes be committed while something that waits for them goes on. */
async function whileAdvancing<T>(work: Promise<T>): Promise<T> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  while (!done) await clock.advance(1)
  return finished
}

/** A charger in memory that answers pings only while `answers` is true. */
async function connect(options: { answersPings?: boolean } = {}) {
  const pair = socketPair(clock)
  const received: string[] = []
  pair.right.onMessage((text) => void received.push(text))
  let pong = () => {}
  let pings = 0
  const socket: ChargerSocket = Object.assign(pair.left as SocketEnd, {
    ping: () => {
      pings += 1
      if (options.answersPings) clock.after(10, () => pong())
    },
    onPong: (listener: () => void) => {
      pong = listener
    },
  })
  await whileAdvancing(cloud.acceptSocket('CLK-0001', socket))
  await clock.advance(10)
  return { charger: pair.right, received, pings: () => pings }
}

const connected = async () => {
  const rows = await database.read.all<{ connected: number }>(
    "select connected from charger where charge_point_id = 'CLK-0001'",
    [],
  )
  return rows[0]?.connected === 1
}

test('a charger that answers pings stays connected however quiet it is', async () => {
  const { charger, pings } = await connect({ answersPings: true })
  await clock.advance(3_600_000)
  expect(pings()).toBeGreaterThan(50)
  expect(charger.isOpen).toBe(true)
  expect(await connected()).toBe(true)
})

test('a charger that does not answer a ping by the deadline is disconnected', async () => {
  const { charger } = await connect({ answersPings: false })
  await clock.advance(85_000)
  expect(charger.isOpen).toBe(true)
  await clock.advance(10_000)
  expect(charger.isOpen).toBe(false)
  expect(await connected()).toBe(false)
})

test('where there are no pings, silence for the idle limit ends the connection', async () => {
  const pair = socketPair(clock)
  await whileAdvancing(cloud.acceptSocket('CLK-0001', pair.left))
  await clock.advance(200_000)
  pair.right.send('[2,"1","Heartbeat",{}]')
  await clock.advance(200_000)
  expect(await connected()).toBe(true)
  await clock.advance(101_000)
  expect(pair.right.isOpen).toBe(false)
  expect(await connected()).toBe(false)
})

test('a cut line that heals after the charger is back does not take it offline', async () => {
  const older = socketPair(clock)
  await whileAdvancing(cloud.acceptSocket('CLK-0001', older.left))
  older.cut()
  older.right.close()
  const { charger, received } = await connect({ answersPings: true })
  older.heal()
  await clock.advance(1000)
  charger.send('[2,"1","Heartbeat",{}]')
  await clock.advance(100)
  expect(received).toHaveLength(1)
  expect(await connected()).toBe(true)
})

test('each claim has a higher epoch than the one before', async () => {
  const epoch = async () => {
    const rows = await database.read.all<{ connectionEpoch: number }>(
      "select connection_epoch from charger where charge_point_id = 'CLK-0001'",
      [],
    )
    return rows[0]?.connectionEpoch
  }
  await connect()
  expect(await epoch()).toBe(1)
  await connect()
  expect(await epoch()).toBe(2)
})

test('a socket for a charger that nobody registered is refused', async () => {
  await expect(cloud.acceptSocket('CLK-9999', socketPair(clock).left)).rejects.toThrow('CLK-9999')
})
