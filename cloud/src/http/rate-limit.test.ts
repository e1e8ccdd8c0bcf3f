import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../testing/virtual-cloud.ts'
import { addressOf } from './rate-limit.ts'

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

test('behind a proxy the address is the one that the proxy has added, and elsewhere the socket’s', async () => {
  const asked = (isBehindProxy: boolean, forwarded: string | undefined, encrypted = false) => {
    const app = new Hono().get('/', (c) => {
      c.set('isBehindProxy', isBehindProxy)
      return c.text(addressOf(c))
    })
    const headers = { ...(forwarded !== undefined && { 'X-Forwarded-For': forwarded }) }
    const incoming = { socket: { remoteAddress: '127.0.0.1', encrypted } }
    return Promise.resolve(app.request('/', { headers }, { incoming })).then((answer) => answer.text())
  }
  expect(await asked(true, '203.0.113.7')).toBe('203.0.113.7')
  expect(await asked(true, '198.51.100.1, 2001:db8::1')).toBe('2001:db8::1')
  for (const nonsense of [undefined, '', '203.0.113.7, nobody', '203.0.113.7,'])
    expect([nonsense, await asked(true, nonsense)]).toEqual([nonsense, '127.0.0.1'])
  expect(await asked(false, '203.0.113.7')).toBe('127.0.0.1')
  expect(await asked(true, '203.0.113.7', true)).toBe('127.0.0.1')
})

test('behind a proxy a visitor who asks too fast holds nobody else back', async () => {
  const behind = await startVirtualCloud({ settings: { behindTlsProxy: true } })
  try {
    const ask = async (address: string) => {
      const headers = { 'X-Forwarded-For': address }
      const env = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
      return (await behind.cloud.app.request('/offline', { headers }, env)).status
    }
    let status = 200
    for (let asked = 0; asked < 700 && status === 200; asked += 1) status = await ask('203.0.113.7')
    expect([status, await ask('203.0.113.8')]).toEqual([429, 200])
  } finally {
    await behind.stop()
  }
})
