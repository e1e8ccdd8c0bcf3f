import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { Slug } from '../sites/schemas.ts'
import { addAgreement, endAgreement } from './agreements.ts'
import { electricityBills } from './electricity-bill-list.ts'
import { addElectricityBill } from './electricity-bills.ts'
import { ownOrganisation } from './own.ts'
import { listAgreements } from './queries.ts'
import {
  Agreement,
  AgreementEnd,
  AgreementInput,
  agreementSortKeys,
  ElectricityBillInput,
  ElectricityBills,
} from './schemas.ts'

const tag = 'Partners'
const Path = z.object({ id: z.string() })

/** What was agreed on with partners, mounted at `/agreements`. */
export function agreementRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Agreement), { summary: 'Agreements, the newest first', tag }),
      checked(
        'query',
        PageQuery.extend({ sort: optionalSort(agreementSortKeys), organisation: Slug.optional() }),
      ),
      async (c) => {
        const organisationId = ownOrganisation(c.var.actor)
        return c.json(await listAgreements(services.read, { ...c.req.valid('query'), organisationId }))
      },
    )
    .get('/:id', answers(Agreement, { summary: 'One agreement', tag }), checked('param', Path), async (c) =>
      c.json(await agreementOr404(services, c.req.valid('param').id, ownOrganisation(c.var.actor))),
    )
    .post(
      '/',
      answers(Agreement, {
        summary: 'Write down what was agreed on',
        description:
          'For good: other terms are another agreement, which supersedes this one from a later day. Sessions since its first day in which nobody shares are shared by it.',
        tag,
        status: 201,
      }),
      checked('json', AgreementInput),
      async (c) => {
        const agreement = c.req.valid('json')
        const actor = c.var.actor.name
        const id = await services.writer.write(async (tx) => {
          const added = await addAgreement(tx, services, { agreement, actor })
          const { organisation, supersedes, startsOn, terms } = agreement
          await recordActivity(tx, services, {
            actor,
            action: 'agreement.made',
            subject: `agreement:${added}`,
            after: { organisation, supersedes, startsOn, terms },
          })
          return added
        })
        return c.json(await agreementOr404(services, id, undefined), 201)
      },
    )
    .post(
      '/:id/end',
      answers(Agreement, {
        summary: 'End an agreement',
        description: 'Once, and not before what was shared by it.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', AgreementEnd),
      async (c) => {
        const { id } = c.req.valid('param')
        const { endsOn, note } = c.req.valid('json')
        const actor = c.var.actor.name
        await services.writer.write(async (tx) => {
          await endAgreement(tx, { id, endsOn })
          const deed = { actor, action: 'agreement.ended', subject: `agreement:${id}` }
          await recordActivity(tx, services, { ...deed, after: { endsOn }, detail: { note } })
        })
        return c.json(await agreementOr404(services, id, undefined), 201)
      },
    )
    .get(
      '/:id/electricity-bills',
      answers(ElectricityBills, {
        summary: 'Bills of the utility, the newest first, and the meters beside them',
        description: 'A bill counts in the month of its business day; the last twelve months are reckoned.',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { id } = await agreementOr404(services, c.req.valid('param').id, undefined)
        return c.json(await electricityBills(services, id))
      },
    )
    .post(
      '/:id/electricity-bills',
      answers(ElectricityBillInput, {
        summary: 'Enter a bill of the utility',
        description: 'For an agreement that settles electricity by bills; it stands on the next statement.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', ElectricityBillInput),
      async (c) => {
        const { id: agreementId } = c.req.valid('param')
        const bill = c.req.valid('json')
        const actor = c.var.actor.name
        await services.writer.write(async (tx) => {
          await addElectricityBill(tx, services, { agreementId, bill })
          const deed = { actor, action: 'electricityBill.entered', subject: `agreement:${agreementId}` }
          await recordActivity(tx, services, { ...deed, after: bill })
        })
        return c.json(bill, 201)
      },
    )
}

async function agreementOr404(
  services: Services,
  id: string,
  organisationId: string | undefined,
): Promise<Agreement> {
  const {
    items: [agreement],
  } = await listAgreements(services.read, { id, organisationId, limit: 1 })
  if (agreement === undefined) throw new Problem('not-found', `There is no agreement ${id}.`)
  return agreement
}
