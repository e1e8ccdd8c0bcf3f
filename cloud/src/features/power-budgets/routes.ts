import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'
import { removeBudget, saveBudget } from './budgets.ts'
import { checkBudget } from './check.ts'
import { viewBudget } from './queries.ts'
import { PowerBudget, PowerBudgetInput, PowerCheck } from './schemas.ts'

const tag = 'Power'
const Path = z.object({ slug: Slug })

/** What power a site has and who gets it, mounted at `/sites`. */
export function powerBudgetRoutes(services: Services): Hono {
  const budgetOr404 = async (slug: string): Promise<PowerBudget> => {
    const found = await viewBudget(services, slug)
    if (found === undefined) throw new Problem('not-found', `The site ${slug} has no power budget.`)
    return found
  }
  return new Hono()
    .get(
      '/:slug/power-budget',
      answers(PowerBudget, { summary: 'The power budget of a site, and who has what of it', tag }),
      checked('param', Path),
      async (c) => c.json(await budgetOr404(c.req.valid('param').slug)),
    )
    .put(
      '/:slug/power-budget',
      answers(PowerBudget, {
        summary: 'Set what the chargers of a site may draw together',
        description:
          'Shared over their sockets by charging profiles; sockets that only switch take turns. Each charger also keeps a part for good, which is safe while this system is away.',
        tag,
      }),
      checked('param', Path),
      checked('json', PowerBudgetInput),
      async (c) => {
        const { slug: site } = c.req.valid('param')
        const change = { site, actor: c.var.actor.name, budget: c.req.valid('json') }
        const siteId = await services.writer.write((tx) => saveBudget(tx, services, change))
        if (siteId === undefined) throw new Problem('not-found', `There is no site ${site}.`)
        services.power.siteChanged(siteId)
        return c.json(await budgetOr404(site))
      },
    )
    .delete(
      '/:slug/power-budget',
      answers(z.object({ slug: Slug }), { summary: 'Let the chargers of a site draw what they like', tag }),
      checked('param', Path),
      async (c) => {
        const { slug: site } = c.req.valid('param')
        const change = { site, actor: c.var.actor.name }
        const siteId = await services.writer.write((tx) => removeBudget(tx, services, change))
        if (siteId === undefined) throw new Problem('not-found', `The site ${site} has no power budget.`)
        services.power.siteChanged(siteId)
        return c.json({ slug: site })
      },
    )
    .post(
      '/:slug/power-budget/check',
      answers(PowerCheck, {
        summary: 'Ask the chargers of a site what they keep to',
        description: 'By GetCompositeSchedule, for each session under way.',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { slug } = c.req.valid('param')
        const result = await checkBudget(services, slug)
        if (result === undefined) throw new Problem('not-found', `The site ${slug} has no power budget.`)
        return c.json(result)
      },
    )
}
