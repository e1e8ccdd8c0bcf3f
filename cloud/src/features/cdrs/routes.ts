import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Reach } from '../../core/roles.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { streamedFile } from '../../http/streamed-file.ts'
import type { Services } from '../../services.ts'
import { correctCdr } from './correcting.ts'
import { findCdr, isCdrWithinReach, listCdrs, sealedView } from './queries.ts'
import { CdrCorrection, CdrFilter, SealedCdr } from './schemas.ts'
import type { StoredCdr } from './sealing.ts'

const tag = 'CDRs'
const CdrPath = z.object({ id: z.string().max(39) })

/** Records that an export takes from the database at once. */
const exportBatch = 500

/** Nobody corrects one so often. */
const mostOfSession = 200

/** Sealed records of sessions, mounted at `/cdrs`. */
export function cdrRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(SealedCdr), {
        summary: 'Sealed records of sessions, in the order in which they were sealed',
        description: "In OCPI 2.2.1's field names; credits among them.",
        tag,
      }),
      checked('query', PageQuery.extend(CdrFilter.shape)),
      async (c) => {
        const { limit, cursor, ...filter } = c.req.valid('query')
        const after = decodeCursor(cursor, z.int())
        const { reach } = c.var.actor
        const rows = await listCdrs(services.read, { ...filter, reach, after, limit: limit + 1 })
        const page = toPage(rows, limit, ({ number }) => number)
        const items = await Promise.all(page.items.map((row) => sealedView(services.read, row)))
        return c.json({ ...page, items })
      },
    )
    .get('/export', checked('query', CdrFilter), (c) => exported(c, services, c.req.valid('query')))
    .get(
      '/:id',
      answers(SealedCdr, { summary: 'One sealed record', tag }),
      checked('param', CdrPath),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json(await sealedView(services.read, await cdrOr404(c, services, id)))
      },
    )
    .post(
      '/:id/correction',
      answers(z.object({ items: z.array(SealedCdr) }), {
        summary: 'Correct a sealed record',
        description:
          'By a credit, which takes it back, and a new one; the answer has all of its session. Who paid ahead gets the difference back and is never asked for more.',
        tag,
        status: 201,
      }),
      checked('param', CdrPath),
      checked('json', CdrCorrection),
      async (c) => {
        const { id } = c.req.valid('param')
        const correction = c.req.valid('json')
        const actor = c.var.actor.name
        const result = await services.writer.write((tx) =>
          correctCdr(tx, services, { id, actor, correction }),
        )
        if (result.kind === 'unknown') throw new Problem('not-found', `There is no CDR ${id}.`)
        if (result.kind === 'refused') throw new Problem('conflict', result.why)
        services.payments.somethingIsDue()
        services.changes.changed(result.chargePointId)
        const { reach } = c.var.actor
        const search = { session: result.sessionId, reach, after: undefined, limit: mostOfSession }
        const rows = await listCdrs(services.read, search)
        return c.json({ items: await Promise.all(rows.map((row) => sealedView(services.read, row))) }, 201)
      },
    )
}

function exported(c: Context, services: Services, filter: CdrFilter): Response {
  const { reach } = c.var.actor
  const pieces = recordLines(services, { ...filter, reach })
  return streamedFile(c, { type: 'application/jsonl', name: 'cdrs.jsonl', pieces })
}

/** One record to a line, `cdr` to the letter as it was sealed: whoever holds the lines can verify the chain. */
async function* recordLines(
  { read }: Services,
  filter: CdrFilter & { readonly reach: Reach },
): AsyncGenerator<string> {
  let after: number | undefined
  for (;;) {
    const rows = await listCdrs(read, { ...filter, after, limit: exportBatch })
    yield rows
      .map(({ number, hash, content }) => `{"number":${number},"hash":"${hash}","cdr":${content}}\n`)
      .join('')
    after = rows.at(-1)?.number
    if (rows.length < exportBatch) return
  }
}

async function cdrOr404(c: Context, services: Services, id: string): Promise<StoredCdr> {
  const row = await findCdr(services.read, id)
  if (row === undefined || !(await isCdrWithinReach(services.read, c.var.actor.reach, id)))
    throw new Problem('not-found', `There is no CDR ${id}.`)
  return row
}
