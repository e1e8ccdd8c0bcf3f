import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'
import { csvAnswer, readCandidatesCsv } from './candidates-csv.ts'
import { demandAround } from './demand.ts'
import { withDistances } from './distances.ts'
import { exampleStudy } from './example.ts'
import { inOrder, rankStudy } from './ranking.ts'
import { Demand, Ranking, RankingQuery, Study, StudyContent, StudyInput, StudySummary } from './schemas.ts'
import { listStudies, removeStudy, saveStudy, studyOr404 } from './studies.ts'

const tag = 'Planning'
const Path = z.object({ slug: Slug })
const CandidatePath = Path.extend({ candidate: z.string().min(1).max(100) })
const DemandQuery = z.object({
  radiusKm: z.coerce.number().min(0.1).max(200).default(10),
  days: z.coerce.number().int().min(1).max(366).default(30),
})

/** Where the next chargers could stand, mounted at `/planning-studies`. */
export function planningRoutes(services: Services): Hono {
  const { read, writer } = services
  return new Hono()
    .get(
      '/',
      answers(pageOf(StudySummary), { summary: 'Studies of where chargers could stand', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        return c.json(toPage(await listStudies(read, { after, limit: limit + 1 }), limit, ({ slug }) => slug))
      },
    )
    .get(
      '/example',
      answers(StudyInput, { summary: 'A study to begin with: three sites of Bali, by AHP', tag }),
      (c) => c.json(exampleStudy),
    )
    .get('/:slug', answers(Study, { summary: 'One study', tag }), checked('param', Path), async (c) =>
      c.json(await studyOr404(read, c.req.valid('param').slug)),
    )
    .put(
      '/:slug',
      answers(Study, { summary: 'Keep a study, or change it', tag }),
      checked('param', Path),
      checked('json', StudyInput),
      async (c) => {
        const { slug } = c.req.valid('param')
        const study = { ...c.req.valid('json'), slug, savedBy: c.var.actor.name }
        await writer.write((tx) => saveStudy(tx, services, study))
        return c.json(await studyOr404(read, slug))
      },
    )
    .delete(
      '/:slug',
      answers(z.object({ slug: Slug }), { summary: 'Remove a study', tag }),
      checked('param', Path),
      async (c) => {
        const { slug } = await studyOr404(read, c.req.valid('param').slug)
        await writer.write((tx) => removeStudy(tx, slug))
        return c.json({ slug })
      },
    )
    .get('/:slug/candidates', checked('param', Path), async (c) =>
      csvAnswer(c, await studyOr404(read, c.req.valid('param').slug)),
    )
    .put(
      '/:slug/candidates',
      answers(Study, {
        summary: 'Take the candidates from a CSV file, in place of those that are there',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { slug, name, savedAt: _, ...kept } = await studyOr404(read, c.req.valid('param').slug)
        const candidates = readCandidatesCsv(await c.req.text(), kept)
        const content = StudyContent.safeParse({ ...contentOf(kept), candidates })
        if (!content.success)
          throw new Problem('invalid-request', content.error.issues.map(({ message }) => message).join('; '))
        const study = { ...content.data, name, slug, savedBy: c.var.actor.name }
        await writer.write((tx) => saveStudy(tx, services, study))
        return c.json(await studyOr404(read, slug))
      },
    )
    .get(
      '/:slug/ranking',
      answers(Ranking, { summary: 'How the candidates rank, and what it hangs on', tag }),
      checked('param', Path),
      checked('query', RankingQuery),
      async (c) => {
        const study = await studyOr404(read, c.req.valid('param').slug)
        const asked = c.req.valid('query')
        return c.json(inOrder(rankStudy(await withDistances(read, study), asked), asked))
      },
    )
    .get(
      '/:slug/candidates/:candidate/demand',
      answers(Demand, { summary: 'What our own chargers near a candidate have done', tag }),
      checked('param', CandidatePath),
      checked('query', DemandQuery),
      async (c) => {
        const { slug, candidate } = c.req.valid('param')
        const { candidates } = await studyOr404(read, slug)
        const found = candidates.find(({ name }) => name === candidate)
        if (found === undefined) throw new Problem('not-found', `The study has no candidate ${candidate}.`)
        return c.json(await demandAround(services, found, c.req.valid('query')))
      },
    )
}

function contentOf({ criteria, weighing, candidates }: StudyContent): StudyContent {
  return { criteria, weighing, candidates }
}
