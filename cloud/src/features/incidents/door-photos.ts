import type { SqlRunner } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { readPicture } from '../files/pictures.ts'

/** More alerts than this belong to no incident. */
const mostAlerts = 1000

/** Photos of an incident's alerts that have arrived: ids of uploads. */
export async function doorPhotosOf(read: SqlRunner, number: number): Promise<string[]> {
  const alerts = await read.query
    .selectFrom('alert')
    .select(['chargerId', 'detail'])
    .where('incidentNumber', '=', number)
    .limit(mostAlerts)
    .execute()
  const chargerOf = new Map(
    alerts.flatMap(({ chargerId, detail }) => {
      const { photoId } = JSON.parse(detail) as { photoId?: string }
      return photoId === undefined ? [] : [[photoId, chargerId] as const]
    }),
  )
  if (chargerOf.size === 0) return []
  const arrived = await read.query
    .selectFrom('upload')
    .select(['id', 'chargerId'])
    .where('id', 'in', [...chargerOf.keys()])
    .where('kind', '=', 'DoorPhoto')
    .where('sizeBytes', 'is not', null)
    .execute()
  return arrived.filter(({ id, chargerId }) => chargerOf.get(id) === chargerId).map(({ id }) => id)
}

/** A photo of an incident's door. Throws a Problem for one that is not there, and for a file that is no picture. */
export async function doorPhotoOr404(
  services: Pick<Services, 'read'>,
  { number, id }: { readonly number: number; readonly id: string },
) {
  const ids = await doorPhotosOf(services.read, number)
  const picture = ids.includes(id) ? await readPicture(services, id) : undefined
  if (picture === undefined)
    throw new Problem(
      'not-found',
      `Incident ${number} has no photo ${id} from a door, or its file is no picture.`,
    )
  return picture
}
