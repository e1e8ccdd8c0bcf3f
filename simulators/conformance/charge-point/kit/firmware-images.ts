import { gzipSync } from 'node:zlib'

/** Nothing that any charger would install. */
export const brokenImage = Buffer.from(
  'This is no firmware, whatever the name of the file says.\n'.repeat(100),
)

/** An update that the charger can install: placeholder until the package format stands. */
export function workingImage(): Buffer {
  return gzipSync(Buffer.from(JSON.stringify({ name: '@colok/firmware', version: '9.9.9' })))
}
