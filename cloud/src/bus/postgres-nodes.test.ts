import { RPCClient } from 'ocpp-rpc'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import type { Database } from '../db/database.ts'
import { createLog } from '../log.ts'
import { systemClock } from '../system-clock.ts'
import { type CloudProcess, spawnCloud } from '../testing/cloud-process.ts'
import { onServer } from '../testing/postgres-server.ts'
import { newTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { BusAcrossNodes } from './across-nodes.ts'
import { inProcessBus } from './in-process.ts'
import { PostgresNode } from './postgres-node.ts'

/** The real process twice on one database, each with its own chargers. */
const password = 'a'.repeat(40)
let stored: TestDatabase
let key: string
let here: Process
let there: Process
const clients: RPCClient[] = []
const processes: CloudProcess[] = []

interface Process {
  readonly process: CloudProcess
  readonly url: string
  readonly ocppUrl: string
}

async function start(): Promise<Process> {
  const process = spawnCloud(['serve', '--seed', 'seeds/demo.json'], {
    ...stored.environment,
    COLOK_SEED_PASSWORD_CLK_0001: password,
  })
  processes.push(process)
  const { url, ocppUrl, operatorKey } = await process.ready
  key ??= operatorKey ?? ''
  return { process, url, ocppUrl: ocppUrl.replace(/\/$/, '') }
}

beforeAll(async () => {
  stored = await newTestDatabase()
  here = await start()
  there = await start()
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ force: true })))
  await until(here, { online: false })
})
afterAll(async () => {
  for (const { child, ended } of processes) {
    child.kill('SIGKILL')
    await ended
  }
  await stored.remove()
})

async function connect({ ocppUrl }: Process): Promise<RPCClient> {
  const client = new RPCClient({
    endpoint: ocppUrl,
    identity: 'CLK-0001',
    password,
    protocols: ['ocpp1.6'],
    strictMode: true,
    reconnect: false,
  } as ConstructorParameters<typeof RPCClient>[0])
  clients.push(client)
  await client.connect()
  return client
}

async function ask({ url }: Process, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
  return response.json()
}

const reset = (process: Process) => ask(process, '/chargers/CLK-0001/commands/Reset', { type: 'Soft' })
const until = (process: Process, charger: object) =>
  expect.poll(() => ask(process, '/chargers/CLK-0001')).toMatchObject(charger)
const onlineChangedAt = async () =>
  ((await ask(there, '/chargers/CLK-0001')) as { onlineChangedAt: string }).onlineChangedAt
const closed = (client: RPCClient) => new Promise<void>((resolve) => client.once('close', () => resolve()))

test('a command asked of one process reaches the charger at another, and its answer comes back', async () => {
  const charger = await connect(there)
  const asked: unknown[] = []
  charger.handle('Reset', async ({ params }) => {
    asked.push(params)
    return { status: 'Rejected' }
  })
  charger.handle('SendLocalList', async ({ params }) => {
    asked.push((params as { localAuthorizationList: unknown[] }).localAuthorizationList.length)
    return { status: 'Accepted' }
  })
  await until(here, { online: true })
  expect(await reset(here)).toMatchObject({ outcome: 'rejected', confirmation: { status: 'Rejected' } })
  const cards = Array.from({ length: 400 }, (_, index) => ({ idTag: `CARD-${index}` }))
  const list = { listVersion: 1, updateType: 'Full', localAuthorizationList: cards }
  expect(await ask(here, '/chargers/CLK-0001/commands/SendLocalList', list)).toMatchObject({
    outcome: 'accepted',
  })
  expect(await ask(here, '/chargers/CLK-0001/commands/ClearCache', {})).toMatchObject({ outcome: 'failed' })
  expect(asked).toEqual([{ type: 'Soft' }, 400])
})

test('a charger that moves to another process is let go by the first, and commands follow it', async () => {
  const older = await connect(here)
  await until(there, { online: true })
  const letGo = closed(older)
  const newer = await connect(there)
  newer.handle('Reset', async () => ({ status: 'Accepted' }))
  await letGo
  expect(await reset(here)).toMatchObject({ outcome: 'accepted' })
  await until(here, { online: true })
})

test('a process that stood still while its charger moved changes nothing when it closes the old connection late', async () => {
  const older = await connect(here)
  await until(there, { online: true })
  const letGo = closed(older)
  const before = await onlineChangedAt()
  here.process.child.kill('SIGSTOP')
  const newer = await connect(there)
  newer.handle('Reset', async () => ({ status: 'Accepted' }))
  await expect.poll(onlineChangedAt).not.toBe(before)
  const claimedAt = await onlineChangedAt()
  here.process.child.kill('SIGCONT')
  await letGo
  expect(await reset(here)).toMatchObject({ outcome: 'accepted' })
  await until(there, { online: true, onlineChangedAt: claimedAt })
})

test('who follows a charger at one process sees what it says at another', async () => {
  const charger = await connect(there)
  await until(here, { online: true })
  const stream = await fetch(`${here.url}/api/v1/events?chargePointId=CLK-0001`, {
    headers: { Authorization: `Bearer ${key}` },
  })
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  let seen = ''
  const untilSeen = async (text: string) => {
    while (!seen.includes(text)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`The stream ended before ${text}: ${seen}`)
      seen += value
    }
  }
  await untilSeen('snapshot')
  const status = { connectorId: 1, errorCode: 'NoError', status: 'SuspendedEV' }
  await charger.call('StatusNotification', status)
  await untilSeen('SuspendedEV')
  await reader.cancel()
})

test('what a process that was killed held is offline soon, and a command that it took has no answer', async () => {
  const doomed = await start()
  const charger = await connect(doomed)
  const asked = Promise.withResolvers<void>()
  charger.handle('Reset', async () => {
    asked.resolve()
    return new Promise<never>(() => {})
  })
  await until(here, { online: true })
  const answer = reset(here)
  await asked.promise
  doomed.process.child.kill('SIGKILL')
  expect(await answer).toMatchObject({ outcome: 'noAnswer' })
  expect(await reset(here)).toMatchObject({ outcome: 'notConnected' })
  await until(here, { online: false })
})

test('processes that lose the server for a moment find their chargers and each other again', async () => {
  const charger = await connect(there)
  charger.handle('Reset', async () => ({ status: 'Accepted' }))
  await until(here, { online: true })
  await onServer(
    inject('postgres')?.url ?? '',
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${databaseName()}'`,
  )
  await expect.poll(() => reset(here)).toMatchObject({ outcome: 'accepted' })
  await until(here, { online: true })
})

test('a job is done by one process at a time, and by another when that one has ended', async () => {
  const database = await stored.open()
  const one = await join(database)
  const other = await join(database)
  const begun = Promise.withResolvers<void>()
  const work = Promise.withResolvers<void>()
  const underWay = one.locks.exclusively('job', () => {
    begun.resolve()
    return work.promise
  })
  await begun.promise
  const done: string[] = []
  const attempt = () => other.locks.exclusively('job', async () => void done.push('other'))
  expect(await attempt()).toBe(false)
  expect(await other.locks.exclusively('another job', async () => void done.push('another'))).toBe(true)
  work.resolve()
  expect(await underWay).toBe(true)
  await expect.poll(attempt).toBe(true)
  expect(done).toEqual(['another', 'other'])

  const begunAgain = Promise.withResolvers<void>()
  void one.locks.exclusively('job', () => {
    begunAgain.resolve()
    return new Promise(() => {})
  })
  await begunAgain.promise
  expect(await attempt()).toBe(false)
  expect(await other.locks.ended([one.number, other.number])).toEqual([])
  await one.stop()
  await expect.poll(attempt).toBe(true)
  expect(await other.locks.ended([one.number, other.number])).toEqual([one.number])
  await other.stop()
  await database.close()
})

test('a process that is alone keeps the lock of a job until another joins', async () => {
  const own = await newTestDatabase()
  const database = await own.open()
  const one = await join(database)
  expect(one.locks.isShared).toBe(false)
  expect(await one.locks.exclusively('job', async () => {})).toBe(true)
  expect(await one.locks.exclusively('job', async () => {})).toBe(true)
  const other = await join(database)
  expect(other.locks.isShared).toBe(true)
  await expect.poll(() => other.locks.exclusively('job', async () => {})).toBe(true)
  expect(await one.locks.exclusively('job', async () => {})).toBe(true)
  await Promise.all([one, other].map((node) => node.stop()))
  await database.close()
  await own.remove()
})

test('while the database is gone, a command is not sent, and nothing rejects', async () => {
  const own = await newTestDatabase()
  const database = await own.open()
  const node = await join(database)
  const newId = () => 'id'
  const bus = new BusAcrossNodes({
    find: () => undefined,
    node,
    read: database.read,
    clock: systemClock,
    newId,
  })
  await node.stop()
  await database.close()
  expect(await bus.send('CLK-0001', 'ClearCache', {})).toEqual({ kind: 'busy' })
  await expect(bus.refresh('CLK-0001')).resolves.toBeUndefined()
  const refresh = () => Promise.reject(new Error('The database is gone.'))
  const here = inProcessBus(() => ({
    call: () => new Promise(() => {}),
    refresh,
    replacedBy: async () => {},
  }))
  await expect(here.refresh('CLK-0001')).resolves.toBeUndefined()
  await own.remove()
})

async function join(database: Database): Promise<PostgresNode> {
  const session = database.newSession!()
  const node = new PostgresNode({ session, clock: systemClock, log: createLog('silent', { write() {} }) })
  await node.start({ onMessage() {}, onChange() {}, onReturn: async () => {} })
  return node
}

const databaseName = () => new URL(stored.environment.COLOK_DATABASE_URL ?? '').pathname.slice(1)
