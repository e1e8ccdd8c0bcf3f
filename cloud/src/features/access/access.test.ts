import { afterEach, beforeEach, expect, test } from 'vitest'
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
