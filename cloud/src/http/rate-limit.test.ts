import { afterEach, beforeEach, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../testing/virtual-cloud.ts'

let system: VirtualCloud
beforeEach(async () => {
  system = await startVirtualCloud()
})
afterEach(() => system.stop())

test('a client that asks too fast is told when to come again, and others are not held back', async () => {
  const { body } = await system.api<{ key: string }>('/api-keys', {
    method: 'POST',
    body: { name: 'other', role: 'auditor' },
  })
  const ask = async (key: string) => {
    const response = await system.cloud.app.request('/api/v1/sites', {
      headers: { Authorization: `Bearer ${key}` },
    })
    return { status: response.status, retryAfter: response.headers.get('Retry-After') }
  }
  let limited = await ask(system.operatorKey)
  for (let asked = 0; asked < 1200 && limited.status === 200; asked += 1)
    limited = await ask(system.operatorKey)
  expect(limited).toEqual({ status: 429, retryAfter: '1' })
  expect((await ask(body.key)).status).toBe(200)
  await system.clock.advance(1000)
  expect((await ask(system.operatorKey)).status).toBe(200)
})
