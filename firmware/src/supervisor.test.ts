import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { chargerConfig } from './config.ts'
import { fakeDevices } from './devices/fakes.ts'
import { SqliteStore } from './store/sqlite-store.ts'
import { Supervisor } from './supervisor.ts'

const folder = mkdtempSync(join(tmpdir(), 'colok-supervisor-'))
const path = join(folder, 'charger.db')
const log = { debug() {}, info() {}, warn() {}, error() {} }

afterEach(() => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
})

function supervise(): Supervisor {
  return new Supervisor({
    config: chargerConfig.parse({
      chargePointId: 'CLK-0001',
      // Nobody listens there: the charger dials in vain, and works all the same.
      csmsUrl: 'ws://127.0.0.1:1/ocpp',
      dataDir: folder,
      devices: {},
    }),
    openDevices: ({ clock }) => fakeDevices({ clock, sockets: [{ plugged: false, loadW: 0 }] }),
    log,
    onEnd: () => {},
  })
}

const blockingFaults = ({ charger }: Supervisor) =>
  charger.state.station.faults.filter(({ blocks }) => blocks)

test('a damaged store leaves the charger in safe mode', async () => {
  writeFileSync(path, 'no database at all '.repeat(200))
  const supervisor = supervise()
  expect(blockingFaults(supervisor)).toMatchObject([{ source: 'store', errorCode: 'InternalError' }])
  await supervisor.end()
})

test('so does a store whose state nobody can read', async () => {
  const store = new SqliteStore(path)
  store.commit({ slices: { 'session/1': { localId: 'not a number' } }, records: [] })
  store.close()
  const supervisor = supervise()
  expect(blockingFaults(supervisor)).toHaveLength(1)
  await supervisor.end()
})

test('a store that another process holds is told, and nothing starts', () => {
  const store = new SqliteStore(path)
  expect(supervise).toThrow(expect.objectContaining({ code: 'busy' }))
  store.close()
  // A predecessor is given five seconds to end.
}, 30_000)

test('a sound store has no fault, and is let go at the end', async () => {
  const supervisor = supervise()
  expect(blockingFaults(supervisor)).toEqual([])
  await supervisor.end()
  new SqliteStore(path, { lockTimeoutMs: 10 }).close()
})
