import { afterEach, beforeEach, expect, test } from 'vitest'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'

let system: TestCloud
beforeEach(async () => {
  system = await startTestCloud()
})
afterEach(() => system.stop())

const asHolder = async (key: string, path = '/sites') => {
  const response = await system.cloud.app.request(`/api/v1${path}`, {
    headers: { Authorization: `Bearer ${key}` },
  })
  return response.status
}
const make = async (name: string) => {
  const made = await system.api<{ id: string; key: string }>('/api-keys', {
    method: 'POST',
    body: { name, role: 'auditor' },
  })
  return made.body
}

test('another key opens the API until it is revoked, and is shown once', async () => {
  const { id, key } = await make('night shift')
  expect(await asHolder(key)).toBe(200)
  const listed = await system.api('/api-keys')
  expect(JSON.stringify(listed.body)).not.toContain(key)
  expect(listed.body).toMatchObject({
    items: [{ name: 'operator' }, { id, name: 'night shift', revokedAt: null }],
  })
  expect((await system.api(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(200)
  expect(await asHolder(key)).toBe(401)
  expect((await system.api(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(404)
})

test('a key makes none that outlives it', async () => {
  const scopes = ['keys.write', 'sites.read']
  const ending = { name: 'visit', role: 'admin', scopes, expiresAt: '2099-01-01T00:00:00.000Z' }
  const { body } = await system.api<{ key: string }>('/api-keys', { method: 'POST', body: ending })
  const makeWith = async (expiresAt: string | undefined) => {
    const response = await system.cloud.app.request('/api/v1/api-keys', {
      method: 'POST',
      headers: { Authorization: `Bearer ${body.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'longer', role: 'technician', scopes: ['sites.read'], expiresAt }),
    })
    return response.status
  }
  expect(await makeWith(undefined)).toBe(400)
  expect(await makeWith('2099-01-01T07:00:01+07:00')).toBe(400)
  expect(await makeWith('2099-01-01T07:00:00+07:00')).toBe(201)
})

test('a key is known by the person who made it, and so is a key that it makes', async () => {
  const cookie = await seededSignIn(system, { role: 'admin', isFresh: true })
  const make = async (headers: Record<string, string>) => {
    const response = await system.cloud.app.request('/api/v1/api-keys', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', ...headers },
      body: JSON.stringify({ name: 'second', role: 'admin', scopes: ['keys.write', 'payouts.write'] }),
    })
    return ((await response.json()) as { key: string }).key
  }
  const own = await make({ Cookie: cookie })
  await make({ Authorization: `Bearer ${own}` })
  const rows = await system.database.read.all('select maker_id from api_key order by id', [])
  expect(rows).toEqual([{ makerId: null }, { makerId: 'admin-fresh' }, { makerId: 'admin-fresh' }])
})

test('the last key cannot be revoked', async () => {
  const { body } = await system.api<{ items: { id: string }[] }>('/api-keys')
  expect((await system.api(`/api-keys/${body.items[0]?.id}`, { method: 'DELETE' })).status).toBe(409)
  expect(await asHolder(system.operatorKey)).toBe(200)
})

test('every change that was asked for is kept with who asked, refused ones too', async () => {
  await make('night shift')
  await system.api('/id-tags/04BEEF', { method: 'PUT', body: { status: 'Blocked' } })
  await system.api('/chargers/CLK-0001/commands/Reset', { method: 'POST', body: { type: 'Warm' } })
  const { body } = await system.api<{ items: { action: string; actor: string; detail: object }[] }>(
    '/activity',
  )
  expect(body.items).toMatchObject([
    {
      action: 'POST /api/v1/chargers/CLK-0001/commands/Reset',
      subject: 'charger:CLK-0001',
      detail: { status: 400 },
    },
    {
      action: 'PUT /api/v1/id-tags/04BEEF',
      subject: 'id-tag:04BEEF',
      actor: 'operator',
      detail: {},
    },
    { action: 'POST /api/v1/api-keys', detail: {} },
  ])
  const ofOne = await system.api<{ items: object[] }>('/activity?subject=charger:CLK-0001')
  expect(ofOne.body.items).toHaveLength(1)
})
