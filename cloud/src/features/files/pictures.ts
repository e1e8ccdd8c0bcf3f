import type { Services } from '../../services.ts'
import { readFile } from './pieces.ts'

interface Picture {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** By their first bytes, whatever the sender calls them: nothing else is ever shown by a browser. */
export function pictureTypeOf(bytes: Uint8Array): string | undefined {
  const begins = (...expected: number[]) => expected.every((byte, index) => bytes[index] === byte)
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  const isWebp =
    begins(0x52, 0x49, 0x46, 0x46) && Buffer.from(bytes.subarray(8, 12)).toString('latin1') === 'WEBP'
  return isWebp ? 'image/webp' : undefined
}

/** A stored file that is a picture, a few megabytes at the most; undefined for another, and for one that is not there. */
export async function readPicture(
  services: Pick<Services, 'read'>,
  id: string,
): Promise<Picture | undefined> {
  const pieces: Uint8Array[] = []
  for await (const piece of readFile(services, id)) {
    if (pieces.length === 0 && pictureTypeOf(piece) === undefined) return undefined
    pieces.push(piece)
  }
  const bytes = new Uint8Array(Buffer.concat(pieces))
  const contentType = pictureTypeOf(bytes)
  return contentType === undefined ? undefined : { contentType, bytes }
}
