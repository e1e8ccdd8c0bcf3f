import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { demandNew, mayAskForNew } from '../../http/only-new.ts'
import { pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'
import { acknowledgeAlert } from './acknowledging.ts'
import { deleteContact, listContacts, saveContact } from './contacts.ts'
import { listAlerts } from './queries.ts'
import { deleteRule, findRule, listRules, saveRule } from './rules.ts'
import {
  AlertQuery,
  AlertView,
  ContactInput,
  ContactView,
  contactSortKeys,
  RuleInput,
  RuleView,
  ruleSortKeys,
} from './schemas.ts'

const tag = 'Alerts'
const Path = z.object({ slug: Slug })
const AlertPath = z.object({ id: z.string().max(64) })
const Acknowledged = z.object({ acknowledged: z.string() })
const Deleted = z.object({ deleted: Slug })

/** What is wrong now, and was; mounted at `/alerts`. */
export function alertRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(AlertView), { summary: 'Alerts, the newest first', tag }),
      checked('query', AlertQuery),
      async (c) => {
        const { reach } = c.var.actor
        return c.json(await listAlerts(services.read, { ...c.req.valid('query'), reach }))
      },
    )
    .post(
      '/:id/acknowledgement',
      answers(Acknowledged, {
        summary: 'Say that one looks after an alert without an incident',
        description: 'Nobody else is called any more. One with an incident is taken with that.',
        tag,
        status: 201,
      }),
      checked('param', AlertPath),
      async (c) => {
        const { id } = c.req.valid('param')
        await services.writer.write((tx) => acknowledgeAlert(tx, services, { id, by: c.var.actor.name }))
        return c.json({ acknowledged: id }, 201)
      },
    )
}

/** What is looked for, and who is told; mounted at `/alert-rules`. */
export function alertRuleRoutes(services: Services): Hono {
  const { read, writer } = services
  return new Hono()
    .get(
      '/',
      answers(z.object({ items: z.array(RuleView) }), {
        summary: 'The rules by which alerts are raised',
        tag,
      }),
      checked('query', z.object({ sort: optionalSort(ruleSortKeys) })),
      async (c) => c.json({ items: await listRules(read, c.req.valid('query').sort) }),
    )
    .put(
      '/:slug',
      answers(RuleView, {
        summary: 'Create a rule, or put another in its place',
        description: mayAskForNew,
        tag,
      }),
      checked('param', Path),
      checked('json', RuleInput),
      async (c) => {
        const { slug } = c.req.valid('param')
        const saved = { slug, input: c.req.valid('json'), actor: c.var.actor.name }
        await writer.write(async (tx) => {
          await demandNew(c, { what: 'a rule', name: slug }, () => findRule(tx, slug))
          await saveRule(tx, services, saved)
        })
        services.alerts.noticed(saved.input.kind)
        return c.json(await ruleOr404(services, slug))
      },
    )
    .delete(
      '/:slug',
      answers(Deleted, { summary: 'Delete a rule; what it raised is over', tag }),
      checked('param', Path),
      async (c) => {
        const { slug } = c.req.valid('param')
        await writer.write((tx) => deleteRule(tx, services, { slug, actor: c.var.actor.name }))
        return c.json({ deleted: slug })
      },
    )
}

async function ruleOr404({ read }: Services, slug: string): Promise<RuleView> {
  const rule = await findRule(read, slug)
  if (rule === undefined) throw new Problem('not-found', `There is no rule ${slug}.`)
  return rule
}

/** Who can be told; mounted at `/alert-contacts`. */
export function alertContactRoutes(services: Services): Hono {
  const { read, writer } = services
  return new Hono()
    .get(
      '/',
      answers(z.object({ items: z.array(ContactView) }), { summary: 'Whom rules can tell', tag }),
      checked('query', z.object({ sort: optionalSort(contactSortKeys) })),
      async (c) => c.json({ items: await listContacts(read, c.req.valid('query')) }),
    )
    .put(
      '/:slug',
      answers(ContactView, { summary: 'Create a contact, or change it', description: mayAskForNew, tag }),
      checked('param', Path),
      checked('json', ContactInput),
      async (c) => {
        const { slug } = c.req.valid('param')
        const saved = { slug, input: c.req.valid('json'), actor: c.var.actor.name }
        await writer.write(async (tx) => {
          const named = async () => (await listContacts(tx, { slug }))[0]
          await demandNew(c, { what: 'a contact', name: slug }, named)
          await saveContact(tx, services, saved)
        })
        const [contact] = await listContacts(read, { slug })
        if (contact === undefined) throw new Problem('not-found', `There is no contact ${slug}.`)
        return c.json(contact)
      },
    )
    .delete(
      '/:slug',
      answers(Deleted, { summary: 'Forget a contact that no rule tells', tag }),
      checked('param', Path),
      async (c) => {
        const { slug } = c.req.valid('param')
        await writer.write((tx) => deleteContact(tx, services, { slug, actor: c.var.actor.name }))
        return c.json({ deleted: slug })
      },
    )
}
