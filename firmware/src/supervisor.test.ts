import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IdTag } from '@colok/shared/ids'
import type { Clock } from '@colok/shared/time'
import { afterEach, expect, test } from 'vitest'
import { chargerConfig } from './config.ts'
import { type FakeDevices, fakeDevices } from './devices/fakes.ts'
import { SqliteStore } from './store/sqlite-store.ts'
import { Supervisor } from './supervisor.ts'
import { ThirdPartyCentralSystem } from './testing/third-party-central-system.ts'

const folder = mkdtempSync(join(tmpdir(), 'colok-supervisor-'))
const path = join(folder, 'charger.db')
const log = { debug() {}, info() {}, warn() {}, error() {} }

afterEach(() => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
})

/** Nobody listens at the usual address: the charger dials in vain, and works all the same. */
function supervise(
  csmsUrl = 'ws://127.0.0.1:1/ocpp',
  openDevices = ({ clock }: { clock: Clock }) =>
    fakeDevices({ clock, sockets: [{ plugged: false, loadW: 0 }] }),
): Supervisor {
  return new Supervisor({
    config: chargerConfig.parse({ chargePointId: 'CLK-0001', csmsUrl, dataDir: folder, devices: {} }),
    openDevices,
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

test('in safe mode the central system is told and answered, and no relay closes', async () => {
  writeFileSync(path, 'no database at all '.repeat(200))
  const central = new ThirdPartyCentralSystem()
  let devices: FakeDevices | undefined
  const supervisor = supervise(await central.listen(), ({ clock }) => {
    devices = fakeDevices({ clock, sockets: [{ plugged: true, loadW: 0 }] })
    return devices
  })
  await central.until(() => central.statuses(1).length > 0)
  expect(central.statuses(0)).toEqual(['Faulted'])
  expect(central.statuses(1)).toEqual(['Faulted'])
  const started = await central.call('RemoteStartTransaction', { idTag: 'CARD', connectorId: 1 })
  expect(started).toEqual({ status: 'Rejected' })
  devices?.cardReaders[0].present('04A1B2C3D4E5F6' as IdTag)
  const { configurationKey } = await central.call('GetConfiguration', { key: ['NumberOfConnectors'] })
  expect(configurationKey).toHaveLength(1)
  expect(devices?.relays.isClosed(1)).toBe(false)
  expect(central.sent('StartTransaction')).toEqual([])
  expect(central.violations).toEqual([])
  await supervisor.end()
  await central.close()
})

test('a store whose state nobody can read leaves it in safe mode too', async () => {
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
