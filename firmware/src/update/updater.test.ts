import { constants, createSign, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readSigningCertificate } from '../security/firmware-signature.ts'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import { FakeInstaller } from '../testing/fake-installer.ts'
import { type FileTransfer, TransferError, type TransferRequest } from '../transfer/contract.ts'
import type { UpdateJob } from './contract.ts'
import { Updater } from './updater.ts'

const now = Date.UTC(2026, 10, 23)
const hour = 3_600_000

/** A server of one file, that can be told to break and to hold. */
class FakeTransfer implements FileTransfer {
  content = 'package 1.1.0'
  readonly asked: TransferRequest[] = []
  broken = false
  hold: Promise<unknown> | undefined

  async download(request: TransferRequest) {
    this.asked.push(request)
    const aborted = new Promise((resolve) => request.signal.addEventListener('abort', resolve))
    if (this.hold !== undefined) await Promise.race([this.hold, aborted])
    if (request.signal.aborted) return { kind: 'cancelled' } as const
    if (this.broken) return { kind: 'failed', error: new TransferError('unreachable', 'no route') } as const
    writeFileSync(request.path, this.content)
    return { kind: 'done', bytes: this.content.length } as const
  }

  upload(): never {
    throw new Error('an updater sends nothing')
  }
}

let folder: string
let bench: ReturnType<typeof makeBench>

function makeBench({ restart = false } = {}) {
  const clock = new VirtualClock({ wallMs: now })
  const transfer = new FakeTransfer()
  const installer = new FakeInstaller({ restart })
  const told: string[] = []
  const events: string[] = []
  const restarts: string[] = []
  const roots: X509Certificate[] = []
  let idle: Promise<void> = Promise.resolve()
  const make = () =>
    new Updater({
      clock,
      calendar: () => clock.wallMs(),
      transfer,
      installer,
      folder: join(folder, 'update'),
      readSigner: (pem) => readSigningCertificate(pem, roots, now),
      whenIdle: () => idle,
      onStatus: (status) => told.push(status),
      onSecurityEvent: (type, techInfo) => events.push(`${type} ${techInfo}`),
      onRestart: () => restarts.push(installer.version),
      log: () => {},
    })
  const bench = {
    clock,
    transfer,
    installer,
    told,
    events,
    restarts,
    roots,
    updater: make(),
    busyUntil: (end: Promise<void>) => {
      idle = end
    },
    /** As after a power cut: whatever was under way is gone. */
    async reboot(): Promise<void> {
      await bench.updater.stop()
      bench.updater = make()
      bench.updater.resume()
    },
    /** Waits until so much has been told. */
    hears: (...statuses: string[]) => vi.waitFor(() => expect(told).toEqual(statuses)),
    ended: () => vi.waitFor(() => expect(bench.updater.job).toBeUndefined()),
  }
  return bench
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-update-'))
  bench = makeBench()
})
afterEach(async () => {
  await bench.updater.stop()
  rmSync(folder, { recursive: true, force: true })
})

const plain = (change: Partial<UpdateJob> = {}): UpdateJob => ({
  location: 'http://files.example.id/1.1.0',
  signed: null,
  retrieveAt: now,
  installAt: null,
  retries: 2,
  retryIntervalMs: 5_000,
  ...change,
})

async function signed(content = bench.transfer.content, change: Partial<UpdateJob> = {}): Promise<UpdateJob> {
  const manufacturer = await CertificateAuthority.create('Manufacturer', { now })
  bench.roots.push(new X509Certificate(manufacturer.pem))
  const signer = await manufacturer.issue({ keys: 'rsa-2048', usage: 'none' })
  const key = { key: signer.keyPem, padding: constants.RSA_PKCS1_PSS_PADDING }
  const signature = createSign('sha256').update(content).sign(key, 'base64')
  return plain({ signed: { requestId: 7, certificatePem: signer.pem, signature }, ...change })
}

describe('UpdateFirmware', () => {
  test('downloads and installs (TC_044_1)', async () => {
    expect(bench.updater.start(plain())).toBe('Accepted')
    await bench.hears('Downloading', 'Downloaded', 'Installing', 'Installed')
    await bench.ended()
    expect(bench.installer.version).toBe('1.1.0')
    expect(bench.events).toEqual(['FirmwareUpdated 1.1.0'])
    expect(bench.transfer.asked[0]).toMatchObject({
      url: 'http://files.example.id/1.1.0',
      policy: { attempts: 3, retryIntervalMs: 5_000 },
    })
    expect(bench.updater.status).toBe('Idle')
    expect(existsSync(join(folder, 'update', 'job.json'))).toBe(false)
    expect(existsSync(join(folder, 'update', 'package.tar.gz'))).toBe(false)
  })

  test('tells a download that failed, and installs nothing (TC_044_2)', async () => {
    bench.transfer.broken = true
    bench.updater.start(plain())
    await bench.hears('Downloading', 'DownloadFailed')
    await bench.ended()
    expect(bench.installer.version).toBe('0.1.0')
  })

  test('tells an installation that failed, and goes on with what runs (TC_044_3)', async () => {
    bench.transfer.content = 'This is no firmware'
    bench.updater.start(plain())
    await bench.hears('Downloading', 'Downloaded', 'Installing', 'InstallationFailed')
    await bench.ended()
    expect([bench.installer.version, bench.events]).toEqual(['0.1.0', []])
  })

  test('waits for its date', async () => {
    bench.updater.start(plain({ retrieveAt: now + hour }))
    await vi.waitFor(() => expect(bench.clock.pendingTimers).toBe(1))
    await bench.clock.advance(hour - 1)
    expect([bench.told, bench.updater.status]).toEqual([[], 'Idle'])
    await bench.clock.advance(1)
    await bench.hears('Downloading', 'Downloaded', 'Installing', 'Installed')
  })

  test('waits until no session would be cut off', async () => {
    const session = Promise.withResolvers<void>()
    bench.busyUntil(session.promise)
    bench.updater.start(plain())
    await bench.hears('Downloading', 'Downloaded')
    expect(bench.updater.status).toBe('Downloaded')
    session.resolve()
    await bench.hears('Downloading', 'Downloaded', 'Installing', 'Installed')
  })
})

describe('SignedUpdateFirmware', () => {
  test('verifies before anything is unpacked (TC_080)', async () => {
    bench.updater.start(await signed())
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed')
    expect(bench.installer.version).toBe('1.1.0')
  })

  test('installs nothing under a wrong signature, and says so (TC_081)', async () => {
    bench.updater.start(await signed('something else'))
    await bench.hears('Downloading', 'Downloaded', 'InvalidSignature')
    await bench.ended()
    expect([bench.installer.version, bench.events]).toEqual(['0.1.0', ['InvalidFirmwareSignature request 7']])
  })

  test('checks again before it unpacks: what was changed on the disk meanwhile is not installed', async () => {
    const session = Promise.withResolvers<void>()
    bench.busyUntil(session.promise)
    bench.updater.start(await signed())
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified')
    writeFileSync(join(folder, 'update', 'package.tar.gz'), 'package 6.6.6')
    session.resolve()
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified', 'InvalidSignature')
    expect(bench.installer.version).toBe('0.1.0')
  })

  test('is not installed when the root of its signer is gone by then', async () => {
    const session = Promise.withResolvers<void>()
    bench.busyUntil(session.promise)
    bench.updater.start(await signed())
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified')
    bench.roots.length = 0
    session.resolve()
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified', 'InvalidSignature')
  })

  test('tells what it waits for', async () => {
    bench.updater.start(await signed(undefined, { retrieveAt: now + hour, installAt: now + 2 * hour }))
    await bench.hears('DownloadScheduled')
    await bench.clock.advance(hour)
    await bench.hears(
      'DownloadScheduled',
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'InstallScheduled',
    )
    expect(bench.updater.status).toBe('InstallScheduled')
    await vi.waitFor(() => expect(bench.clock.pendingTimers).toBe(1))
    await bench.clock.advance(hour)
    await vi.waitFor(() => expect(bench.told.slice(5)).toEqual(['Installing', 'Installed']))
  })
})

describe('another update', () => {
  test('takes the place of one that is under way', async () => {
    const server = Promise.withResolvers<void>()
    bench.transfer.hold = server.promise
    bench.updater.start(plain({ location: 'http://files.example.id/old' }))
    await bench.hears('Downloading')
    expect(bench.updater.start(plain({ location: 'http://files.example.id/new' }))).toBe('AcceptedCanceled')
    server.resolve()
    await bench.hears('Downloading', 'Downloading', 'Downloaded', 'Installing', 'Installed')
    expect(bench.transfer.asked.map(({ url }) => url)).toEqual([
      'http://files.example.id/old',
      'http://files.example.id/new',
    ])
  })

  test('does not begin while the one before it still unpacks', async () => {
    const disk = Promise.withResolvers<void>()
    bench.installer.hold = disk.promise
    bench.updater.start(plain())
    await bench.hears('Downloading', 'Downloaded', 'Installing')
    bench.transfer.content = 'package 1.2.0'
    bench.updater.start(plain())
    disk.resolve()
    await bench.hears(
      'Downloading',
      'Downloaded',
      'Installing',
      'Downloading',
      'Downloaded',
      'Installing',
      'Installed',
    )
    expect(bench.installer.version).toBe('1.2.0')
  })
})

describe('when the power is cut', () => {
  test('while it waits or downloads, it goes on afterwards', async () => {
    bench.transfer.hold = new Promise(() => {})
    const job = await signed()
    bench.updater.start(job)
    await bench.hears('Downloading')
    bench.transfer.hold = undefined
    await bench.reboot()
    await bench.hears(
      'Downloading',
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'Installed',
    )
  })

  test('behind the download, it does not download again, and checks the signature all the same', async () => {
    bench.busyUntil(new Promise(() => {}))
    bench.updater.start(await signed(undefined, { installAt: now + hour }))
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified', 'InstallScheduled')
    bench.busyUntil(Promise.resolve())
    await bench.reboot()
    await vi.waitFor(() => expect(bench.clock.pendingTimers).toBe(1))
    await bench.clock.advance(hour)
    await vi.waitFor(() => expect(bench.told.slice(-2)).toEqual(['Installing', 'Installed']))
    expect(bench.transfer.asked).toHaveLength(1)
  })

  test('a firmware that needs a start is told as installed once it is confirmed', async () => {
    bench = makeBench({ restart: true })
    bench.updater.start(await signed())
    await bench.hears('Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting')
    expect(bench.restarts).toEqual(['1.1.0'])
    await bench.reboot()
    expect(bench.told).toHaveLength(5)
    bench.updater.confirm()
    expect([bench.told.at(-1), bench.events]).toEqual(['Installed', ['FirmwareUpdated 1.1.0']])
    bench.updater.confirm()
    expect(bench.told.filter((status) => status === 'Installed')).toHaveLength(1)
  })

  test.each([
    ['signed', 'InstallVerificationFailed'],
    ['plain', 'InstallationFailed'],
  ])('a %s firmware that was rolled back is told as %s, and not tried again', async (kind, status) => {
    bench = makeBench({ restart: true })
    bench.updater.start(kind === 'signed' ? await signed() : plain())
    await vi.waitFor(() => expect(bench.restarts).toHaveLength(1))
    const heard = bench.told.length
    bench.installer.rollBack()
    await bench.reboot()
    await bench.reboot()
    expect(bench.told.slice(heard)).toEqual([status])
    expect(bench.transfer.asked).toHaveLength(1)
  })

  test('between installing and forgetting the job, it is not installed a second time', async () => {
    bench = makeBench({ restart: true })
    bench.updater.start(plain())
    await vi.waitFor(() => expect(bench.restarts).toHaveLength(1))
    const job = bench.installer.standing()
    writeFileSync(
      join(folder, 'update', 'job.json'),
      JSON.stringify({ job: job.kind === 'trial' ? job.job : null, stage: 'install' }),
    )
    await bench.reboot()
    await vi.waitFor(() => expect(existsSync(join(folder, 'update', 'job.json'))).toBe(false))
    expect(bench.restarts).toHaveLength(1)
  })
})

test('a folder that cannot be written ends the update, and is told', async () => {
  writeFileSync(join(folder, 'update'), 'a file where the folder should be')
  bench.updater.start(plain())
  await bench.hears('InstallationFailed')
  expect(readFileSync(join(folder, 'update'), 'utf8')).toContain('a file')
})
