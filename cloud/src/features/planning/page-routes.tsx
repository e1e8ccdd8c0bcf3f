/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { z } from 'zod'
import { checked } from '../../http/describe.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { Slug } from '../sites/schemas.ts'
import { csvAnswer } from './candidates-csv.ts'
import { withDistances } from './distances.ts'
import { exampleStudy } from './example.ts'
import { inOrder, rankStudy } from './ranking.ts'
import { RankingQuery } from './schemas.ts'
import { listStudies, saveStudy, studyOr404 } from './studies.ts'
import { StudiesPage } from './studies-page.tsx'
import { StudyPage } from './study-page.tsx'

const Path = z.object({ slug: Slug })

/** A company plans a few at a time; older ones are in the API's list. */
const mostShown = 100

/** Where the next chargers could stand, for whoever would rather look; mounted at `/planning`. */
export function planningPages(services: Services): Hono {
  const { read, writer, settings } = services
  return new Hono()
    .get('/', async (c) => {
      const studies = await listStudies(read, { after: undefined, limit: mostShown })
      return c.html(<StudiesPage studies={studies} language={languageOf(c)} />)
    })
    .post('/example', async (c) => {
      // Pressed twice it is one study, and what somebody has made of it since stays.
      const slug = 'example'
      const known = await listStudies(read, { after: undefined, limit: mostShown })
      if (!known.some((study) => study.slug === slug))
        await writer.write((tx) =>
          saveStudy(tx, services, { ...exampleStudy, slug, savedBy: c.var.actor.name }),
        )
      return c.redirect(`/planning/${slug}`, 303)
    })
    .get('/:slug', checked('param', Path), checked('query', RankingQuery), async (c) => {
      const asked = c.req.valid('query')
      const study = await withDistances(read, await studyOr404(read, c.req.valid('param').slug))
      const ranking = inOrder(rankStudy(study, asked), asked)
      const shown = { study, ranking, whatIf: asked, tiles: settings.mapTiles }
      return c.html(<StudyPage {...shown} page={pagePlace(c)} />)
    })
    .get('/:slug/candidates', checked('param', Path), async (c) =>
      csvAnswer(c, await studyOr404(read, c.req.valid('param').slug)),
    )
}
