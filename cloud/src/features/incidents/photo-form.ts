import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { refuseForeignPages } from '../sign-in/signed-in.ts'
import { addPhoto, maxPhotoBytes, tooLargePhoto } from './photos.ts'
import { incidentOr404 } from './queries.ts'
import { NumberPath } from './schemas.ts'

/** What a form adds around its file. */
const aroundBytes = 64 * 1024

const limitedForm = bodyLimit({
  maxSize: maxPhotoBytes + aroundBytes,
  onError: () => {
    throw tooLargePhoto()
  },
})

/** The form on an incident's page that adds a photo, mounted at `/console/incidents`. */
export function photoForm(services: Services): Hono {
  return new Hono().post('/:number/photos', checked('param', NumberPath), limitedForm, async (c) => {
    refuseForeignPages(c, services.settings.publicUrl)
    const { number } = c.req.valid('param')
    await incidentOr404(services.read, number, c.var.actor.reach)
    const { photo } = await c.req.parseBody()
    if (!(photo instanceof File) || photo.size === 0)
      throw new Problem('invalid-request', 'No photo was chosen: go back and choose one.')
    const bytes = new Uint8Array(await photo.arrayBuffer())
    await addPhoto(services, { number, bytes, by: c.var.actor.name })
    return c.redirect(`/console/incidents/${number}?done=1`, 303)
  })
}
