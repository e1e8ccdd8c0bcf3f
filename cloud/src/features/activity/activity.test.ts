import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tx } from '../../db/database.ts'
import { activity } from '../../db/migrations/024-activity.ts'
import { Writer } from '../../db/writer.ts'
import { systemClock } from '../../system-clock.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import { newTestDatabase } from '../../testing/test-database.ts'
import { forgetPerson } from '../privacy/person-keys.ts'
import { type Deed, recordActivity } from './commands.ts'
import { currentOrigin, type Origin, whileOngoing } from './ongoing.ts'
import type { ActivityEntry, ChainReport } from './schemas.ts'
import { verifyChain } from './verify.ts'

let system: TestCloud
beforeAll(async () => {
  system = await startTestCloud()
})
afterAll(() => system.stop())

const settings = { secret: 'x'.repeat(32) }
let ids = 0
const services = {
  clock: systemClock,
  settings,
  newId: () => `entry-${process.pid}-${(ids += 1)}`,
}
const deed: Deed = { actor: 'month end', action: 'statement.closed', subject: 'statement:1' }

const entries = async (query = '') => {
  const { body } = await system.api<{ items: ActivityEntry[] }>(`/activity${query}`)
  return body.items
}
const chain = async (query = '') => (await system.api<ChainReport>(`/activity/chain${query}`)).body
const block = (idTag: string) =>
  system.api(`/id-tags/${idTag}`, { method: 'PUT', body: { status: 'Blocked' } })

/** In a transaction of its own. */
const write = async (work: (tx: Tx) => Promise<unknown>) => {
  const { writeConnection } = system.database
  await writeConnection.begin()
  try {
    await work(writeConnection.tx)
    await writeConnection.commit()
  } catch (error) {
    await writeConnection.rollback()
    throw error
  }
}

test('a change is kept with who asked for it and from where', async () => {
  await block('04BEEF')
  expect(await entries('?subject=id-tag:04BEEF')).toMatchObject([
    {
      actorKind: 'key',
      actor: 'operator',
      channel: 'api',
      address: 'local',
      request: 'PUT /api/v1/id-tags/04BEEF',
      action: 'PUT /api/v1/id-tags/04BEEF',
      before: {},
      after: { status: 'Blocked', maxActiveSessions: 1 },
      detail: {},
    },
  ])
  await system.api('/id-tags/04BEEF', { method: 'PUT', body: { status: 'Accepted', label: 'Wayan' } })
  expect(await entries('?subject=id-tag:04BEEF&limit=1')).toMatchObject([
    { before: { status: 'Blocked' }, after: { status: 'Accepted' } },
  ])
  const site = { name: 'Pasar', address: 'Ubud', latitude: -8.5, longitude: 115.2, timeZone: 'Asia/Makassar' }
  await system.api('/sites/pasar', { method: 'PUT', body: site })
  await system.api('/sites/pasar', { method: 'PUT', body: { ...site, name: 'Pasar Ubud' } })
  expect(await entries('?subject=site:pasar&limit=1')).toMatchObject([
    { before: { name: 'Pasar' }, after: { name: 'Pasar Ubud' } },
  ])
})

test('what was refused is kept with its status, and what was only read is not', async () => {
  await system.api('/chargers/CLK-0001/commands/Reset', { method: 'POST', body: { type: 'Warm' } })
  const before = (await chain()).entries
  await system.api('/chargers')
  expect((await chain()).entries).toBe(before)
  expect(await entries('?subject=charger:CLK-0001')).toMatchObject([{ detail: { status: 400 } }])
})

test('an entry is in the commit of its deed: when that is undone, so is the entry', async () => {
  const before = await chain()
  const undone = write(async (tx) => {
    await recordActivity(tx, services, deed)
    throw new Error('the disk is full')
  })
  await expect(undone).rejects.toThrow('the disk is full')
  expect(await chain()).toEqual(before)
})

test('what a charger says is not in it', async () => {
  const before = (await chain()).entries
  const charger = await system.connect()
  await charger.call('StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' })
  await charger.call('Heartbeat', {})
  expect((await chain()).entries).toBe(before)
})

test('it is searched by subject, actor, action, time and text, in pages', async () => {
  const change = { before: { limitW: 5000 }, after: { limitW: 7000 }, detail: { note: '100%_sure!' } }
  await write((tx) => recordActivity(tx, services, { ...deed, ...change }))
  expect(await entries('?subject=statement:1')).toMatchObject([
    { ...change, channel: 'job', actorKind: 'system' },
  ])
  expect(await entries('?action=Statement.')).toHaveLength(1)
  expect(await entries('?actor=month end')).toHaveLength(1)
  expect(await entries(`?text=${encodeURIComponent('100%_SURE!')}`)).toHaveLength(1)
  expect(await entries(`?text=${encodeURIComponent('100__sure!')}`)).toHaveLength(0)
  expect(await entries('?until=2020-01-01T00:00:00.000Z')).toHaveLength(0)
  expect(await entries(`?from=2020-01-01T00:00:00.000Z&text=7000`)).toHaveLength(1)
  const all = await entries('?limit=200')
  const first = await system.api<{ items: ActivityEntry[]; nextCursor: string }>('/activity?limit=2')
  const rest = await entries(`?limit=200&cursor=${first.body.nextCursor}`)
  expect([...first.body.items, ...rest]).toEqual(all)
})

test('as CSV no cell is a formula, and quotes stay what they are', async () => {
  const action = '=HYPERLINK("http://evil.example")'
  await write((tx) => recordActivity(tx, services, { ...deed, action, subject: 'csv:1' }))
  const response = await system.cloud.app.request('/api/v1/activity/csv?subject=csv:1', {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
  expect(response.headers.get('Content-Type')).toContain('text/csv')
  const text = await response.text()
  expect(text.split('\r\n')).toHaveLength(3)
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
})

test('a person who is forgotten leaves the entries unreadable and the chain whole', async () => {
  const origin: Origin = {
    actorKind: 'user',
    actorId: 'user-1',
    actor: 'Wayan Sudarma',
    channel: 'page',
    address: '203.0.113.7',
    request: null,
  }
  const personal = { personId: 'user-1', value: { phone: '+6281234567890' } }
  const kept = async () => {}
  await write((tx) =>
    whileOngoing(origin, kept, () =>
      recordActivity(tx, services, { ...deed, actor: origin.actor, subject: 'user:1', personal }),
    ),
  )
  expect(currentOrigin()).toBeUndefined()
  const before = await chain()
  expect(await entries('?person=user-1')).toMatchObject([
    { actor: 'Wayan Sudarma', address: '203.0.113.7', personal: { phone: '+6281234567890' } },
  ])
  const stored = JSON.stringify(await system.database.read.all('select * from activity_entry', []))
  expect(stored).not.toMatch(/Wayan|203\.0\.113\.7|81234567890/)

  await write((tx) => forgetPerson(tx, services, 'user-1'))
  expect(await entries('?person=user-1')).toMatchObject([{ actor: null, address: null, personal: null }])
  expect(await chain()).toEqual(before)
  await write((tx) => recordActivity(tx, services, { ...deed, subject: 'user:1', personal }))
  expect(await entries('?subject=user:1&limit=1')).toMatchObject([{ personId: 'user-1', personal: null }])
})

test('the database refuses to change or delete an entry', async () => {
  const refused = /never changed/
  await expect(write(async (tx) => tx.run("update activity_entry set actor = 'nobody'", []))).rejects.toThrow(
    refused,
  )
  await expect(write(async (tx) => tx.run('delete from activity_entry', []))).rejects.toThrow(refused)
  const replace = 'insert or replace into activity_entry select * from activity_entry where seq = 1'
  if (system.database.dialect === 'sqlite')
    await expect(write(async (tx) => tx.run(replace, []))).rejects.toThrow(refused)
})

test('two processes write one chain', async () => {
  const stored = await newTestDatabase()
  const databases = [await stored.open(), await stored.open()]
  const writers = databases.map(({ writeConnection }) => new Writer(writeConnection, systemClock))
  // On SQLite there is one writer; a second connection would wait for the first.
  const writing = databases[0]?.dialect === 'sqlite' ? writers.slice(0, 1) : writers
  const count = 40
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      writing[index % writing.length]?.write((tx) => recordActivity(tx, services, deed)),
    ),
  )
  const report = databases[0] && (await verifyChain(databases[0].read))
  expect(report).toMatchObject({ whole: true, entries: count })
  for (const writer of writers) await writer.stop()
  for (const database of databases) await database.close()
  await stored.remove()
})

test('whoever gets at the database behind its back is found out, and the first broken entry is named', async () => {
  const { head, entries: count } = await chain()
  const withoutGuard = async (...statements: string[]) => {
    const guards =
      system.database.dialect === 'sqlite'
        ? [
            'drop trigger if exists activity_entry_no_update',
            'drop trigger if exists activity_entry_no_delete',
          ]
        : [
            'drop trigger if exists activity_entry_no_update on activity_entry',
            'drop trigger if exists activity_entry_no_delete on activity_entry',
          ]
    await write(async (tx) => {
      for (const statement of [...guards, ...statements]) await tx.run(statement, [])
    })
  }
  expect(await chain(`?head=${head}`)).toMatchObject({ whole: true, broken: null })
  await withoutGuard(`delete from activity_entry where seq = ${count}`)
  expect(await chain()).toMatchObject({ whole: true, entries: count - 1 })
  expect(await chain(`?head=${head}`)).toMatchObject({
    whole: false,
    broken: { seq: count - 1, reason: 'headIsGone' },
  })
  await withoutGuard("update activity_entry set address = 'elsewhere' where seq = 3")
  expect(await chain()).toMatchObject({ whole: false, entries: 2, broken: { seq: 3, reason: 'changed' } })
  await withoutGuard('delete from activity_entry where seq = 2')
  expect(await chain()).toMatchObject({ whole: false, entries: 1, broken: { seq: 2, reason: 'missing' } })
})

test('the audit trail of before is the beginning of the chain', async () => {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const { tx, ...connection } = database.writeConnection
  await connection.begin()
  await tx.run('drop table activity_entry', [])
  if (database.dialect === 'postgres')
    for (const change of ['update', 'delete']) await tx.run(`drop function activity_entry_no_${change}`, [])
  await tx.run(
    'create table audit_entry (id text, at text, actor text, action text, subject text, detail text)',
    [],
  )
  for (let index = 0; index < 1001; index += 1)
    await tx.run('insert into audit_entry values (?, ?, ?, ?, ?, ?)', [
      String(index).padStart(8, '0'),
      '2026-11-23T03:00:00.000Z',
      'operator',
      'session.billed',
      `session:${index}`,
      '{"note":"as it is"}',
    ])
  await activity(tx.query, database.dialect)
  await recordActivity(tx, services, deed)
  await connection.commit()
  expect(await verifyChain(database.read)).toMatchObject({ whole: true, entries: 1002 })
  const [first] = await database.read.all('select * from activity_entry where seq = 1', [])
  expect(first).toMatchObject({ actor: 'operator', subject: 'session:0', detail: '{"note":"as it is"}' })
  await database.close()
  await stored.remove()
})
