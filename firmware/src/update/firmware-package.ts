import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Extract, extract } from 'tar-stream'
import { z } from 'zod'
import { InstallError, type PackageInfo } from './contract.ts'

/** Relative, by `/`, with no part that is empty, `.` or `..`: it cannot lead out of the folder. */
const plainPath = z
  .string()
  .max(300)
  .regex(/^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\\0]+$/, 'not a plain path')

/**
 * A package is a .tar.gz of plain files. The first one, `manifest.json`, names every other with its SHA-256, so that
 * nothing is missing, added or damaged, and the links among them, none of which can lead out. Who made it is the affair of the signature, which is checked before.
 */
export const manifestSchema = z.strictObject({
  name: z.string().max(100),
  version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]{0,40}$/, 'a version like 1.2.3 is wanted'),
  files: z.record(plainPath, z.hex().length(64)),
  /** Symbolic links, as npm makes them among workspaces: from where, to which path of the package. */
  links: z.record(plainPath, plainPath).default({}),
})
type Manifest = z.infer<typeof manifestSchema>

/** A file in the archive: its header, and its bytes as a stream. */
type Entry = Extract extends AsyncIterable<infer E> ? E : never

export const manifestName = 'manifest.json'
const largestManifestBytes = 4 * 1024 * 1024

export interface UnpackBounds {
  /** The name of our own packages: those of another product are not installed. */
  readonly name: string
  /** Unpacked, all files together: a small archive may hold a great deal. */
  readonly maxBytes: number
}

/** Our own packages only, and none that would fill the flash. */
export const firmwarePackage: UnpackBounds = { name: '@colok/firmware', maxBytes: 1024 ** 3 }

/**
 * Unpacks into a folder that is empty or not there, each file down to the disk. Rejects with an InstallError; then the
 * folder holds a part, and is to be removed.
 */
export async function unpackFirmware(
  path: string,
  folder: string,
  bounds: UnpackBounds,
): Promise<PackageInfo> {
  const archive = extract()
  const [unpacked, read] = await Promise.allSettled([
    unpackEntries(archive, folder, bounds),
    pipeline(createReadStream(path), createGunzip(), archive),
  ])
  if (unpacked.status === 'rejected') throw toInstallError(unpacked.reason)
  if (read.status === 'rejected') throw toInstallError(read.reason)
  return { version: unpacked.value.version }
}

async function unpackEntries(
  archive: AsyncIterable<Entry>,
  folder: string,
  { name, maxBytes }: UnpackBounds,
): Promise<Manifest> {
  let manifest: Manifest | undefined
  let roomBytes = maxBytes
  const missing = new Map<string, string>()
  for await (const entry of archive) {
    const { name: entryName, type, size = 0 } = entry.header
    if (manifest === undefined) {
      manifest = await readManifest(entry, name)
      for (const [file, sha256] of Object.entries(manifest.files)) missing.set(file, sha256)
      continue
    }
    const sha256 = missing.get(entryName)
    if (type !== 'file' || sha256 === undefined)
      throw new InstallError(
        'notAPackage',
        `"${entryName}" is no file, or not one of the manifest, or there twice`,
      )
    missing.delete(entryName)
    roomBytes -= size
    if (roomBytes < 0) throw new InstallError('notAPackage', `The package holds more than ${maxBytes} bytes`)
    await unpackFile(entry, join(folder, ...entryName.split('/')), sha256)
  }
  const [first] = missing.keys()
  if (manifest !== undefined && first === undefined) {
    await link(manifest, folder)
    return manifest
  }
  throw new InstallError('notAPackage', `The package is cut off: ${first ?? manifestName} is missing`)
}

/** After all files, so that none is written through a link. */
async function link({ links }: Manifest, folder: string): Promise<void> {
  for (const [from, to] of Object.entries(links)) {
    const path = join(folder, ...from.split('/'))
    await mkdir(dirname(path), { recursive: true })
    await symlink(relative(dirname(path), join(folder, ...to.split('/'))), path)
  }
}

async function readManifest(entry: Entry, name: string): Promise<Manifest> {
  const { name: entryName, size = 0 } = entry.header
  if (entryName !== manifestName || size > largestManifestBytes)
    throw new InstallError('notAPackage', `The package begins with "${entryName}", not with its manifest`)
  const chunks: Buffer[] = []
  for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk)
  const manifest = manifestSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString()))
  if (!manifest.success)
    throw new InstallError('notAPackage', `The manifest: ${z.prettifyError(manifest.error)}`)
  if (manifest.data.name !== name)
    throw new InstallError('notAPackage', `The package is "${manifest.data.name}", and "${name}" is wanted`)
  return manifest.data
}

async function unpackFile(entry: Entry, path: string, sha256: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const isProgram = ((entry.header.mode ?? 0) & 0o111) !== 0
  const file = createWriteStream(path, { flags: 'wx', mode: isProgram ? 0o755 : 0o644, flush: true })
  await pipeline(entry, hashing, file)
  if (hash.digest('hex') !== sha256)
    throw new InstallError('notAPackage', `"${entry.header.name}" is not what the manifest says`)
}

function toInstallError(cause: unknown): InstallError {
  if (cause instanceof InstallError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  // Only the file system's errors name a system call; the others are about what the archive holds.
  const code = cause instanceof Error && 'syscall' in cause ? 'disk' : 'notAPackage'
  return new InstallError(code, `The package cannot be unpacked: ${message}`, cause)
}
