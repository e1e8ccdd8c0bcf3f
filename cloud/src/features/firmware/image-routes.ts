import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { readFile } from '../files/pieces.ts'
import { createImage, findImage, listImages, storeImageFile } from './images.ts'
import { FirmwareImage, FirmwareImageInput, imageSortKeys } from './schemas.ts'

const tag = 'Firmware'
const Path = z.object({ id: z.string() })

/** Firmware images, mounted at `/firmware-images`. */
export function firmwareImageRoutes(services: Services): Hono {
  const imageOr404 = async (id: string): Promise<FirmwareImage> => {
    const image = await findImage(services.read, id)
    if (image === undefined) throw new Problem('not-found', `There is no firmware image ${id}.`)
    return image
  }
  return new Hono()
    .get(
      '/',
      answers(pageOf(FirmwareImage), { summary: 'List firmware images', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(imageSortKeys) })),
      async (c) => c.json(await listImages(services.read, c.req.valid('query'))),
    )
    .get(
      '/:id',
      answers(FirmwareImage, { summary: 'One firmware image', tag }),
      checked('param', Path),
      async (c) => c.json(await imageOr404(c.req.valid('param').id)),
    )
    .post(
      '/',
      answers(FirmwareImage, { summary: 'Add a firmware image', tag, status: 201 }),
      checked('json', FirmwareImageInput),
      async (c) => {
        const id = await createImage(services, { ...c.req.valid('json'), createdBy: c.var.actor.name })
        return c.json(await imageOr404(id), 201)
      },
    )
    .put(
      '/:id/file',
      answers(FirmwareImage, {
        summary: 'Upload the file of a firmware image',
        description: 'The body is the file. Once it is there it never changes.',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const image = await imageOr404(c.req.valid('param').id)
        const { body } = c.req.raw
        if (body === null) throw new Problem('invalid-request', 'The request has no body.')
        const stored = await storeImageFile(services, image, body)
        if (stored.kind === 'fixed') throw new Problem('conflict', 'Its file is there already, or elsewhere.')
        if (stored.kind === 'tooLarge') throw new Problem('too-large', 'The file is too large.')
        return c.json(await imageOr404(image.id))
      },
    )
}

/** Where chargers fetch images: `/firmware/{id}/{fileName}`, from any byte on (RFC 9110 §14). */
export function firmwareDownloadRoutes(services: Services): Hono {
  return new Hono().get('/:id/:fileName', async (c) => {
    const image = await findImage(services.read, c.req.param('id'))
    if (image === undefined || image.sizeBytes === null || image.fileName !== c.req.param('fileName'))
      throw new Problem('not-found', 'There is no such file.')
    const { sizeBytes } = image
    const etag = `"${image.sha256}"`
    const common = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes', ETag: etag }
    const from = firstByteWanted(c.req.header('Range'), c.req.header('If-Range'), etag)
    if (from === undefined)
      return c.body(readFile(services, image.id), 200, { ...common, 'Content-Length': String(sizeBytes) })
    if (from >= sizeBytes) return c.body(null, 416, { ...common, 'Content-Range': `bytes */${sizeBytes}` })
    return c.body(readFile(services, image.id, from), 206, {
      ...common,
      'Content-Length': String(sizeBytes - from),
      'Content-Range': `bytes ${from}-${sizeBytes - 1}/${sizeBytes}`,
    })
  })
}

/** Chargers resume: they ask for the rest. Any other range gets the whole, as the RFC allows. */
function firstByteWanted(
  range: string | undefined,
  ifRange: string | undefined,
  etag: string,
): number | undefined {
  if (ifRange !== undefined && ifRange !== etag) return undefined
  const first = /^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1]
  return first === undefined ? undefined : Number(first)
}
