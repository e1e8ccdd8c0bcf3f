import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Role, roles } from '../../core/roles.ts'
import { BrowserSession } from '../../testing/browser-session.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'

const password = 'kunci-motor-biru'

let system: TestCloud
let admin: BrowserSession
let ids: { operator: string; alfa: string; bravo: string; company: string }

const browser = () => new BrowserSession(system.cloud.app)
const bodyOf = <Body>(page: { text: string }) => JSON.parse(page.text) as Body

async function organisation(slug: string, kind: 'partner' | 'company'): Promise<string> {
  const made = await admin.api('/organisations', 'POST', { slug, name: `PT ${slug}`, kind })
  expect(made.status).toBe(201)
  return bodyOf<{ id: string }>(made).id
}

/** No messages are set up here, so that whoever invites gets the link. */
async function invite(by: BrowserSession, organisationId: string, role: Role, email: string) {
  const page = await by.api(`/organisations/${organisationId}/invitations`, 'POST', { role, email })
  return { status: page.status, ...bodyOf<{ id: string; url?: string; sentTo?: string | null }>(page) }
}

/** Somebody who has accepted an invitation. */
async function joined(organisationId: string, role: Role, name: string): Promise<BrowserSession> {
  const email = `${name}@mail.example`
  const { url = '' } = await invite(admin, organisationId, role, email)
  const visitor = browser()
  const phone = `08121${String(10_000_000 + (Number.parseInt(name, 36) % 89_999_999))}`.slice(0, 12)
  const accepted = await visitor.post(new URL(url).pathname, { name, email, phone, password })
  expect([accepted.status, accepted.location]).toEqual([303, '/account'])
  return visitor
}

beforeAll(async () => {
  system = await startTestCloud()
  admin = browser()
  const person = { name: 'Wayan', email: 'wayan@colok.example', phone: '081234567890', password }
  expect((await admin.post(new URL(system.firstAdminUrl ?? '').pathname, person)).status).toBe(303)
  const [own] = bodyOf<{ items: { id: string }[] }>(await admin.api('/organisations')).items
  ids = {
    operator: own?.id ?? '',
    alfa: await organisation('alfa', 'partner'),
    bravo: await organisation('bravo', 'partner'),
    company: await organisation('ojek', 'company'),
  }
})
afterAll(() => system.stop())

test('a partner is invited, joins, and sees its own organisation and site, and no other', async () => {
  const partner = await joined(ids.alfa, 'partner', 'made')
  expect(bodyOf<object>(await partner.api('/account'))).toMatchObject({ name: 'made', role: 'partner' })
  expect(bodyOf<{ items: object[] }>(await partner.api('/organisations')).items).toMatchObject([
    { id: ids.alfa },
  ])
  const site = 'sangeh-monkey-forest'
  expect(bodyOf<{ items: object[] }>(await partner.api('/sites')).items).toEqual([])
  expect((await admin.api(`/organisations/${ids.alfa}/sites/${site}`, 'PUT', {})).status).toBe(200)
  expect((await admin.api(`/organisations/${ids.alfa}/sites/${site}`, 'PUT', {})).status).toBe(409)
  expect(bodyOf<{ items: object[] }>(await partner.api('/sites')).items).toMatchObject([{ slug: site }])
  expect((await admin.api(`/organisations/${ids.alfa}/sites/${site}`, 'DELETE')).status).toBe(200)
  system.setWall(Date.UTC(2026, 10, 23, 3, 1))
  expect(bodyOf<{ items: object[] }>(await partner.api('/sites')).items).toEqual([])
  for (const path of ['', '/members', '/sites', '/invitations']) {
    expect((await partner.api(`/organisations/${ids.alfa}${path}`)).status).toBe(200)
    expect((await partner.api(`/organisations/${ids.bravo}${path}`)).status).toBe(404)
  }
})

test('an invitation is good once, not after it was taken back, and for nobody who only looks', async () => {
  const { id, url = '' } = await invite(admin, ids.alfa, 'partner', 'ketut@mail.example')
  const path = new URL(url).pathname
  expect((await browser().get(path)).text).toContain('PT alfa')
  expect((await browser().get(path)).status).toBe(200)
  expect((await admin.api(`/organisations/${ids.bravo}/invitations/${id}`, 'DELETE')).status).toBe(404)
  expect((await admin.api(`/organisations/${ids.alfa}/invitations/${id}`, 'DELETE')).status).toBe(200)
  expect((await browser().get(path)).status).toBe(410)
  const second = await invite(admin, ids.alfa, 'partner', 'ketut@mail.example')
  const person = { name: 'Ketut', email: 'ketut@mail.example', phone: '081355556666', password }
  const use = (facts: object = {}) =>
    browser().post(new URL(second.url ?? '').pathname, { ...person, ...facts })
  const both = await Promise.all([use(), use({ email: 'other@mail.example', phone: '081355557777' })])
  expect(both.map(({ status }) => status).sort()).toEqual([303, 410])
})

test('nobody joins with another’s e-mail or number', async () => {
  const { url = '' } = await invite(admin, ids.alfa, 'partner', 'nyoman@mail.example')
  const path = new URL(url).pathname
  const person = { name: 'Nyoman', email: 'nyoman@mail.example', phone: '081377778888', password }
  expect((await browser().post(path, { ...person, phone: '081234567890' })).status).toBe(409)
  expect((await browser().post(path, { ...person, email: 'wayan@colok.example' })).status).toBe(409)
  expect((await browser().post(path, { ...person, password: 'short' })).status).toBe(409)
  expect((await browser().post(path, { as: 'known' })).status).toBe(409)
  expect((await admin.post(path, { as: 'known' })).text).toContain('orang lain')
  expect((await browser().post(path, person)).status).toBe(303)
})

test('nobody gives, takes or has more than their own role allows', async () => {
  const partner = await joined(ids.bravo, 'partner', 'gede')
  const fleetManager = await joined(ids.company, 'fleetManager', 'komang')
  const finance = await joined(ids.operator, 'finance', 'luh')
  const mayInvite: Record<string, readonly Role[]> = {
    partner: ['partner'],
    fleetManager: ['fleetManager', 'driver'],
  }
  for (const [by, session, own] of [
    ['partner', partner, ids.bravo],
    ['fleetManager', fleetManager, ids.company],
    ['finance', finance, ids.operator],
  ] as const) {
    for (const role of roles) {
      const allowed = mayInvite[by]?.includes(role) ?? false
      const { status } = await invite(session, own, role, `${by}-${role}@mail.example`)
      expect([by, role, status]).toEqual([by, role, allowed ? 201 : 403])
    }
    const { id } = bodyOf<{ id: string }>(await session.api('/account'))
    for (const role of roles)
      expect([403, 404]).toContain(
        (await session.api(`/organisations/${own}/members/${id}`, 'PUT', { role })).status,
      )
    expect(
      (
        await session.api(`/organisations/${ids.alfa}/invitations`, 'POST', {
          role: 'partner',
          email: 'x@mail.example',
        })
      ).status,
    ).not.toBe(201)
    expect(
      (await session.api('/organisations', 'POST', { slug: 'x', name: 'X', kind: 'partner' })).status,
    ).toBe(403)
    expect((await session.api('/api-keys', 'POST', { name: 'x', role: 'admin' })).status).toBe(403)
  }
  for (const role of ['partner', 'driver', 'fleetManager'] as const)
    expect((await invite(admin, ids.operator, role, 'x@mail.example')).status).toBe(403)
  expect((await invite(admin, ids.alfa, 'admin', 'x@mail.example')).status).toBe(403)
})

test('the last admin stays one, and nobody changes their own role', async () => {
  const { id } = bodyOf<{ id: string }>(await admin.api('/account'))
  const own = `/organisations/${ids.operator}/members/${id}`
  expect((await admin.api(own, 'PUT', { role: 'auditor' })).status).toBe(403)
  expect((await admin.api(own, 'DELETE')).status).toBe(403)
  const byKey = await system.api(own, { method: 'DELETE' })
  expect(byKey).toMatchObject({ status: 403, body: { detail: expect.stringContaining('last admin') } })
  const second = await joined(ids.operator, 'admin', 'putu')
  expect((await second.api(own, 'PUT', { role: 'auditor' })).status).toBe(200)
  expect((await admin.api('/api-keys', 'POST', { name: 'x', role: 'auditor' })).status).toBe(403)
  expect((await second.api(own, 'PUT', { role: 'admin' })).status).toBe(200)
})

test('what somebody handed on ends with the right to: keys that they made, and invitations that wait', async () => {
  const cookie = await seededSignIn(system, { role: 'admin', isFresh: true })
  const asLeaving = async <Body>(path: string, body: object) => {
    const response = await system.cloud.app.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', Cookie: cookie },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Body
  }
  const { key } = await asLeaving<{ key: string }>('/api-keys', { name: 'ERP', role: 'auditor' })
  const invitation = { role: 'partner', email: 'ketut@mail.example' }
  const { url } = await asLeaving<{ url: string }>(`/organisations/${ids.alfa}/invitations`, invitation)
  const byKey = async () =>
    (await system.cloud.app.request('/api/v1/sites', { headers: { Authorization: `Bearer ${key}` } })).status
  expect(await byKey()).toBe(200)
  const member = '/organisations/seeded-admin-fresh/members/admin-fresh'
  const stillAdmin = await admin.api(member, 'PUT', { role: 'admin' })
  expect(bodyOf<object>(stillAdmin)).toMatchObject({ ended: { keys: [], invitations: 0 } })
  expect(await byKey()).toBe(200)
  const demoted = await admin.api(member, 'PUT', { role: 'operator' })
  expect(bodyOf<object>(demoted)).toMatchObject({ ended: { keys: ['ERP'], invitations: 1 } })
  expect(await byKey()).toBe(401)
  expect((await browser().get(new URL(url).pathname)).status).toBe(410)
  const { body } = await system.api<{ items: object[] }>('/activity?action=key.endedWithRole')
  expect(body.items).toHaveLength(1)
})

test('whoever leaves, or whose organisation ends, sees nothing from then on, and neither do its keys', async () => {
  const passing = await organisation('passing', 'partner')
  const member = await joined(passing, 'partner', 'kadek')
  const { id } = bodyOf<{ id: string }>(await member.api('/account'))
  const stays = await joined(passing, 'partner', 'wira')
  expect((await admin.api(`/organisations/${passing}/members/${id}`, 'DELETE')).status).toBe(200)
  system.setWall(Date.UTC(2026, 10, 23, 3, 2))
  expect((await member.api('/sites')).status).toBe(403)
  const key = await keyFor(system, 'partner', passing)
  const byKey = async () =>
    (await system.cloud.app.request('/api/v1/sites', { headers: { Authorization: `Bearer ${key}` } })).status
  expect([await byKey(), (await stays.api('/sites')).status]).toEqual([200, 200])
  expect((await admin.api(`/organisations/${passing}/ending`, 'POST', {})).status).toBe(200)
  expect([await byKey(), (await stays.api('/sites')).status]).toEqual([401, 403])
  expect((await admin.api(`/organisations/${ids.operator}/ending`, 'POST', {})).status).toBe(409)
})

test('a key has no more than its maker, and no longer than its end', async () => {
  const limited = await system.api<{ key: string }>('/api-keys', {
    method: 'POST',
    body: {
      name: 'limited',
      role: 'admin',
      scopes: ['keys.read', 'keys.write'],
      expiresAt: '2026-11-24T00:00:00Z',
    },
  })
  const byLimited = async (body: object) => {
    const response = await system.cloud.app.request('/api/v1/api-keys', {
      method: 'POST',
      headers: { Authorization: `Bearer ${limited.body.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'more', expiresAt: '2026-11-24T00:00:00Z', ...body }),
    })
    return { status: response.status, body: (await response.json()) as { scopes: string[] } }
  }
  expect((await byLimited({ role: 'admin', scopes: ['refunds.write'] })).status).toBe(400)
  expect((await byLimited({ role: 'auditor', scopes: ['keys.write'] })).status).toBe(400)
  expect((await byLimited({ role: 'partner' })).status).toBe(400)
  expect((await byLimited({ role: 'driver' })).status).toBe(400)
  expect((await byLimited({ role: 'admin', expiresAt: '2026-11-24T00:00:01Z' })).status).toBe(400)
  expect((await byLimited({ role: 'admin', expiresAt: undefined })).status).toBe(400)
  expect(await byLimited({ role: 'admin' })).toMatchObject({ status: 201, body: { scopes: ['keys.read'] } })
  system.setWall(Date.UTC(2026, 10, 24))
  expect((await byLimited({ role: 'auditor', scopes: ['keys.read'] })).status).toBe(401)
})
