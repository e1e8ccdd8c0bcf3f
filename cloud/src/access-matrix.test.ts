import { Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessMatrix, permissionsWithCode } from './access-matrix.ts'
import { mayRole, permissions, type Role, reachKindOf, roles } from './core/roles.ts'
import { identify } from './features/access/guard.ts'
import { type Problem, problemResponse } from './http/problem.ts'
import type { Services } from './services.ts'
import { keyFor } from './testing/role-keys.ts'
import { seededSignIn } from './testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud } from './testing/test-cloud.ts'

const rows = Object.entries(accessMatrix)
const granted = rows.flatMap(([route, access]) => (access.kind === 'granted' ? [{ route, ...access }] : []))
const openRoutes = rows.flatMap(([route, access]) => (access.kind === 'open' ? [route] : []))

let system: TestCloud
beforeAll(async () => {
  system = await startTestCloud()
})
afterAll(() => system.stop())

/** Asks for a route with names that nothing has and no body: what is let through finds nothing to do. */
async function statusOf(route: string, by: { key?: string; cookie?: string } = {}): Promise<number> {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replaceAll(/:[a-zA-Z]+/g, 'NOBODY').replace('*', 'x')
  const response = await system.cloud.app.request(path, {
    method: method === 'ALL' ? 'POST' : method,
    headers: {
      'Sec-Fetch-Site': 'same-origin',
      ...(by.key && { Authorization: `Bearer ${by.key}` }),
      ...(by.cookie && { Cookie: by.cookie }),
    },
  })
  // A stream of events never ends by itself; anything else is read to its end before the system goes.
  const isLive = response.headers.get('Content-Type')?.startsWith('text/event-stream')
  await (isLive ? response.body?.cancel() : response.text())
  return response.status
}

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
  for (const { route } of granted) expect([route, await statusOf(route)]).toEqual([route, 401])
  // What asks for a password, or for a provider's signature, may well refuse the empty request.
  for (const route of openRoutes) expect([route, await statusOf(route)]).not.toEqual([route, 403])
})

describe('each role is let in where the matrix says so, and nowhere else', () => {
  const withKeys = roles.filter((role): role is Exclude<Role, 'driver'> => role !== 'driver')
  test.each(withKeys)('%s', async (role) => {
    const organisationId = reachKindOf(role) === 'organisation' ? await anOrganisation(role) : undefined
    const key = await keyFor(system, role, organisationId)
    for (const { route, permission, narrowed } of granted) {
      const isLetIn =
        mayRole(role, permission) &&
        narrowed !== 'self' &&
        (narrowed !== 'all' || reachKindOf(role) === 'all')
      const status = await statusOf(route, { key })
      if (isLetIn) expect([401, 403], `${route} for ${role}`).not.toContain(status)
      else expect([route, status]).toEqual([route, 403])
    }
  })

  test.each(roles)('%s, signed in, with a fresh code and without', async (role) => {
    const cookie = await seededSignIn(system, { role })
    const fresh = await seededSignIn(system, { role, isFresh: true })
    for (const { route, permission, narrowed, freshCode } of granted) {
      const reach = reachKindOf(role)
      const sees =
        narrowed === 'self' ||
        narrowed === 'common' ||
        reach === 'all' ||
        (reach === 'organisation' && narrowed !== 'all')
      const isLetIn = mayRole(role, permission) && sees
      // It would be the last thing that this person does.
      if (route === 'POST /api/v1/me/deletion') continue
      const status = await statusOf(route, { cookie: fresh })
      if (isLetIn) expect([401, 403], `${route} for ${role}`).not.toContain(status)
      else expect([route, status]).toEqual([route, 403])
      if (freshCode) expect([route, await statusOf(route, { cookie })]).toEqual([route, 403])
    }
  })

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
  for (const { route, permission, freshCode = false } of granted)
    expect([route, freshCode]).toEqual([route, permissionsWithCode.has(permission)])
  for (const permission of ['refunds.write', 'tariffs.write', 'keys.write'] as const)
    expect(permissionsWithCode).toContain(permission)
})
