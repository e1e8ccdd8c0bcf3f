import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { spawnCloud } from '../testing/cloud-process.ts'
import { newDatabaseName, onServer, urlOf } from '../testing/postgres-server.ts'
import type { Database, SqlValue } from './database.ts'
import { openPostgres } from './postgres.ts'
import { Writer } from './writer.ts'

const server = inject('postgres')?.url ?? ''
let name: string
let url: string
let database: Database
beforeEach(async () => {
  name = newDatabaseName()
  url = urlOf(server, name)
  await onServer(server, `create database ${name} template template0 encoding 'UTF8'`)
  database = await openPostgres(url)
})
afterEach(async () => {
  await database.close()
  await onServer(server, `drop database ${name} with (force)`)
})

const run = async (statement: string, parameters: readonly SqlValue[] = []) =>
  database.writeConnection.tx.run(statement, parameters)
const all = async (statement: string, parameters: readonly SqlValue[] = []) =>
  database.read.all(statement, parameters)
const addTariff = (id: string, tariffName = 'Dasar') =>
  `insert into tariff (id, name, price_idr_per_kwh, valid_from, created_at) values ('${id}', '${tariffName}', 1, '2026', '2026')`
const frames = {
  table: 'frame_run',
  columns: { charger_id: 'bigint', began_at: 'text', ended_at: 'text', directory: 'text', texts: 'text' },
} as const
const frame = (chargerId: number, texts: string) => [chargerId, '2026', '2026', '0i3', texts]
const outcomeOf = (write: Promise<unknown>) =>
  write.then(
    () => 'committed',
    () => 'failed',
  )

test('several processes that find an empty database make its schema once', async () => {
  const empty = newDatabaseName()
  await onServer(server, `create database ${empty} template template0 encoding 'UTF8'`)
  const opened = await Promise.all([1, 2, 3].map(() => openPostgres(urlOf(server, empty))))
  const [one] = opened
  expect(await one?.read.all('select count(*) as count from site', [])).toEqual([{ count: 0 }])
  await Promise.all(opened.map((each) => each.close()))
  await onServer(server, `drop database ${empty}`)
})

test('a whole number of any size that a number holds fits into every column, and no other comes out', async () => {
  await run(
    "insert into frame_run (charger_id, began_at, ended_at, directory, texts) values (?, '2026', '2026', '0i0', '')",
    [Number.MAX_SAFE_INTEGER],
  )
  expect(await all('select charger_id from frame_run')).toEqual([{ chargerId: Number.MAX_SAFE_INTEGER }])
  await expect(all('select charger_id * 2 + 1 as twice from frame_run')).rejects.toThrow('18014398509481983')
  expect(await all('select count(*) as count from frame_run')).toEqual([{ count: 1 }])
})

test('a NUL, which no text of PostgreSQL holds, does not lose the rest of the text', async () => {
  await run(
    "insert into frame_run (charger_id, began_at, ended_at, directory, texts) values (1, '2026', '2026', '0i3', ?)",
    ['a\u0000b'],
  )
  await database.writeConnection.tx.insert(frames, [frame(1, 'c\u0000d')])
  await database.writeConnection.flush()
  expect(await all('select texts from frame_run order by id')).toEqual([
    { texts: 'a\uFFFDb' },
    { texts: 'c\uFFFDd' },
  ])
})

test("who asks for a session's readings does not read those of all others", async () => {
  await run(`insert into meter_value (charger_id, connector_id, transaction_id, measured_at, received_at, sampled_values)
    select 1, 1, id, '2026', '2026', '[]' from generate_series(1, 20000) as id`)
  await run('update reading_filing set up_to = 19900')
  expect(await all('select transaction_id from session_reading where transaction_id = 20000')).toHaveLength(1)
  const plan = await all('explain select energy_wh from session_reading where transaction_id = 20000')
  expect(JSON.stringify(plan)).toContain('meter_value_pkey')
  expect(JSON.stringify(plan)).not.toContain('Seq Scan on meter_value')
})

test('a question mark in quotes is no placeholder', async () => {
  expect(await all(`select 'what? it''s ?' as "a?", ? as b`, ['!'])).toEqual([
    { 'a?': "what? it's ?", b: '!' },
  ])
})

test('commits are on the disk, whatever the server is set to', async () => {
  await onServer(server, `alter database ${name} set synchronous_commit = off`)
  const other = await openPostgres(url)
  const [row] = await other.writeConnection.tx.all<{ setting: string }>(
    "select current_setting('synchronous_commit') as setting",
    [],
  )
  expect(row).toEqual({ setting: 'on' })
  await other.close()
})

test('units that only add go out together; one that fails undoes itself alone', async () => {
  const clock = new VirtualClock({ busy: database.settled })
  const writer = new Writer(database.writeConnection, clock)
  const results = Promise.all([
    outcomeOf(writer.append((tx) => tx.run(addTariff('t1'), []))),
    outcomeOf(writer.append((tx) => tx.run(addTariff('t1'), []))),
    outcomeOf(writer.append((tx) => tx.run(addTariff('t2'), []))),
  ])
  await clock.advance(0)
  expect(await results).toEqual(['committed', 'failed', 'committed'])
  expect(await all('select id from tariff order by id')).toEqual([{ id: 't1' }, { id: 't2' }])
})

test('what is lost before the commit is done again on a new connection, once', async () => {
  const clock = new VirtualClock({ busy: database.settled })
  const writer = new Writer(database.writeConnection, clock)
  let attempts = 0
  const write = writer.write(async (tx) => {
    attempts += 1
    await tx.run(addTariff('t1'), [])
    if (attempts === 1) await endConnections()
    await tx.run(addTariff('t2'), [])
  })
  const outcome = outcomeOf(write)
  await clock.advance(0)
  expect(await outcome).toBe('committed')
  expect(await all('select id from tariff order by id')).toEqual([{ id: 't1' }, { id: 't2' }])
})

test('a commit whose end nobody knows has failed, is not tried again, and the next one works', async () => {
  const clock = new VirtualClock({ busy: database.settled })
  const { commit } = database.writeConnection
  let isFirst = true
  const commitLate = async () => {
    if (isFirst) await endConnections()
    isFirst = false
    await commit()
  }
  const writer = new Writer({ ...database.writeConnection, commit: commitLate }, clock)
  const lost = outcomeOf(writer.write((tx) => tx.run(addTariff('lost'), [])))
  await clock.advance(0)
  expect(await lost).toBe('failed')
  const next = outcomeOf(writer.write((tx) => tx.run(addTariff('next'), [])))
  await clock.advance(0)
  expect(await next).toBe('committed')
  expect(await all('select id from tariff')).toEqual([{ id: 'next' }])
})

test('rows that are added side by side hold every whole number and whatever people write', async () => {
  const numbers = [
    0,
    1,
    -1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ]
  const texts = ['', '{"a":"b,c"}', 'NULL', '\\"', "'", 'naïve – 電', '🏍', 'half \ud83c', ' \n']
  const writer = new Writer(database.writeConnection, new VirtualClock({ busy: database.settled }))
  const adding = writer.append((tx) =>
    tx.insert(frames, [
      ...numbers.map((number) => frame(number, '')),
      ...texts.map((text) => frame(1, text)),
    ]),
  )
  await writer.stop()
  await adding
  const rows = (await all('select charger_id, texts from frame_run order by id')) as {
    chargerId: number
    texts: string
  }[]
  expect(rows.slice(0, numbers.length).map(({ chargerId }) => chargerId)).toEqual(numbers)
  expect(rows.slice(numbers.length).map(({ texts: text }) => text)).toEqual(
    texts.map((text) => text.toWellFormed()),
  )
})

test('a number that no column holds fails its own unit, and no other', async () => {
  const writer = new Writer(database.writeConnection, new VirtualClock({ busy: database.settled }))
  const adding = [1, 1.5, 2 ** 53, 2].map((number) =>
    outcomeOf(writer.append((tx) => tx.insert(frames, [frame(number, '')]))),
  )
  await writer.stop()
  expect(await Promise.all(adding)).toEqual(['committed', 'failed', 'failed', 'committed'])
  expect(await all('select charger_id from frame_run order by id')).toEqual([
    { chargerId: 1 },
    { chargerId: 2 },
  ])
})

test('rows whose answer was lost on the way have failed, and are not added twice', async () => {
  const relay = await relayThatLosesAnswerTo('insert into frame_run')
  const beyond = await openPostgres(urlOf(relay.url, name))
  const clock = new VirtualClock({ busy: beyond.settled })
  const writer = new Writer(beyond.writeConnection, clock)
  const lost = outcomeOf(writer.append((tx) => tx.insert(frames, [frame(1, 'lost')])))
  await clock.advance(0)
  expect(await lost).toBe('failed')
  const next = outcomeOf(writer.append((tx) => tx.insert(frames, [frame(2, 'next')])))
  await clock.advance(0)
  expect(await next).toBe('committed')
  expect(await all('select charger_id from frame_run order by id')).toEqual([
    { chargerId: 1 },
    { chargerId: 2 },
  ])
  await beyond.close()
  relay.close()
})

test('a server that comes back is read from again without an error', async () => {
  await Promise.all([1, 2, 3].map(() => all('select count(*) as count from site')))
  await endConnections()
  expect(await all('select count(*) as count from site')).toEqual([{ count: 0 }])
})

test('of two processes one commits at a time, so what one judges by, the other has not changed meanwhile', async () => {
  const other = await openPostgres(url)
  const clocks = [database, other].map((each) => new VirtualClock({ busy: each.settled }))
  const addOneOf = (id: string, opened: Database, clock: VirtualClock | undefined) =>
    new Writer(opened.writeConnection, clock!).write(async (tx) => {
      const [row] = await tx.all<{ count: number }>('select count(*) as count from tariff', [])
      if (row?.count === 0) await tx.run(addTariff(id), [])
    })
  const writes = [addOneOf('here', database, clocks[0]), addOneOf('there', other, clocks[1])]
  await Promise.all(clocks.map((clock) => clock.advance(0)))
  await Promise.all(writes)
  expect(await all('select count(*) as count from tariff')).toEqual([{ count: 1 }])
  await other.close()
})

test('a process runs on it by one setting, and says in one line when it cannot', async () => {
  const environment = { COLOK_DATABASE_URL: url, COLOK_SECRET: 's'.repeat(32) }
  const good = spawnCloud(['serve', '--seed', 'seeds/demo.json'], {
    ...environment,
    COLOK_SEED_PASSWORD_CLK_0001: 'a'.repeat(40),
  })
  const { url: address, operatorKey } = await good.ready
  const response = await fetch(`${address}/api/v1/chargers/CLK-0001`, {
    headers: { Authorization: `Bearer ${operatorKey}` },
  })
  expect(await response.json()).toMatchObject({ chargePointId: 'CLK-0001', condition: 'offline' })
  good.child.kill('SIGTERM')
  expect(await good.ended).toMatchObject({ code: 0 })

  const wrong = { ...environment, COLOK_DATABASE_URL: urlOf(server, 'nowhere') }
  expect(await spawnCloud(['serve'], wrong).ended).toMatchObject({
    code: 2,
    stderr: 'colok-cloud: databaseUrl (COLOK_DATABASE_URL): database "nowhere" does not exist\n',
  })
  expect(await spawnCloud(['serve'], { COLOK_DATABASE_URL: url }).ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^colok-cloud: secret \(COLOK_SECRET\): .*\n$/),
  })
})

const endConnections = () =>
  onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)

/** Stands between, and ends the first connection that sends `text`, when the answer to it comes back. */
async function relayThatLosesAnswerTo(text: string) {
  const target = new URL(server)
  const folder = target.searchParams.get('host')
  const port = target.port || '5432'
  let isLost = false
  const relay = createServer((near) => {
    const far = connect(
      folder === null
        ? { host: target.hostname, port: Number(port) }
        : { path: `${folder}/.s.PGSQL.${port}` },
    )
    let awaitsAnswer = false
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    near.on('data', (bytes) => {
      awaitsAnswer = !isLost && bytes.includes(text)
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (!awaitsAnswer) return void near.write(bytes)
      isLost = true
      end()
    })
  })
  await once(relay.listen(0, '127.0.0.1'), 'listening')
  const url = new URL(server)
  url.searchParams.delete('host')
  url.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`
  return { url: url.href, close: () => relay.close() }
}
