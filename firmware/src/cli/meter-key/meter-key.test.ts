import { createHash, createPublicKey } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openChargerKey, pathOfChargerKey } from '../../metering/charger-key.ts'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { meterKey } from './meter-key.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-meter-key-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function configured(change: object = {}): string {
  const path = join(folder, 'charger.json')
  const devices = {
    ioBoard: { product: 'reference-1', port: '/dev/ttyBoard', display: { size: '20x4' } },
    cardReaders: [],
    connectors: [{ meter: { product: 'pzem-004t', port: '/dev/ttyMeter' } }],
  }
  const config = {
    chargePointId: 'CLK-0001',
    csmsUrl: 'ws://127.0.0.1:1/ocpp',
    dataDir: folder,
    devices,
    ...change,
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

async function run(...args: string[]) {
  const terminal = new FakeTerminal()
  return { status: await meterKey(args, { terminal }), out: terminal.out, err: terminal.err }
}

test('shows the fingerprint of the key that the charger signs by, and the key itself', async () => {
  const shown = await run('--config', configured())
  const { keyId } = openChargerKey(pathOfChargerKey(folder)).publicKey
  expect(shown).toEqual({ status: 0, out: `${keyId}\n`, err: '' })
  const { out } = await run('--config', configured(), '--pem')
  const der = createPublicKey(out).export({ type: 'spki', format: 'der' })
  expect(createHash('sha256').update(der).digest('hex')).toBe(keyId)
  expect(out).not.toContain('PRIVATE')
})

test('says why there is none to show', async () => {
  const meter = await run('--config', configured({ meterSignature: 'meter' }))
  expect([meter.status, meter.err]).toEqual([1, expect.stringContaining('"meter"')])
  await run('--config', configured())
  writeFileSync(pathOfChargerKey(folder), '{')
  const broken = await run('--config', configured())
  expect([broken.status, broken.err]).toEqual([74, expect.stringContaining('restored or removed')])
  const wrong = await run('--config', configured({ csmsUrl: 'nowhere' }))
  expect([wrong.status, wrong.err]).toEqual([78, expect.stringContaining('csmsUrl')])
  expect(await run()).toMatchObject({ status: 2, err: expect.stringContaining('Usage:') })
})
