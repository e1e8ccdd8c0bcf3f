import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Pack, pack } from 'tar-stream'

/** One file of an archive. */
export interface ArchivePart {
  readonly name: string
  readonly content: string
}

/**
 * Writes a .tar.gz of the parts, one at a time, readable by this user alone. Parts beyond `maxBytes` (before they are
 * packed) are left out, and `left-out.txt` names them. Rejects when the disk does not take it.
 */
export async function writeArchive(
  path: string,
  parts: AsyncIterable<ArchivePart>,
  { maxBytes, modifiedAt }: { readonly maxBytes: number; readonly modifiedAt: number },
): Promise<void> {
  const archive = pack()
  const written = pipeline(archive, createGzip(), createWriteStream(path, { mode: 0o600 }))
  const leftOut: string[] = []
  let bytes = 0
  const fill = async () => {
    for await (const part of parts) {
      const size = Buffer.byteLength(part.content)
      if (bytes + size > maxBytes) {
        leftOut.push(`${part.name}: ${size} bytes`)
        continue
      }
      bytes += size
      await addEntry(archive, part, modifiedAt)
    }
    if (leftOut.length > 0) {
      const content = `Left out, since the archive takes ${maxBytes} bytes:\n${leftOut.join('\n')}\n`
      await addEntry(archive, { name: 'left-out.txt', content }, modifiedAt)
    }
    archive.finalize()
  }
  const filled = fill().catch((cause: unknown) => {
    archive.destroy(cause instanceof Error ? cause : new Error(String(cause)))
    throw cause
  })
  await Promise.all([filled, written])
}

/** Resolves when the archive can take more. */
function addEntry(archive: Pack, { name, content }: ArchivePart, modifiedAt: number): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name, mode: 0o644, mtime: new Date(modifiedAt) }, content, (cause) =>
      cause ? reject(cause) : resolve(),
    )
  })
}
