import { toIso } from '@colok/shared/time'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type StoredFile, storeFile } from '../files/pieces.ts'
import type { FirmwareImage, FirmwareImageInput } from './schemas.ts'

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

export const listImages = (
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<FirmwareImage[]> =>
  Promise.resolve(
    runner.all<FirmwareImage>(`select ${columns} from firmware_image where id > ? order by id limit ?`, [
      page.after ?? '',
      page.limit,
    ]),
  )

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
