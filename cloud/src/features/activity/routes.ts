import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { streamedFile } from '../../http/streamed-file.ts'
import type { Services } from '../../services.ts'
import { activityCsvHead, activityCsvLine } from './csv.ts'
import { searchActivity } from './queries.ts'
import { ActivityEntry, ActivitySearch, activitySortKeys, ChainReport } from './schemas.ts'
import { verifyChain } from './verify.ts'

const tag = 'Activity'

const ActivityQuery = PageQuery.extend({ ...ActivitySearch.shape, sort: optionalSort(activitySortKeys) })

/** Entries that a CSV takes from the database at once, and in all. */
const csvBatch = 500
const mostInCsv = 100_000

/** Who did what, mounted at `/activity`. */
export function activityRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(ActivityEntry), { summary: 'Who did what, the newest first', tag }),
      checked('query', ActivityQuery),
      async (c) => {
        const { limit, cursor, sort, ...search } = c.req.valid('query')
        return c.json(await searchActivity(services, search, { limit, cursor, sort }))
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
  let cursor: string | undefined
  for (let written = 0; written < mostInCsv; written += csvBatch) {
    const { items, nextCursor } = await searchActivity(services, search, { cursor, limit: csvBatch })
    yield items.map(activityCsvLine).join('')
    if (nextCursor === null) return
    cursor = nextCursor
  }
}
