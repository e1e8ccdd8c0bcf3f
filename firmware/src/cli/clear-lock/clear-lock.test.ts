import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteStore } from '../../store/sqlite-store.ts'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { clearLock } from './clear-lock.ts'

let folder = ''
let config = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-clear-lock-'))
  config = join(folder, 'charger.json')
  writeFileSync(
    config,
    JSON.stringify({ chargePointId: 'CLK-0001', csmsUrl: 'ws://127.0.0.1:1/ocpp', dataDir: folder, devices }),
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const devices = {
  ioBoard: {
    product: 'reference-1',
    port: '/dev/serial/by-id/board',
    display: { size: '20x4' },
  },
  cardReaders: [{ product: 'pn532', port: '/dev/serial/by-id/reader' }],
  connectors: [1, 2].map((address) => ({
    meter: { product: 'pzem-004t', port: '/dev/serial/by-id/meters', address },
  })),
}

function withStore<T>(use: (store: SqliteStore) => T): T {
  const store = new SqliteStore(join(folder, 'charger.db'))
  try {
    return use(store)
  } finally {
    store.close()
  }
}

const at = { bootId: 'boot', monotonicMs: 0, wallMs: 0 }

test('clears the lock of a socket whose relay was replaced, for the next start to see', async () => {
  withStore((store) =>
    store.commit({ slices: { 'lockout/2': { kind: 'locked', info: 'welded', at } }, records: [] }),
  )
  const terminal = new FakeTerminal()
  expect(await clearLock(['--config', config, '--connector', '2'], { terminal })).toBe(0)
  expect(withStore((store) => store.load().slices['lockout/2'])).toEqual({ kind: 'cleared' })
})

test('says when there is no lock, when the service still runs, and what is wanted', async () => {
  const terminal = new FakeTerminal()
  expect(await clearLock(['--config', config, '--connector', '1'], { terminal })).toBe(1)
  const running = new SqliteStore(join(folder, 'charger.db'))
  expect(await clearLock(['--config', config, '--connector', '1'], { terminal })).toBe(74)
  running.close()
  expect(await clearLock(['--config', config, '--connector', '9'], { terminal })).toBe(2)
  expect(await clearLock(['--connector', '1'], { terminal })).toBe(2)
  expect(terminal.err).toContain('another process uses it')
})
