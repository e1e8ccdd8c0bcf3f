import type { Services } from '../../services.ts'
import { addNews } from './raising.ts'

/** Told in one commit; the rest in the next run. */
const atOnce = 500

interface Waiting {
  readonly alertId: string
  readonly siteId: string | null
  readonly detail: string
  readonly contact: string
}

/**
 * Whoever was told of a door, and has no photo of it yet, gets the one that has arrived: once for each contact and alert, and
 * only while the alert lasts. What was told stands in the news themselves, so that a process that dies here leaves nothing
 * half done.
 */
export async function tellPhotos(services: Services): Promise<void> {
  const waiting = await services.read.all<Waiting>(
    `select distinct alert.id as alert_id, alert.site_id, alert.detail, told.contact, open_key
     from alert join alert_news as told on told.alert_id = alert.id
     where open_key is not null and alert.kind = 'door' and not exists (select 1 from alert_news as photo
       where photo.alert_id = alert.id and photo.contact = told.contact and photo.what = 'photographed')
     order by open_key, told.contact limit ?`,
    [atOnce],
  )
  const photos = waiting.flatMap((one) => {
    const { photoId } = JSON.parse(one.detail) as { photoId?: string }
    return photoId === undefined ? [] : [{ ...one, photoId }]
  })
  if (photos.length === 0) return
  const arrived = await services.read.query
    .selectFrom('upload')
    .select('id')
    .where('id', 'in', [...new Set(photos.map(({ photoId }) => photoId))])
    .where('kind', '=', 'DoorPhoto')
    .where('sizeBytes', 'is not', null)
    .execute()
  const ids = new Set(arrived.map(({ id }) => id))
  const due = photos.filter(({ photoId }) => ids.has(photoId))
  if (due.length === 0) return
  await services.writer.write(async (tx) => {
    for (const { contact, siteId, alertId } of due)
      await addNews(tx, services, { contact, siteId, alertId, what: 'photographed' })
  })
}
