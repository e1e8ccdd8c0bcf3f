import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Now } from '../core/now.ts'
import { type ArchivePart, writeArchive } from './archive.ts'
import {
  archiveName,
  type DiagnosticsSources,
  diagnosticsParts,
  type Range,
  securityLogParts,
} from './diagnostics.ts'
import { LogFile } from './log-file.ts'

const wall = Date.UTC(2026, 10, 23, 3, 22)
const minute = 60_000
const now: Now = { monotonicMs: 10 * minute, bootId: 'boot-2', wall }
const stamp = (agoMin: number) => ({ bootId: 'boot-2', monotonicMs: 0, wallMs: wall - agoMin * minute })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-diagnostics-'))
  const log = new LogFile({ ...sources().logs, maxBytes: 340 })
  for (let agoMin = 9; agoMin >= 0; agoMin -= 1)
    log.write(
      `{"level":30,"time":${wall - agoMin * minute},"idTag":"04A1B2C3D4E5F6","msg":"${agoMin} min ago"}\n`,
    )
  log.write('Trace without a time\n')
  log.close()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function sources(): DiagnosticsSources {
  const logs = { folder: join(folder, 'logs'), files: 3 }
  return {
    chargePointId: 'CLK-0001',
    firmwareVersion: '0.1.0',
    logs,
    configuration: () => ({ keys: { AuthorizationKey: 'hunter2', HeartbeatInterval: '300' } }),
    state: () => ({ connectors: [{ id: 1, activity: 'charging', idTag: '04A1B2C3D4E5F6' }] }),
    journal: () => [
      { at: stamp(8), importWh: 100 },
      { at: { bootId: 'boot-1', monotonicMs: 5, wallMs: null }, importWh: 90 },
      { at: stamp(1), importWh: 108 },
    ],
    securityLog: () => [
      { type: 'StartupOfTheDevice', at: stamp(9), techInfo: null },
      { type: 'InvalidMessages', at: stamp(2), techInfo: 'frame of 3 bytes' },
    ],
  }
}

/** Packs parts and unpacks them again. */
async function packed(parts: AsyncIterable<ArchivePart>, maxBytes = 1_000_000): Promise<Map<string, string>> {
  const path = join(folder, 'archive.tar.gz')
  await writeArchive(path, parts, { maxBytes, modifiedAt: wall })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const files = new Map<string, string>()
  for await (const entry of createReadStream(path).pipe(createGunzip()).pipe(extract())) {
    const chunks: Buffer[] = []
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk)
    files.set(entry.header.name, Buffer.concat(chunks).toString())
  }
  return files
}

const linesOf = (text = '') => text.split('\n').slice(0, -1)
const logText = (files: Map<string, string>) =>
  [...files]
    .filter(([name]) => name.startsWith('logs/'))
    .map(([, text]) => text)
    .join('')
const diagnostics = (range: Range = {}, maxBytes?: number) =>
  packed(diagnosticsParts(sources(), range, now), maxBytes)

describe('the archive of GetDiagnostics', () => {
  test('holds logs, journal, state, configuration and security log', async () => {
    const files = await diagnostics()
    expect([...files.keys()]).toEqual([
      'about.json',
      'configuration.json',
      'state.json',
      'security.jsonl',
      'journal.jsonl',
      'logs/charger.log',
      'logs/charger.1.log',
      'logs/charger.2.log',
    ])
    expect(JSON.parse(files.get('about.json') ?? '')).toMatchObject({
      chargePointId: 'CLK-0001',
      madeAt: '2026-11-23T03:22:00.000Z',
    })
    expect(logText(files)).toContain('9 min ago')
    expect(logText(files)).toContain('Trace without a time')
  })

  test('has no secret and no whole card number in it', async () => {
    const whole = [...(await diagnostics()).values()].join('\n')
    expect(whole).not.toMatch(/hunter2|04A1B2C3D4E5F6/)
    expect(whole).toContain('....E5F6')
    expect(whole).toContain('"HeartbeatInterval": "300"')
  })

  test('holds what the range asks for, and what has no time of its own', async () => {
    const files = await diagnostics({ from: wall - 3 * minute, until: wall - minute })
    const told = linesOf(logText(files)).map((line) => (JSON.parse(line) as { msg: string }).msg)
    expect(told.sort()).toEqual(['1 min ago', '2 min ago', '3 min ago'])
    expect(linesOf(files.get('security.jsonl'))).toHaveLength(1)
    expect(
      linesOf(files.get('journal.jsonl')).map((line) => (JSON.parse(line) as { importWh: number }).importWh),
    ).toEqual([90, 108])
  })

  test('leaves the oldest logs out where room is short, and says so', async () => {
    const all = await diagnostics()
    const sum = [...all.values()].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0)
    const files = await diagnostics({}, sum - 1)
    expect(files.has('logs/charger.log')).toBe(true)
    expect(files.has('logs/charger.2.log')).toBe(false)
    expect(files.get('left-out.txt')).toContain('logs/charger.2.log')
  })

  test('has failed where the disk does not take it', async () => {
    const path = join(folder, 'nowhere', 'archive.tar.gz')
    const made = writeArchive(path, diagnosticsParts(sources(), {}, now), {
      maxBytes: 1_000,
      modifiedAt: wall,
    })
    await expect(made).rejects.toThrow(/ENOENT/)
  })

  test('has failed where a part cannot be made', async () => {
    const broken = {
      ...sources(),
      journal: () => {
        throw new Error('no store')
      },
    }
    await expect(packed(diagnosticsParts(broken, {}, now))).rejects.toThrow('no store')
  })
})

test('the archive of a security log holds the events and whose they are', async () => {
  const files = await packed(securityLogParts(sources(), {}, { ...now, wall: 'unsynced' }))
  expect([...files.keys()]).toEqual(['about.json', 'security.jsonl'])
  expect(linesOf(files.get('security.jsonl')).map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: '2026-11-23T03:13:00.000Z', type: 'StartupOfTheDevice', techInfo: null },
    { at: '2026-11-23T03:20:00.000Z', type: 'InvalidMessages', techInfo: 'frame of 3 bytes' },
  ])
})

test('the name of an archive is a plain file name, whatever the charger is called', () => {
  expect(archiveName('CLK-0001', 'diagnostics', wall)).toBe('CLK-0001-diagnostics-20261123T032200Z.tar.gz')
  expect(archiveName('../a b', 'security', wall)).toBe('.._a_b-security-20261123T032200Z.tar.gz')
})
