import { Hono } from 'hono'
import { z } from 'zod'
import { first } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { demandNew, mayAskForNew } from '../../http/only-new.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'
import { deleteRisk, listRisks, Risk, RiskInput, riskSortKeys, saveRisk } from './risks.ts'

const tag = 'Incidents'
const Path = z.object({ slug: Slug })

/** The register of risks, mounted at `/risks`. */
export function riskRoutes(services: Services): Hono {
  const { writer } = services
  return new Hono()
    .get(
      '/',
      answers(z.object({ items: z.array(Risk) }), {
        summary: 'The register of risks, the gravest first',
        tag,
      }),
      checked('query', z.object({ sort: optionalSort(riskSortKeys) })),
      async (c) => c.json({ items: await listRisks(services, c.req.valid('query')) }),
    )
    .put(
      '/:slug',
      answers(Risk, { summary: 'Enter a risk, or rate it anew', description: mayAskForNew, tag }),
      checked('param', Path),
      checked('json', RiskInput),
      async (c) => {
        const { slug } = c.req.valid('param')
        const saved = { slug, input: c.req.valid('json'), actor: c.var.actor.name }
        await writer.write(async (tx) => {
          const find = () => first(tx, 'select 1 as found from risk where slug = ?', [slug])
          await demandNew(c, { what: 'a risk', name: slug }, find)
          await saveRisk(tx, services, saved)
        })
        const [risk] = await listRisks(services, { slug })
        if (risk === undefined) throw new Problem('not-found', `There is no risk ${slug}.`)
        return c.json(risk)
      },
    )
    .delete(
      '/:slug',
      answers(z.object({ deleted: Slug }), { summary: 'Take a risk out of the register', tag }),
      checked('param', Path),
      async (c) => {
        const { slug } = c.req.valid('param')
        await writer.write((tx) => deleteRisk(tx, services, { slug, actor: c.var.actor.name }))
        return c.json({ deleted: slug })
      },
    )
}
