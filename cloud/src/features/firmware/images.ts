import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import { first, type SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { type StoredFile, storeFile } from '../files/pieces.ts'
import type { FirmwareImage, FirmwareImageInput, ImageSortKey } from './schemas.ts'

const maxImageBytes = 256 * 1024 * 1024

const columns = `id, version, file_name, location, signature, signing_certificate, size_bytes, sha256, created_by,
  created_at`

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

/** Keeps the file of an image. An image that chargers may have begun to fetch never changes. */
export async function storeImageFile(
  services: Services,
  image: FirmwareImage,
  body: ReadableStream<Uint8Array>,
): Promise<StoredFile | { readonly kind: 'fixed' }> {
  if (image.sizeBytes !== null || image.location !== null) return { kind: 'fixed' }
  const stored = await storeFile(services, { id: image.id, body, maxBytes: maxImageBytes })
  if (stored.kind === 'stored')
    await services.writer.write((tx) =>
      tx.run('update firmware_image set size_bytes = ?, sha256 = ? where id = ?', [
        stored.sizeBytes,
        stored.sha256,
        image.id,
      ]),
    )
  return stored
}

/** Where a charger fetches an image; undefined while its file is missing. */
export function imageLocation(services: Services, image: FirmwareImage): string | undefined {
  if (image.location !== null) return image.location
  if (image.sizeBytes === null) return undefined
  return `${services.settings.publicUrl}/firmware/${image.id}/${image.fileName}`
}
