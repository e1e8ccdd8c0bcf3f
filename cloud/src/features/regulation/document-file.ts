import type { Context } from 'hono'
import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { readFile } from '../files/pieces.ts'
import { findDocument } from './documents.ts'
import type { SiteDocument } from './schemas.ts'

/** A paper that this caller may see; to whom its site is out of reach, it does not exist. */
export async function documentOr404(services: Services, id: string, { reach }: Actor): Promise<SiteDocument> {
  const { mediaType: _, fileId: __, ...document } = await foundOr404(services, id, reach)
  return document
}

/** The file of a paper, to be saved: what somebody has sent is never shown as a page of ours. */
export async function documentFile(c: Context, services: Services, id: string): Promise<Response> {
  const { fileName, mediaType, fileId } = await foundOr404(services, id, c.var.actor.reach)
  if (fileName === null || mediaType === null)
    throw new Problem('conflict', `The file of document ${id} has not been sent.`)
  return c.body(readFile(services, fileId), 200, {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${fileName}"`,
  })
}

async function foundOr404(services: Services, id: string, reach: Actor['reach']) {
  const document = await findDocument(services, { id, reach })
  if (document === undefined) throw new Problem('not-found', `There is no document ${id}.`)
  return document
}
