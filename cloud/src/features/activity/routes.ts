import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { streamedFile } from '../../http/streamed-file.ts'
import type { Services } from '../../services.ts'
import { activityCsvHead, activityCsvLine } from './csv.ts'
import { searchActivity } from './queries.ts'
import { ActivityEntry, ActivitySearch, ChainReport } from './schemas.ts'
import { verifyChain } from './verify.ts'

const tag = 'Activity'

/** Entries that a CSV takes from the database at once, and in all. */
const csvBatch = 500
const mostInCsv = 100_000

/** Who did what, mounted at `/activity`. */
export function activityRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(ActivityEntry), { summary: 'Who did what, the newest first', tag }),
      checked('query', PageQuery.extend(ActivitySearch.shape)),
      async (c) => {
        const { limit, cursor, ...search } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        const entries = await searchActivity(services, search, { before, limit: limit + 1 })
        return c.json(toPage(entries, limit, ({ seq }) => seq))
      },
    )
    .get('/csv', checked('query', ActivitySearch), (c) => {
      const search = c.req.valid('query')
      return streamedFile(c, {
        ...{ type: 'text/csv', name: 'activity.csv' },
        pieces: csvPieces(services, search),
      })
    })
    .get(
      '/chain',
      answers(ChainReport, {
        summary: 'Verify the chain of hashes',
        description:
          'Reads every entry. `head`, a hash that was kept elsewhere, also tells whether the end has been cut off.',
        tag,
      }),
      checked('query', z.object({ head: z.hash('sha256', { enc: 'hex' }).optional() })),
      async (c) => c.json(await verifyChain(services.read, c.req.valid('query').head)),
    )
}

async function* csvPieces(
  services: Services,
  search: z.output<typeof ActivitySearch>,
): AsyncGenerator<string> {
  yield activityCsvHead
  let before: number | undefined
  for (let written = 0; written < mostInCsv; written += csvBatch) {
    const entries = await searchActivity(services, search, { before, limit: csvBatch })
    yield entries.map(activityCsvLine).join('')
    before = entries.at(-1)?.seq
    if (entries.length < csvBatch) return
  }
}
