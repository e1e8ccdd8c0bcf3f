import { type Context, Hono } from 'hono'
import { tryDecodeURIComponent } from 'hono/utils/url'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import type { SqlRunner } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { readFile } from '../files/pieces.ts'
import { askForFile, receiveFile } from './commands.ts'
import { uploadQuery } from './queries.ts'
import { Upload, UploadInput, UploadOutcome } from './schemas.ts'

const tag = 'Diagnostics'
const Path = z.object({ chargePointId: ChargePointId })

/** Files that chargers were asked for, mounted at `/chargers`. */
export function uploadRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:chargePointId/uploads',
      answers(pageOf(Upload), { summary: 'Diagnostics and logs of a charger, the newest first', tag }),
      checked('param', Path),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        let query = uploadQuery(services.read)
          .where('chargePointId', '=', c.req.valid('param').chargePointId)
          .orderBy('requestId', 'desc')
          .limit(limit + 1)
        if (before !== undefined) query = query.where('requestId', '<', before)
        return c.json(toPage(await query.execute(), limit, ({ requestId }) => requestId))
      },
    )
    .post(
      '/:chargePointId/uploads',
      answers(UploadOutcome, { summary: 'Ask a charger for its diagnostics or a log', tag }),
      checked('param', Path),
      checked('json', UploadInput),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        const createdBy = c.var.actor.name
        const asked = await askForFile(services, { ...c.req.valid('json'), chargePointId, createdBy })
        if (asked.kind === 'unknownCharger')
          throw new Problem('not-found', `There is no charger ${chargePointId}.`)
        return c.json({
          upload: await uploadOr404(services.read, { chargePointId, id: asked.uploadId }),
          command: asked.command,
        })
      },
    )
    .get(
      '/:chargePointId/uploads/:id/file',
      describeRoute({
        summary: 'The file itself',
        tags: [tag],
        responses: { 200: { description: 'The file', content: { 'application/octet-stream': {} } } },
      }),
      checked('param', Path.extend({ id: z.string() })),
      async (c) => {
        const upload = await uploadOr404(services.read, c.req.valid('param'))
        if (upload.sizeBytes === null) throw new Problem('conflict', 'The file has not arrived.')
        const name = (upload.fileName ?? upload.id).replace(/[^\w.-]/g, '_')
        return c.body(readFile(services, upload.id), 200, {
          'Content-Type': 'application/octet-stream',
          'Content-Disposition': `attachment; filename="${name}"`,
          'Content-Length': String(upload.sizeBytes),
        })
      },
    )
}

/** Where chargers send what they were asked for: `/uploads/{token}`, with their own file name behind it or not. */
export function receivingRoutes(services: Services): Hono {
  const receive = async (c: Context) => {
    const { body } = c.req.raw
    if (body === null) throw new Problem('invalid-request', 'The request has no body.')
    const fileName = c.req.path.split('/').slice(3).join('/')
    const result = await receiveFile(services, {
      token: c.req.param('token') ?? '',
      fileName: fileName === '' ? undefined : tryDecodeURIComponent(fileName).slice(0, 255),
      body,
    })
    if (result.kind === 'unknown') throw new Problem('not-found', 'No file is expected here, or no more.')
    if (result.kind === 'tooLarge') throw new Problem('too-large', 'The file is too large.')
    return c.body(null, 204)
  }
  return new Hono().on(['PUT', 'POST'], '/:token', receive).on(['PUT', 'POST'], '/:token/*', receive)
}

/** Another charger's upload is not there either: who may see one may not see all. */
async function uploadOr404(
  runner: SqlRunner,
  { chargePointId, id }: { readonly chargePointId: string; readonly id: string },
): Promise<Upload> {
  const upload = await uploadQuery(runner).where('upload.id', '=', id).executeTakeFirst()
  if (upload?.chargePointId !== chargePointId)
    throw new Problem('not-found', `There is no upload ${id} of ${chargePointId}.`)
  return upload
}
