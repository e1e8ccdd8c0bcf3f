import { Hono } from 'hono'
import { z } from 'zod'
import { permissionNames, roles } from '../../core/roles.ts'
import { actorMay } from '../../http/actor.ts'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { signedInOf } from './account-routes.tsx'
import { askFreshCode, giveFreshCode } from './commands.ts'
import { isAppCode, listSignIns, membershipsOf, revokeSignIn } from './own-sign-ins.ts'
import { fromOf } from './page-input.ts'

const tag = 'Account'

const Account = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    permissions: z.array(z.enum(permissionNames)),
    organisations: z.array(
      z.object({ organisationId: z.string(), organisation: z.string(), role: z.enum(roles) }),
    ),
  })
  .meta({ id: 'Account' })

const SignIn = z
  .object({
    id: z.string(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    signedInAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime(),
    isThisOne: z.boolean(),
  })
  .meta({ id: 'SignIn' })

const Redemption = z
  .strictObject({
    code: z.stringFormat('code', /^\d{6}$/),
    method: z.enum(['message', 'app']).default('message'),
  })
  .meta({ id: 'CodeRedemption' })

/** One's own account, mounted at `/account`. */
export function accountApi(services: Services): Hono {
  return new Hono()
    .get('/', answers(Account, { summary: 'Who I am, and what I may do', tag }), async (c) => {
      const actor = signedInOf(c)
      const { id, name, role } = actor
      return c.json({
        ...{ id, name, role, organisations: await membershipsOf(services, id) },
        permissions: permissionNames.filter((permission) => actorMay(actor, permission)),
      })
    })
    .get(
      '/sign-ins',
      answers(z.object({ items: z.array(SignIn) }), { summary: 'Where I am signed in', tag }),
      async (c) => {
        const { id, signIn } = signedInOf(c)
        const mine = await listSignIns(services, id)
        return c.json({ items: mine.map((one) => ({ ...one, isThisOne: one.id === signIn.id })) })
      },
    )
    .delete(
      '/sign-ins/:id',
      answers(z.object({ id: z.string() }), { summary: 'Sign out there', tag }),
      checked('param', z.object({ id: z.string() })),
      async (c) => {
        const { id } = c.req.valid('param')
        if (!(await revokeSignIn(services, { userId: signedInOf(c).id, id })))
          throw new Problem('not-found', `There is no sign-in ${id}.`)
        return c.json({ id })
      },
    )
    .post(
      '/codes',
      answers(z.object({ sent: z.boolean() }), {
        summary: 'Send me a fresh code',
        description: 'For refunds, payouts, tariffs and keys; good once, for five minutes.',
        tag,
      }),
      async (c) => {
        const { id: userId, signIn } = signedInOf(c)
        const sent = await askFreshCode(services, { userId, signInId: signIn.id })
        if (sent.kind === 'noChannel')
          throw new Problem('unavailable', 'No code can be sent now; use your authenticator app.')
        if (sent.kind === 'tooMany') {
          const waitS = Math.ceil(sent.retryAfterMs / 1000)
          c.header('Retry-After', String(waitS))
          throw new Problem('too-many-requests', `The code before may be used; another one in ${waitS} s.`)
        }
        return c.json({ sent: true })
      },
    )
    .post(
      '/codes/redemption',
      answers(z.object({ freshUntil: z.iso.datetime() }), {
        summary: 'Give a fresh code',
        description: 'For some minutes this sign-in may do what asks for one.',
        tag,
      }),
      checked('json', Redemption),
      async (c) => {
        const { code, method } = c.req.valid('json')
        const { id: userId, signIn } = signedInOf(c)
        const given = { userId, signInId: signIn.id, code, from: fromOf(c) }
        const result = await giveFreshCode(services, {
          ...given,
          ...(method === 'app' && { isGoodApp: () => isAppCode(services, given) }),
        })
        if (result.kind === 'wrong')
          throw new Problem('forbidden', 'The code is not right, is over, or was used.')
        if (result.kind === 'locked') {
          const waitS = Math.ceil(result.retryAfterMs / 1000)
          c.header('Retry-After', String(waitS))
          throw new Problem('too-many-requests', `Too many attempts; try again in ${waitS} s.`)
        }
        return c.json({ freshUntil: result.until })
      },
    )
}
