import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { manifestName, manifestSchema } from './firmware-package.ts'

/** Makes the package that `unpackFirmware` takes, of all plain files in a folder. The same folder gives the same tar. */
export async function packFirmware(
  folder: string,
  path: string,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<void> {
  const files = await filesIn(folder)
  const hashes = await Promise.all(
    files.map(async (file) => [
      file,
      createHash('sha256')
        .update(await readFile(join(folder, file)))
        .digest('hex'),
    ]),
  )
  const manifest = manifestSchema.parse({ name, version, files: Object.fromEntries(hashes) })
  const archive = pack()
  const written = pipeline(archive, createGzip({ level: 9 }), createWriteStream(path))
  const mtime = new Date(0)
  archive.entry({ name: manifestName, mtime }, JSON.stringify(manifest))
  for (const file of files) {
    const { size, mode } = await stat(join(folder, file))
    await pipeline(
      createReadStream(join(folder, file)),
      archive.entry({ name: file, size, mode: mode & 0o777, mtime }),
    )
  }
  archive.finalize()
  await written
}

/** Relative paths by `/`, in order. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}
