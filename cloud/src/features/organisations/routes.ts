import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { addressesOf, maskAddress } from '../messages/address.ts'
import { Slug } from '../sites/schemas.ts'
import {
  changeRole,
  createOrganisation,
  endOrganisation,
  holdSite,
  invite,
  type MemberResult,
  releaseSite,
  removeMember,
  revokeInvitation,
} from './commands.ts'
import type { Ended } from './delegations.ts'
import {
  findOrganisation,
  listHeldSites,
  listInvitations,
  listMembers,
  listOrganisations,
} from './queries.ts'
import {
  HeldSite,
  HeldSiteInput,
  Invitation,
  InvitationInput,
  Member,
  NewInvitation,
  Organisation,
  OrganisationInput,
  organisationSortKeys,
  RoleInput,
} from './schemas.ts'

const tag = 'Organisations'
const Path = z.object({ organisationId: z.string() })
const MemberPath = Path.extend({ userId: z.string() })
const SitePath = Path.extend({ site: Slug })
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

/** Organisations, who belongs to them, and which sites are their business. Mounted at `/organisations`. */
export function organisationRoutes(services: Services): Hono {
  const routes = new Hono()
  addOrganisations(routes, services)
  addInvitations(routes, services)
  addMembers(routes, services)
  addSites(routes, services)
  return routes
}

async function organisationOr404(services: Services, id: string): Promise<Organisation> {
  const organisation = await findOrganisation(services, id)
  if (organisation === undefined) throw new Problem('not-found', `There is no organisation ${id}.`)
  return organisation
}

function addOrganisations(routes: Hono, services: Services): void {
  routes
    .get(
      '/',
      answers(pageOf(Organisation), { summary: 'List organisations', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(organisationSortKeys) })),
      async (c) => {
        const { reach } = c.var.actor
        return c.json(await listOrganisations(services, { ...c.req.valid('query'), reach }))
      },
    )
    .post(
      '/',
      answers(Organisation, { summary: 'Add a partner or a company', tag, status: 201 }),
      checked('json', OrganisationInput),
      async (c) => {
        const input = c.req.valid('json')
        const id = await services.writer.write((tx) => createOrganisation(tx, services, input))
        if (id === undefined) throw new Problem('conflict', `Another organisation is called ${input.slug}.`)
        return c.json(await organisationOr404(services, id), 201)
      },
    )
    .get(
      '/:organisationId',
      answers(Organisation, { summary: 'One organisation', tag }),
      checked('param', Path),
      async (c) => c.json(await organisationOr404(services, c.req.valid('param').organisationId)),
    )
    .post(
      '/:organisationId/ending',
      answers(Organisation, {
        summary: 'End an organisation',
        description: 'Its members and keys see nothing from now on. What was booked stays.',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { organisationId } = c.req.valid('param')
        if (!(await services.writer.write((tx) => endOrganisation(tx, services, organisationId))))
          throw new Problem('conflict', `There is no partner or company ${organisationId} that could end.`)
        return c.json(await organisationOr404(services, organisationId))
      },
    )
}

function addInvitations(routes: Hono, services: Services): void {
  routes
    .get(
      '/:organisationId/invitations',
      answers(listOf(Invitation), { summary: 'Invitations that may still be accepted', tag }),
      checked('param', Path),
      async (c) => {
        const links = await listInvitations(services, c.req.valid('param').organisationId)
        const items = links.map(({ email, phone, ...link }) => {
          const [address] = addressesOf({ email, phone })
          return { ...link, sentTo: address === undefined ? null : maskAddress(address) }
        })
        return c.json({ items })
      },
    )
    .post(
      '/:organisationId/invitations',
      answers(NewInvitation, {
        summary: 'Invite somebody',
        description:
          'By a link that is good once, for three days. Nobody gives a role that is above their own.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', InvitationInput),
      async (c) => {
        const { organisationId } = c.req.valid('param')
        const wish = { ...c.req.valid('json'), organisationId, by: c.var.actor }
        const result = await services.writer.write((tx) => invite(tx, services, wish))
        if (result.kind === 'refused') throw new Problem('forbidden', result.why)
        c.header('Cache-Control', 'no-store')
        const { id, expiresAt, sentTo, url } = result
        return c.json({ id, role: wish.role, sentTo, createdBy: wish.by.name, expiresAt, url }, 201)
      },
    )
    .delete(
      '/:organisationId/invitations/:id',
      answers(z.object({ id: z.string() }), { summary: 'Take an invitation back', tag }),
      checked('param', Path.extend({ id: z.string() })),
      async (c) => {
        const named = c.req.valid('param')
        if (!(await services.writer.write((tx) => revokeInvitation(tx, services, named))))
          throw new Problem('not-found', `There is no open invitation ${named.id}.`)
        return c.json({ id: named.id })
      },
    )
}

const EndedWithRole = z
  .object({ keys: z.array(z.string()), invitations: z.int() })
  .describe('The names of the keys that open nothing any more, and how many invitations were taken back')

function orProblem(result: MemberResult, userId: string): Ended {
  if (result.kind === 'refused') throw new Problem('forbidden', result.why)
  if (result.kind === 'unknown') throw new Problem('not-found', `There is no member ${userId}.`)
  return result.ended
}

function addMembers(routes: Hono, services: Services): void {
  routes
    .get(
      '/:organisationId/members',
      answers(listOf(Member), { summary: 'Who belongs to an organisation', tag }),
      checked('param', Path),
      async (c) => c.json({ items: await listMembers(services, c.req.valid('param').organisationId) }),
    )
    .put(
      '/:organisationId/members/:userId',
      answers(z.object({ userId: z.string(), role: z.string(), ended: EndedWithRole }), {
        summary: 'Give a member another role',
        description:
          'Nobody changes their own, and the last admin stays one. Keys that they made and invitations that they sent end, where the new role could not give them.',
        tag,
      }),
      checked('param', MemberPath),
      checked('json', RoleInput),
      async (c) => {
        const change = { ...c.req.valid('param'), ...c.req.valid('json'), by: c.var.actor }
        const result = await services.writer.write((tx) => changeRole(tx, services, change))
        const ended = orProblem(result, change.userId)
        return c.json({ userId: change.userId, role: change.role, ended })
      },
    )
    .delete(
      '/:organisationId/members/:userId',
      answers(z.object({ userId: z.string(), ended: EndedWithRole }), {
        summary: 'End a membership',
        description:
          'Keys that they made open nothing any more, and invitations that they sent are taken back.',
        tag,
      }),
      checked('param', MemberPath),
      async (c) => {
        const removal = { ...c.req.valid('param'), by: c.var.actor }
        const result = await services.writer.write((tx) => removeMember(tx, services, removal))
        return c.json({ userId: removal.userId, ended: orProblem(result, removal.userId) })
      },
    )
}

function addSites(routes: Hono, services: Services): void {
  routes
    .get(
      '/:organisationId/sites',
      answers(listOf(HeldSite), { summary: 'The sites that are or were its business', tag }),
      checked('param', Path),
      async (c) => c.json({ items: await listHeldSites(services, c.req.valid('param').organisationId) }),
    )
    .put(
      '/:organisationId/sites/:site',
      answers(z.object({ site: Slug }), { summary: 'Make a site its business', tag }),
      checked('param', SitePath),
      checked('json', HeldSiteInput),
      async (c) => {
        const hold = { ...c.req.valid('param'), since: c.req.valid('json').since }
        const result = await services.writer.write((tx) => holdSite(tx, services, hold))
        if (result === 'unknownSite') throw new Problem('not-found', `There is no site ${hold.site}.`)
        if (result === 'unknownOrganisation')
          throw new Problem('not-found', `There is no organisation ${hold.organisationId}.`)
        if (result === 'already') throw new Problem('conflict', 'It is its business at that time already.')
        return c.json({ site: hold.site })
      },
    )
    .delete(
      '/:organisationId/sites/:site',
      answers(z.object({ site: Slug }), {
        summary: 'From now on it is no more',
        description: 'What has happened there until now it goes on seeing.',
        tag,
      }),
      checked('param', SitePath),
      async (c) => {
        const release = c.req.valid('param')
        if (!(await services.writer.write((tx) => releaseSite(tx, services, release))))
          throw new Problem('not-found', `${release.site} is no site of it.`)
        return c.json({ site: release.site })
      },
    )
}
