import { gzipSync } from 'node:zlib'

/** Nothing that any charger would install. */
export const brokenImage = Buffer.from(
  'This is no firmware, whatever the name of the file says.\n'.repeat(100),
)

/** A package by its outward form. A charger that knows what its own packages hold does not install it. */
export function packedImage(): Buffer {
  return gzipSync(Buffer.from(JSON.stringify({ name: '@colok/firmware', version: '9.9.9' })))
}
