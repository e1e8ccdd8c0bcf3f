import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { demandNew, mayAskForNew } from '../../http/only-new.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { saveSite, siteIdOf } from './commands.ts'
import { findSite, listSites } from './queries.ts'
import { Site, SiteInput, Slug, siteSortKeys } from './schemas.ts'

const tag = 'Sites'
const Path = z.object({ slug: Slug })

export function siteRoutes(services: Services): Hono {
  const siteOr404 = async (slug: string): Promise<Site> => {
    const site = await findSite(services.read, slug)
    if (site === undefined) throw new Problem('not-found', `There is no site ${slug}.`)
    return site
  }
  return new Hono()
    .get(
      '/',
      answers(pageOf(Site), { summary: 'List sites', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(siteSortKeys) })),
      async (c) => {
        const { reach } = c.var.actor
        return c.json(await listSites(services, { ...c.req.valid('query'), reach }))
      },
    )
    .get('/:slug', answers(Site, { summary: 'One site', tag }), checked('param', Path), async (c) =>
      c.json(await siteOr404(c.req.valid('param').slug)),
    )
    .put(
      '/:slug',
      answers(Site, { summary: 'Create a site, or change it', description: mayAskForNew, tag }),
      checked('param', Path),
      checked('json', SiteInput.omit({ slug: true })),
      async (c) => {
        const site = { ...c.req.valid('json'), ...c.req.valid('param') }
        await services.writer.write(async (tx) => {
          await demandNew(c, { what: 'a site', name: site.slug }, () => siteIdOf(tx, site.slug))
          await saveSite(tx, services, site)
        })
        return c.json(await siteOr404(site.slug))
      },
    )
}
