import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'
import { FakeInstaller } from '../testing/fake-installer.ts'
import { type FileTransfer, TransferError, type TransferOutcome } from '../transfer/contract.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-maintenance-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A server in memory: what it has, what it was given, and whether it is there. */
class FakeServer implements FileTransfer {
  file = 'package 2.0.0'
  isThere = true
  readonly received: { fileName: string; content: Buffer }[] = []

  async download({ path }: Parameters<FileTransfer['download']>[0]): Promise<TransferOutcome> {
    if (!this.isThere) return gone
    writeFileSync(path, this.file)
    return { kind: 'done', bytes: this.file.length }
  }

  async upload({ path, fileName }: Parameters<FileTransfer['upload']>[0]): Promise<TransferOutcome> {
    if (!this.isThere) return gone
    this.received.push({ fileName, content: readFileSync(path) })
    return { kind: 'done', bytes: 1 }
  }
}
const gone: TransferOutcome = { kind: 'failed', error: new TransferError('unreachable', 'nobody is there') }

async function withServer(options: { restart?: boolean; config?: Record<string, unknown> } = {}) {
  const server = new FakeServer()
  const installer = new FakeInstaller({ restart: options.restart ?? false })
  mkdirSync(join(folder, 'logs'))
  const disk = { folder, logs: { folder: join(folder, 'logs'), files: 2 }, transfer: server, installer }
  const bench = await ChargerBench.start({ disk, ...(options.config ? { config: options.config } : {}) })
  return { bench, server, installer }
}

/** Files take real time, which the virtual clock does not wait for. */
async function until(bench: ChargerBench, isTrue: () => boolean): Promise<void> {
  const endMs = performance.now() + 60_000
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error('not within 60 s')
    await bench.advance(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const update = (bench: ChargerBench) =>
  bench.ask('UpdateFirmware', { location: 'http://files/2.0.0', retrieveDate: '2026-11-23T00:00:00.000Z' })
const firmwareStatuses = ({ central }: ChargerBench) =>
  central.sent('FirmwareStatusNotification').map(({ status }) => status)
const diagnosticsStatuses = ({ central }: ChargerBench) =>
  central.sent('DiagnosticsStatusNotification').map(({ status }) => status)

test('GetDiagnostics names the archive, sends it, and tells each step once (TC_045)', async () => {
  const { bench, server } = await withServer({ config: { password: 'a secret password' } })
  const { fileName } = await bench.confirmation('GetDiagnostics', { location: 'http://files/' })
  await until(bench, () => diagnosticsStatuses(bench).length === 2)
  expect(diagnosticsStatuses(bench)).toEqual(['Uploading', 'Uploaded'])
  expect(server.received.map((each) => each.fileName)).toEqual([fileName])
  const text = gunzipSync(server.received[0]!.content).toString()
  expect(text).toContain('CLK-0001')
  expect(text).not.toContain('a secret password')
})

test('steps that nobody hears are told when the network is back', async () => {
  const { bench, server } = await withServer()
  server.isThere = false
  const answer = bench.central.call('GetDiagnostics', { location: 'http://files/' })
  await bench.advance(0)
  await answer
  bench.central.cut()
  await until(bench, () => bench.charger.state.station.uploading === null)
  bench.central.heal()
  await bench.advance(120_000)
  expect(diagnosticsStatuses(bench).at(-1)).toBe('UploadFailed')
})

test('GetLog has a status of its own, with its number', async () => {
  const { bench } = await withServer()
  expect(
    await bench.confirmation('GetLog', {
      logType: 'SecurityLog',
      requestId: 7,
      log: { remoteLocation: 'http://files/' },
    }),
  ).toMatchObject({ status: 'Accepted', filename: expect.stringContaining('security') })
  await until(bench, () => bench.central.sent('LogStatusNotification').length === 2)
  expect(bench.central.sent('LogStatusNotification')).toEqual([
    { status: 'Uploading', requestId: 7 },
    { status: 'Uploaded', requestId: 7 },
  ])
})

test('an update waits for the session that runs, and is confirmed (TC_044_1)', async () => {
  const { bench, installer } = await withServer()
  await bench.startSession()
  await update(bench)
  await until(bench, () => firmwareStatuses(bench).includes('Downloaded'))
  await bench.advance(60_000)
  expect(installer.version).toBe('0.1.0')
  expect(bench.isClosed()).toBe(true)
  await bench.tap()
  await until(bench, () => firmwareStatuses(bench).includes('Installed'))
  expect(firmwareStatuses(bench)).toEqual(['Downloading', 'Downloaded', 'Installing', 'Installed'])
  expect(installer.version).toBe('2.0.0')
})

test('while it installs no session begins, and afterwards sessions begin again', async () => {
  const { bench, installer } = await withServer()
  const hold = Promise.withResolvers<void>()
  installer.hold = hold.promise
  await update(bench)
  await until(bench, () => firmwareStatuses(bench).includes('Installing'))
  await bench.advance(1_000)
  expect(bench.central.statuses(1).at(-1)).toBe('Unavailable')
  await bench.startSession()
  expect(bench.isClosed()).toBe(false)
  hold.resolve()
  await until(bench, () => firmwareStatuses(bench).includes('Installed'))
  await bench.tap()
  expect(bench.isClosed()).toBe(true)
})

test('a firmware that needs a start of the process is confirmed once it is accepted', async () => {
  const { bench, installer } = await withServer({ restart: true })
  await update(bench)
  await until(bench, () => bench.resets.length > 0)
  expect(bench.resets).toEqual(['Restart'])
  expect(installer.standing().kind).toBe('trial')
  await bench.restart()
  await until(bench, () => firmwareStatuses(bench).includes('Installed'))
  expect(installer.standing().kind).toBe('settled')
})

test('what cannot be installed is told, and charging goes on (TC_044_3)', async () => {
  const { bench, server } = await withServer()
  server.file = 'no firmware'
  await update(bench)
  await until(bench, () => firmwareStatuses(bench).includes('InstallationFailed'))
  await bench.startSession()
  expect(bench.isClosed()).toBe(true)
  const asked = { requestedMessage: 'FirmwareStatusNotification' } as const
  await bench.confirmation('TriggerMessage', asked)
  await bench.advance(100)
  expect(firmwareStatuses(bench).at(-1)).toBe('Idle')
})

test('a secured charger takes signed firmware only', async () => {
  const { bench } = await withServer({ config: { password: 'sixteen-letters!' } })
  expect(await update(bench)).toMatchObject({ kind: 'error', code: 'NotSupported' })
  const answer = await bench.confirmation('SignedUpdateFirmware', {
    requestId: 1,
    firmware: {
      location: 'http://files/2.0.0',
      retrieveDateTime: '2026-11-23T00:00:00.000Z',
      signingCertificate: 'no certificate',
      signature: 'AAAA',
    },
  })
  expect(answer).toEqual({ status: 'InvalidCertificate' })
  await bench.advance(100)
  const events = bench.central.sent('SecurityEventNotification').map(({ type }) => type)
  expect(events).toContain('InvalidFirmwareSigningCertificate')
})

test('a charger without a disk has none of it', async () => {
  const bench = await ChargerBench.start()
  expect(await bench.ask('GetDiagnostics', { location: 'http://files/' })).toMatchObject({
    code: 'NotSupported',
  })
  expect(await update(bench)).toMatchObject({ code: 'NotSupported' })
})
