import { Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessMatrix, permissionsWithCode } from './access-matrix.ts'
import { consoleForms } from './console-matrix.ts'
import { mayRole, permissions, type Role, reachKindOf, roles } from './core/roles.ts'
import { identify } from './features/access/guard.ts'
import { type Problem, problemResponse } from './http/problem.ts'
import type { Services } from './services.ts'
import { keyFor } from './testing/role-keys.ts'
import { seededSignIn } from './testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud } from './testing/test-cloud.ts'

const rows = Object.entries(accessMatrix)
const granted = rows.flatMap(([route, access]) => (access.kind === 'granted' ? [{ route, ...access }] : []))
type Row = (typeof granted)[number]
const openRoutes = rows.flatMap(([route, access]) => (access.kind === 'open' ? [route] : []))

let system: TestCloud
beforeAll(async () => {
  system = await startTestCloud()
})
afterAll(() => system.stop())

interface Caller {
  readonly key?: string
  readonly cookie?: string
}

/** Requests under way at once: what they keep goes into as few commits as that. */
const atOnce = 32

/** What each route answers a caller, in their order. */
async function statusesOf(routes: readonly string[], by: Caller = {}): Promise<Map<string, number>> {
  const statuses: [string, number][] = []
  for (let from = 0; from < routes.length; from += atOnce) {
    const some = routes.slice(from, from + atOnce)
    statuses.push(
      ...(await Promise.all(
        some.map(async (route): Promise<[string, number]> => [route, await statusOf(route, by)]),
      )),
    )
  }
  return new Map(statuses)
}

/** Visitors from one address may ask only so much, and none of these is to be refused for that. */
let visitors = 0

/** Asks for a route with names that nothing has and no body: what is let through finds nothing to do. */
async function statusOf(route: string, by: Caller): Promise<number> {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replaceAll(/:[a-zA-Z]+/g, 'NOBODY').replace('*', 'x')
  visitors += 1
  const response = await system.cloud.app.request(
    path,
    {
      method: method === 'ALL' ? 'POST' : method,
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        ...(by.key && { Authorization: `Bearer ${by.key}` }),
        ...(by.cookie && { Cookie: by.cookie }),
      },
    },
    { incoming: { socket: { remoteAddress: `visitor ${visitors}` } } },
  )
  // A stream of events never ends by itself; anything else is read to its end before the system goes.
  const isLive = response.headers.get('Content-Type')?.startsWith('text/event-stream')
  await (isLive ? response.body?.cancel() : response.text())
  if (response.status === 429) throw new Error(`${route} was asked for too often to tell who is let in.`)
  return response.status
}

const routesOf = (rows: readonly { readonly route: string }[]) => rows.map(({ route }) => route)

/** The routes among these whose status is none of those that refuse a caller, and those that refuse for want of a right. */
const letIn = (statuses: ReadonlyMap<string, number>) =>
  [...statuses].filter(([, status]) => status !== 401 && status !== 403).map(([route]) => route)
const forbidden = (statuses: ReadonlyMap<string, number>) =>
  [...statuses].filter(([, status]) => status === 403).map(([route]) => route)

test('every route that is mounted has a row, and every row its route', () => {
  const mounted = inspectRoutes(system.cloud.app)
    .filter(({ isMiddleware }) => !isMiddleware)
    .map(({ method, path }) => `${method} ${path}`)
  expect([...new Set(mounted)].sort()).toEqual(Object.keys(accessMatrix).sort())
})

test('a route without a row is refused', async () => {
  const logged: unknown[] = []
  const services = { log: { error: (facts: unknown) => logged.push(facts) } } as unknown as Services
  const app = new Hono().use(identify(services)).get('/new', (c) => c.text('served'))
  app.onError((error, c) => problemResponse(c, error as Problem))
  expect((await app.request('/new')).status).toBe(403)
  expect(logged).toEqual([{ route: 'GET /new' }])
})

test('nobody comes in without a key, but where the row says that everybody may', async () => {
  const statuses = await statusesOf(routesOf(granted))
  expect([...statuses].filter(([, status]) => status !== 401)).toEqual([])
  // What asks for a password, or for a provider's signature, may well refuse the empty request.
  expect(forbidden(await statusesOf(openRoutes))).toEqual([])
})

describe('each role is let in where the matrix says so, and nowhere else', () => {
  const withKeys = roles.filter((role): role is Exclude<Role, 'driver'> => role !== 'driver')
  test.each(withKeys)('%s', async (role) => {
    const organisationId = reachKindOf(role) === 'organisation' ? await anOrganisation(role) : undefined
    const key = await keyFor(system, role, organisationId)
    const isLetIn = ({ permission, narrowed }: Row) =>
      mayRole(role, permission) && narrowed !== 'self' && (narrowed !== 'all' || reachKindOf(role) === 'all')
    await expectLetIn(granted, isLetIn, { key })
  })

  test.each(roles)('%s, signed in, with a fresh code and without', async (role) => {
    const cookie = await seededSignIn(system, { role })
    const fresh = await seededSignIn(system, { role, isFresh: true })
    const reach = reachKindOf(role)
    const isLetIn = ({ permission, narrowed }: Row) =>
      mayRole(role, permission) &&
      (narrowed === 'self' ||
        narrowed === 'common' ||
        reach === 'all' ||
        (reach === 'organisation' && narrowed !== 'all'))
    // It would be the last thing that this person does.
    const asked = granted.filter(({ route }) => !/^POST \/(api\/v1\/me\/deletion|me\/closing)$/.test(route))
    await expectLetIn(asked, isLetIn, { cookie: fresh })
    const withCode = routesOf(asked.filter(({ freshCode }) => freshCode))
    expect(forbidden(await statusesOf(withCode, { cookie }))).toEqual(withCode)
  })

  /** Those that are let in are not refused, and everybody else is, with 403. */
  async function expectLetIn(
    asked: readonly Row[],
    isLetIn: (row: Row) => boolean,
    by: Caller,
  ): Promise<void> {
    const statuses = await statusesOf(routesOf(asked), by)
    expect(letIn(statuses)).toEqual(routesOf(asked.filter(isLetIn)))
    expect(forbidden(statuses)).toEqual(routesOf(asked.filter((row) => !isLetIn(row))))
  }

  async function anOrganisation(role: Role): Promise<string> {
    const id = `organisation-of-${role}`
    const kind = role === 'partner' ? 'partner' : 'company'
    await system.database.writeConnection.tx.run(
      'insert into organisation (id, slug, name, kind, created_at) values (?, ?, ?, ?, ?)',
      [id, id, 'Contoh', kind, '2026-01-01T00:00:00.000Z'],
    )
    return id
  }
})

test('auditors only read, and money is for finance and admins alone', () => {
  for (const [permission, allowed] of Object.entries(permissions)) {
    const readsOnly = permission.endsWith('.read') || permission === 'account'
    expect([permission, allowed.some((role) => role === 'auditor') && !readsOnly]).toEqual([
      permission,
      false,
    ])
  }
  for (const permission of ['refunds.write', 'tariffs.write', 'ledger.write', 'exceptions.write'] as const)
    expect(permissions[permission]).toEqual(['finance', 'admin'])
})

test('what changes something is never let through by a permission to read', () => {
  for (const { route, permission } of granted)
    if (!route.startsWith('GET ')) expect([route, permission.endsWith('.read')]).toEqual([route, false])
})

test('a permission asks for a fresh code everywhere or nowhere, and for refunds, tariffs and keys it does', () => {
  // A form of the console asks for the code itself, and does nothing but through the API, which demands it.
  const doing = granted.filter(({ route }) => !consoleForms.some((form) => route.endsWith(` ${form}`)))
  for (const { route, permission, freshCode = false } of doing)
    expect([route, freshCode]).toEqual([route, permissionsWithCode.has(permission)])
  for (const permission of ['refunds.write', 'tariffs.write', 'keys.write'] as const)
    expect(permissionsWithCode).toContain(permission)
})
