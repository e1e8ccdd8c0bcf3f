import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { type Access, accessMatrix } from '../../access-matrix.ts'
import { mayRole } from '../../core/roles.ts'
import { type Actor, actorMay } from '../../http/actor.ts'
import { bearerOf } from '../../http/bearer.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { wantsPage } from '../../web/error-page.tsx'
import { findSignedIn, refuseForeignPages, sessionTokenOf } from '../sign-in/signed-in.ts'
import { findKeyHolder } from './commands.ts'
import { isWithinReach, noSuchThing } from './reach.ts'

/**
 * Finds out who asks, and refuses what has no row in the access matrix. Everything else that the row says is
 * `authorise`'s: it stands behind what counts and records requests, so that refused ones are counted and recorded too.
 */
export function identify(services: Services): MiddlewareHandler {
  return async (c, next) => {
    const route = routeOf(c)
    const access = route === undefined ? undefined : accessMatrix[route]
    if (route !== undefined && access === undefined) {
      services.log.error({ route }, 'a route is not in the access matrix')
      throw new Problem('forbidden', 'Nobody may use this address yet.')
    }
    const isForSomebody = access === undefined ? c.req.path.startsWith('/api/') : access.kind === 'granted'
    if (!isForSomebody) return next()
    const actor = await actorOf(c, services)
    if (actor !== undefined) {
      c.set('actor', actor)
      return next()
    }
    if (wantsPage(c) && c.req.method === 'GET')
      return c.redirect(`/sign-in?${new URLSearchParams({ next: pathAndQuery(c) })}`, 303)
    c.header('WWW-Authenticate', 'Bearer realm="colok"')
    throw new Problem('unauthorized', 'Sign in, or send a key: "Authorization: Bearer …".')
  }
}

/** What was asked for, to come back to: filters and all, as long as `next` may be. */
function pathAndQuery(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname.length + search.length <= 500 ? pathname + search : pathname
}

/** Lets a request pass when the row of its route in the access matrix grants it to this caller. */
export function authorise(services: Services): MiddlewareHandler {
  return async (c, next) => {
    const access = accessMatrix[routeOf(c) ?? '']
    if (access?.kind !== 'granted') return next()
    refuseUnlessGranted(c.var.actor, access, services)
    await refuseOutOfReach(c, access, services)
    await next()
  }
}

/** The pattern of the handler that will answer, `GET /api/v1/sites/:slug`; undefined when none will. */
function routeOf(c: Context): string | undefined {
  for (const { method, path } of matchedRoutes(c)) {
    const route = `${method} ${path}`
    // Middleware is mounted for all methods, and is in no matrix.
    if (method !== 'ALL' || Object.hasOwn(accessMatrix, route)) return route
  }
  return undefined
}

/** The holder of the key in the header; where there is no such header, whoever is signed in by a cookie. */
export async function actorOf(c: Context, services: Services): Promise<Actor | undefined> {
  const key = bearerOf(c)
  if (key === null) return undefined
  if (key !== undefined) return findKeyHolder(services, key)
  const token = sessionTokenOf(c)
  if (token === undefined) return undefined
  refuseForeignPages(c, services.settings.publicUrl)
  return findSignedIn(services, token)
}

type Granted = Extract<Access, { kind: 'granted' }>

function refuseUnlessGranted(actor: Actor, access: Granted, services: Services): void {
  const { permission, narrowed, freshCode } = access
  if (!mayRole(actor.role, permission))
    throw new Problem('forbidden', `It takes the permission ${permission}, which ${actor.role} has not.`)
  if (actor.scopes !== undefined && !actor.scopes.includes(permission))
    throw new Problem('forbidden', `The key was not made for ${permission}.`)
  if (!fits(actor, narrowed)) throw new Problem('forbidden', 'It is about more than what you may see.')
  if (freshCode && actor.kind === 'user' && (actor.signIn?.freshUntil ?? 0) <= services.clock.wallMs())
    throw new Problem('code-needed', 'Ask for a code and give it first; it is good for some minutes.')
}

/** Whether a caller is let in by a row of the matrix: a fresh code, and what the path names, are asked for later. */
export function mayCall(actor: Actor, access: Access | undefined): boolean {
  if (access?.kind !== 'granted') return access?.kind === 'open'
  return actorMay(actor, access.permission) && fits(actor, access.narrowed)
}

function fits({ kind, reach }: Actor, narrowed: Granted['narrowed']): boolean {
  if (narrowed === 'self') return kind === 'user'
  if (reach.kind === 'all' || narrowed === 'common') return true
  return reach.kind === 'organisation' && narrowed !== 'all'
}

async function refuseOutOfReach(c: Context, { thing }: Granted, services: Services): Promise<void> {
  if (thing === undefined) return
  const name = firstParameter(routeOf(c) ?? '', c.req.path)
  if (!(await isWithinReach(services, c.var.actor.reach, { thing, name }))) throw noSuchThing(thing, name)
}

/** What stands in the path where its pattern has the first parameter. The router gives parameters to handlers only. */
function firstParameter(route: string, path: string): string {
  const pattern = route.slice(route.indexOf(' ') + 1).split('/')
  const text = path.split('/')[pattern.findIndex((part) => part.startsWith(':'))] ?? ''
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
