import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { manifestName, manifestSchema } from './firmware-package.ts'

/**
 * Makes the package that `unpackFirmware` takes, of all plain files in a folder and the links among them. The same folder
 * gives the same tar. Rejects when a link leads out of the folder.
 */
export async function packFirmware(
  folder: string,
  path: string,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => pathIn(folder, entry))
  files.sort()
  const hashes = await Promise.all(
    files.map(async (file) => [
      file,
      createHash('sha256')
        .update(await readFile(join(folder, file)))
        .digest('hex'),
    ]),
  )
  const symbolic = entries.filter((entry) => entry.isSymbolicLink()).map((entry) => pathIn(folder, entry))
  const links = await Promise.all(symbolic.sort().map(async (link) => [link, await targetOf(folder, link)]))
  const manifest = manifestSchema.parse({
    name,
    version,
    files: Object.fromEntries(hashes),
    links: Object.fromEntries(links),
  })
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

/** Relative, by `/`. */
function pathIn(folder: string, entry: { readonly parentPath: string; readonly name: string }): string {
  return relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
}

/** Where a link leads in the end, as a path of the package. */
async function targetOf(folder: string, link: string): Promise<string> {
  const target = relative(await realpath(folder), await realpath(join(folder, link)))
  if (target === '' || target.startsWith('..'))
    throw new RangeError(`The link ${link} leads out of ${folder}`)
  return target.split(sep).join('/')
}
