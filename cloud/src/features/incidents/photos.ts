import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { pictureTypeOf } from '../files/pictures.ts'
import { storeFile } from '../files/pieces.ts'
import { onIncident } from './commands.ts'
import { addEntry } from './incident-rows.ts'

/** A telephone's photo, at its best. */
export const maxPhotoBytes = 12 * 1024 * 1024

export const tooLargePhoto = () =>
  new Problem('too-large', `A photo has ${maxPhotoBytes / 1024 / 1024} MB at the most.`)

/** More than so many show nothing more. */
const mostPhotos = 50

/** Keeps a photo with an incident. The id; throws a Problem for what is no picture, or too much. */
export async function addPhoto(
  services: Services,
  photo: { readonly number: number; readonly bytes: Uint8Array<ArrayBuffer>; readonly by: string },
): Promise<string> {
  const { number, bytes, by } = photo
  const contentType = pictureTypeOf(bytes)
  if (contentType === undefined)
    throw new Problem('invalid-request', 'A photo is a JPEG, a PNG or a WebP picture; this file is none.')
  const count = await first<{ photos: number }>(
    services.read,
    'select count(*) as photos from incident_photo where incident_number = ?',
    [number],
  )
  if ((count?.photos ?? 0) >= mostPhotos)
    throw new Problem('conflict', `An incident has ${mostPhotos} photos at the most.`)
  const id = services.newId()
  const body = new Blob([bytes]).stream()
  const stored = await storeFile(services, { id, body, maxBytes: maxPhotoBytes })
  if (stored.kind === 'tooLarge') throw tooLargePhoto()
  const { sizeBytes } = stored
  const outcome = await services.writer.write((tx) =>
    onIncident(tx, services, { number, by }, async () => {
      await tx.query
        .insertInto('incidentPhoto')
        .values({
          ...{ id, incidentNumber: number, contentType, sizeBytes, takenBy: by },
          takenAt: toIso(services.clock.wallMs()),
        })
        .execute()
      await addEntry(tx, services, number, { kind: 'photo', by, detail: { photoId: id } })
      return 'done'
    }),
  )
  if (outcome !== 'done') throw new Problem('not-found', `There is no incident ${number}.`)
  return id
}

/** What a browser is to take a photo of an incident for; throws a Problem for one that is not there. */
export async function photoOr404(
  { read }: Pick<Services, 'read'>,
  { number, id }: { readonly number: number; readonly id: string },
): Promise<{ readonly contentType: string; readonly sizeBytes: number }> {
  const photo = await first<{ contentType: string; sizeBytes: number }>(
    read,
    'select content_type, size_bytes from incident_photo where id = ? and incident_number = ?',
    [id, number],
  )
  if (photo === undefined) throw new Problem('not-found', `Incident ${number} has no photo ${id}.`)
  return photo
}

/** Bodies of requests that carry a photo are bounded here and not by what bounds the others. */
export async function photoBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of request.body ?? []) {
    length += piece.length
    if (length > maxPhotoBytes) throw tooLargePhoto()
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}
