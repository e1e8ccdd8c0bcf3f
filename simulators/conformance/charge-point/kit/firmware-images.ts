import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** Nothing that any charger would install. */
export const brokenImage = Buffer.from(
  'This is no firmware, whatever the name of the file says.\n'.repeat(100),
)

/** The smallest package that our charger installs: a .tar.gz of a manifest, and the one file that it names. */
export function packedImage(): Buffer {
  const program = Buffer.from('// A firmware that does nothing.\n')
  const sha256 = createHash('sha256').update(program).digest('hex')
  const manifest = { name: '@colok/firmware', version: '9.9.9', files: { 'app.mjs': sha256 } }
  const entries = [
    tarEntry('manifest.json', Buffer.from(JSON.stringify(manifest))),
    tarEntry('app.mjs', program),
    Buffer.alloc(2 * blockBytes),
  ]
  return gzipSync(Buffer.concat(entries))
}

const blockBytes = 512

/** A plain file in the ustar format (POSIX.1-1988): a header of one block, and the content in whole blocks. */
function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(blockBytes)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(name, 0)
  header.write(octal(0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(content.length, 11), 124)
  header.write(octal(0, 11), 136)
  // The checksum counts its own field as blanks.
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const checksum = header.reduce((sum, byte) => sum + byte, 0)
  header.write(`${octal(checksum, 6)} `, 148)
  const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)
  return Buffer.concat([header, content, padding])
}
