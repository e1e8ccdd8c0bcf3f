import { createHash } from 'node:crypto'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** A write of this many bytes takes a few milliseconds, which no charger notices. */
export const pieceBytes = 256 * 1024

export type StoredFile =
  | { readonly kind: 'stored'; readonly sizeBytes: number; readonly sha256: string }
  /** More came than may; nothing of it is kept. */
  | { readonly kind: 'tooLarge' }

/**
 * Keeps a file as it comes, in the place of what was there under this id. In the database, so that every node has it and
 * a backup holds it. Rejects, keeping nothing, when the stream breaks off.
 */
export async function storeFile(
  services: Services,
  file: { readonly id: string; readonly body: ReadableStream<Uint8Array>; readonly maxBytes: number },
): Promise<StoredFile> {
  const { id, body, maxBytes } = file
  const hash = createHash('sha256')
  let sizeBytes = 0
  let piece = 0
  await deleteFile(services, id)
  try {
    for await (const bytes of inPieces(body)) {
      sizeBytes += bytes.length
      if (sizeBytes > maxBytes) {
        await deleteFile(services, id)
        return { kind: 'tooLarge' }
      }
      hash.update(bytes)
      const key = [id, piece]
      await services.writer.write((tx) =>
        tx.run('insert into file_piece (file_id, piece, bytes) values (?, ?, ?)', [...key, bytes]),
      )
      piece += 1
    }
  } catch (error) {
    await deleteFile(services, id)
    throw error
  }
  return { kind: 'stored', sizeBytes, sha256: hash.digest('hex') }
}

/** The file from a byte on, read piece by piece as it is taken. */
export function readFile(
  services: Pick<Services, 'read'>,
  id: string,
  fromByte = 0,
): ReadableStream<Uint8Array> {
  let piece = Math.floor(fromByte / pieceBytes)
  let skip = fromByte % pieceBytes
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const row = await first<{ bytes: Uint8Array }>(
        services.read,
        'select bytes from file_piece where file_id = ? and piece = ?',
        [id, piece],
      )
      if (row === undefined) return controller.close()
      controller.enqueue(new Uint8Array(row.bytes).subarray(skip))
      piece += 1
      skip = 0
    },
  })
}

async function deleteFile(services: Services, id: string): Promise<void> {
  await services.writer.write((tx) => deleteFilePieces(tx, id))
}

/** In the commit of what says that the file is no more. */
export async function deleteFilePieces(tx: Tx, id: string): Promise<void> {
  await tx.run('delete from file_piece where file_id = ?', [id])
}

/** Cuts a stream into pieces of one size; the last may be shorter. */
async function* inPieces(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const bytes of body) {
    waiting.push(bytes)
    length += bytes.length
    while (length >= pieceBytes) {
      const joined = Buffer.concat(waiting)
      yield joined.subarray(0, pieceBytes)
      waiting = [joined.subarray(pieceBytes)]
      length -= pieceBytes
    }
  }
  if (length > 0) yield Buffer.concat(waiting)
}
