import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import { first, type SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { pieceBytes, type StoredFile, storeFile } from '../files/pieces.ts'
import { type FirmwareImage, type FirmwareImageInput, type ImageSortKey, maxImageBytes } from './schemas.ts'

/** Pieces that are there of a file which is not there whole. */
const received = `case when size_bytes is null
  then (select count(*) from file_piece where file_id = firmware_image.id) * ${pieceBytes} else 0 end`

const columns = `id, version, file_name, location, signature, signing_certificate, size_bytes, sha256, created_by,
  created_at, ${received} as received_bytes`

export async function createImage(
  services: Services,
  image: FirmwareImageInput & { readonly createdBy: string },
): Promise<string> {
  const id = services.newId()
  const createdAt = toIso(services.clock.wallMs())
  await services.writer.write((tx) =>
    tx.query
      .insertInto('firmwareImage')
      .values({ id, createdAt, ...image })
      .execute(),
  )
  return id
}

export const findImage = (runner: SqlRunner, id: string): Promise<FirmwareImage | undefined> =>
  first(runner, `select ${columns} from firmware_image where id = ?`, [id])

/** One page of images: the oldest first, or as asked. */
export function listImages(
  runner: SqlRunner,
  page: {
    readonly sort?: Sort<ImageSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: FirmwareImage[]; nextCursor: string | null }> {
  const query = runner.query
    .selectFrom('firmwareImage')
    .select(['id', 'version', 'fileName', 'location', 'signature', 'signingCertificate'])
    .select(['sizeBytes', 'sha256', 'createdBy', 'createdAt'])
    .select(sql.raw<number>(received).as('receivedBytes'))
  return sortedPage(query, imageOrder, page)
}

const imageOrder: ListOrder<ImageSortKey> = {
  columns: {
    version: textColumn(sql`version`),
    fileName: textColumn(sql`lower(file_name)`),
    // Of one whose file is missing, no size is known.
    sizeBytes: numberColumn(sql`coalesce(size_bytes, -1)`),
    createdBy: textColumn(sql`lower(created_by)`),
    createdAt: textColumn(sql`created_at`),
  },
  tieBreaker: textColumn(sql`firmware_image.id`),
}

type StoredImage = StoredFile | { readonly kind: 'fixed' }

/** Keeps the file of an image. An image that chargers may have begun to fetch never changes. */
export function storeImageFile(
  services: Services,
  { id }: Pick<FirmwareImage, 'id'>,
  body: ReadableStream<Uint8Array>,
): Promise<StoredImage> {
  return inTurn(id, async (signal) => {
    const image = await findImage(services.read, id)
    if (image === undefined || image.sizeBytes !== null || image.location !== null) return { kind: 'fixed' }
    const stored = await storeFile(services, {
      ...{ id, maxBytes: maxImageBytes },
      body: body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal }),
    })
    if (stored.kind === 'stored')
      await services.writer.write((tx) =>
        tx.run('update firmware_image set size_bytes = ?, sha256 = ? where id = ?', [
          stored.sizeBytes,
          stored.sha256,
          id,
        ]),
      )
    return stored
  })
}

/** Uploads under way, by their image. */
const underWay = new Map<string, { readonly stop: AbortController; readonly over: Promise<unknown> }>()

/** Whoever sends a file again, by a second press of the button, does not mix it with the first: that one is stopped before. */
async function inTurn(
  id: string,
  upload: (signal: AbortSignal) => Promise<StoredImage>,
): Promise<StoredImage> {
  const stop = new AbortController()
  const before = underWay.get(id)
  before?.stop.abort()
  const sent = (async () => {
    await before?.over
    return upload(stop.signal)
  })()
  const mine = { stop, over: sent.catch(() => undefined) }
  underWay.set(id, mine)
  try {
    return await sent
  } finally {
    if (underWay.get(id) === mine) underWay.delete(id)
  }
}

/** Where a charger fetches an image; undefined while its file is missing. */
export function imageLocation(services: Services, image: FirmwareImage): string | undefined {
  if (image.location !== null) return image.location
  if (image.sizeBytes === null) return undefined
  return `${services.settings.publicUrl}/firmware/${image.id}/${image.fileName}`
}
