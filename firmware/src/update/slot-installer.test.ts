import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InstallError, type UpdateJob } from './contract.ts'
import { packFirmware } from './pack-firmware.ts'
import { SlotInstaller } from './slot-installer.ts'

const name = '@colok/firmware'
const job: UpdateJob = {
  location: 'http://x/',
  signed: null,
  retrieveAt: 0,
  installAt: null,
  retries: 0,
  retryIntervalMs: 0,
}

let folder: string
let base: string
let archive: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-slots-'))
  base = join(folder, 'slots')
  archive = join(folder, 'package.tar.gz')
  put('slots/a/version.txt', '1.0.0')
  symlinkSync('a', join(base, 'current'))
  symlinkSync('a', join(base, 'proven'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content, { mode })
}

const installer = (maxBytes = 1_000_000) => new SlotInstaller(base, { name, maxBytes })
const running = () => readFileSync(join(base, 'current', 'version.txt'), 'utf8')
const link = (which: string) => readlinkSync(join(base, which))

async function makePackage(version: string): Promise<void> {
  put(`build-${version}/version.txt`, version)
  put(`build-${version}/bin/colok-charger`, '#!/bin/sh\n', 0o755)
  await packFirmware(join(folder, `build-${version}`), archive, { name, version })
}

async function update(version: string): Promise<SlotInstaller> {
  await makePackage(version)
  const slots = installer()
  expect(await slots.unpack(archive)).toEqual({ version })
  expect(running()).not.toBe(version)
  expect(await slots.activate(job)).toEqual({ restart: true })
  return slots
}

describe('an update', () => {
  test('runs from the next start on, and stays once it is confirmed', async () => {
    await update('1.1.0')
    expect(running()).toBe('1.1.0')
    expect(statSync(join(base, 'current', 'bin', 'colok-charger')).mode & 0o111).not.toBe(0)
    expect(statSync(join(base, 'current', 'version.txt')).mode & 0o111).toBe(0)
    expect(installer().beforeStart()).toBe('trial')
    const slots = installer()
    expect(slots.standing()).toEqual({ kind: 'trial', version: '1.1.0', job })
    slots.confirm()
    expect([installer().beforeStart(), installer().standing(), running(), link('proven')]).toEqual([
      'settled',
      { kind: 'settled' },
      '1.1.0',
      'b',
    ])
  })

  test('brings the links among its files along, and none that leads out', async () => {
    put('build-1.1.0/shared/src/words.txt', 'words')
    put('build-1.1.0/node_modules/@colok/.keep', '')
    symlinkSync('../../shared', join(folder, 'build-1.1.0/node_modules/@colok/shared'))
    await update('1.1.0')
    const path = join(base, 'current', 'node_modules/@colok/shared/src/words.txt')
    expect(readFileSync(path, 'utf8')).toBe('words')
    symlinkSync(folder, join(folder, 'build-1.1.0/out'))
    await expect(makePackage('1.1.0')).rejects.toThrow('leads out')
  })

  test('after update goes from one place to the other', async () => {
    for (const [version, slot] of [
      ['1.1.0', 'b'],
      ['1.2.0', 'a'],
      ['1.3.0', 'b'],
    ] as const) {
      const slots = await update(version)
      slots.confirm()
      expect([running(), link('current'), link('proven')]).toEqual([version, slot, slot])
    }
  })

  test('that is never confirmed is rolled back after three starts, and that is told once', async () => {
    await update('1.1.0')
    expect([1, 2, 3].map(() => installer().beforeStart())).toEqual(['trial', 'trial', 'trial'])
    expect(running()).toBe('1.1.0')
    expect([installer().beforeStart(), running()]).toEqual(['rolledBack', '1.0.0'])
    // The firmware before it may be killed before it has told of it.
    expect([installer().beforeStart(), running()]).toEqual(['rolledBack', '1.0.0'])
    const slots = installer()
    expect(slots.standing()).toEqual({ kind: 'rolledBack', version: '1.1.0', job })
    slots.confirm()
    expect(slots.standing().kind).toBe('rolledBack')
    slots.forget()
    expect([installer().standing().kind, installer().beforeStart(), running()]).toEqual([
      'settled',
      'settled',
      '1.0.0',
    ])
    await update('1.2.0')
    expect(running()).toBe('1.2.0')
  })

  test('does not overwrite what is proven while another is on trial', async () => {
    const slots = await update('1.1.0')
    await expect(slots.unpack(archive)).rejects.toMatchObject({ code: 'onTrial' })
    expect(readFileSync(join(base, 'proven', 'version.txt'), 'utf8')).toBe('1.0.0')
  })

  test('cannot be activated when nothing was unpacked', async () => {
    await expect(installer().activate(job)).rejects.toThrow(InstallError)
    expect(running()).toBe('1.0.0')
  })

  test('is finished at the next start when the power went before its link was moved', async () => {
    await update('1.1.0')
    rmSync(join(base, 'current'))
    symlinkSync('a', join(base, 'current'))
    expect([installer().beforeStart(), running()]).toEqual(['trial', '1.1.0'])
  })

  test('counts as proven when the power went after its confirmation', async () => {
    const slots = await update('1.1.0')
    slots.confirm()
    rmSync(join(base, 'proven'))
    symlinkSync('a', join(base, 'proven'))
    expect([installer().beforeStart(), link('proven')]).toEqual(['settled', 'b'])
  })

  test('begins on a charger that has no place yet', async () => {
    rmSync(base, { recursive: true })
    await makePackage('1.0.0')
    const slots = installer()
    await slots.unpack(archive)
    await slots.activate(job)
    slots.confirm()
    expect([running(), link('current'), link('proven')]).toEqual(['1.0.0', 'a', 'a'])
  })
})

/** A package of any content, well made or not. */
async function forge(
  manifest: unknown,
  entries: readonly (readonly [string | (Partial<Header> & { name: string }), string])[],
  first = 'manifest.json',
) {
  const tar = pack()
  tar.entry({ name: first }, typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  for (const [header, content] of entries)
    tar.entry(typeof header === 'string' ? { name: header } : header, content)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk)
  writeFileSync(archive, gzipSync(Buffer.concat(chunks)))
}

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
const manifestOf = (...files: string[]) => ({
  name,
  version: '1.1.0',
  files: Object.fromEntries(files.map((file) => [file, sha256(file)])),
})

describe('a package is refused, and what runs goes on', () => {
  const refused = async (problem: RegExp, slots = installer()) => {
    await expect(slots.unpack(archive)).rejects.toThrow(problem)
    await expect(slots.unpack(archive)).rejects.toBeInstanceOf(InstallError)
    expect(running()).toBe('1.0.0')
    expect(existsSync(join(base, 'b.new'))).toBe(false)
    expect(existsSync(join(folder, 'outside'))).toBe(false)
  }

  test('that is no archive', async () => {
    writeFileSync(archive, 'This is no firmware')
    await refused(/cannot be unpacked/)
    writeFileSync(archive, '')
    await refused(/cut off|cannot be unpacked/)
    writeFileSync(archive, gzipSync('This is no firmware'))
    await refused(/cut off|cannot be unpacked/)
    rmSync(archive)
    await refused(/ENOENT/)
  })

  test.each([0.2, 0.5, 0.9, 0.99])('that is cut off after %d of its bytes', async (part) => {
    await makePackage('1.1.0')
    truncateSync(archive, Math.floor(statSync(archive).size * part))
    await refused(/./)
  })

  test('that is damaged in any one byte of its content', async () => {
    await makePackage('1.1.0')
    const whole = readFileSync(archive)
    // The head of a gzip file holds times and flags that mean nothing; all behind it counts.
    for (let index = 10; index < whole.length; index += 7) {
      const damaged = Buffer.from(whole)
      damaged[index] = damaged[index]! ^ 0x10
      writeFileSync(archive, damaged)
      await expect(installer().unpack(archive)).rejects.toBeInstanceOf(InstallError)
    }
    expect(running()).toBe('1.0.0')
  })

  test.each(['../outside', '/outside', 'a/../../outside', './outside', 'a//b', 'a\\b', ''])(
    'with a file of the name %j',
    async (file) => {
      await forge(manifestOf(file), [[file, file]])
      await refused(/./)
    },
  )

  test('with a file that the manifest does not name, or names otherwise, or that is missing or there twice', async () => {
    await forge(manifestOf('one'), [
      ['one', 'one'],
      ['two', 'two'],
    ])
    await refused(/"two"/)
    await forge(manifestOf('one'), [['one', 'changed']])
    await refused(/"one" is not what/)
    await forge(manifestOf('one', 'two'), [['one', 'one']])
    await refused(/two is missing/)
    await forge(manifestOf('one'), [
      ['one', 'one'],
      ['one', 'one'],
    ])
    await refused(/there twice/)
  })

  test('with what is no plain file', async () => {
    await forge(manifestOf('one'), [[{ name: 'one', type: 'symlink', linkname: '/etc/passwd' }, '']])
    await refused(/no file/)
    await forge(manifestOf('one'), [[{ name: 'one', type: 'directory' }, '']])
    await refused(/no file/)
  })

  test('of another product, without a version, or without a manifest', async () => {
    await forge({ ...manifestOf('one'), name: 'toaster' }, [['one', 'one']])
    await refused(/"toaster"/)
    await forge({ ...manifestOf('one'), version: 'latest' }, [['one', 'one']])
    await refused(/a version like/)
    await forge('no JSON', [['one', 'one']])
    await refused(/JSON/)
    await forge('{}', [['one', 'one']], 'one')
    await refused(/begins with "one"/)
  })

  test('that would unpack to more than there is room for', async () => {
    await makePackage('1.1.0')
    await refused(/more than 10 bytes/, installer(10))
  })
})
