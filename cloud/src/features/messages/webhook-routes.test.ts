import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'

const whatsapp = {
  apiUrl: 'https://graph.example/v24.0',
  accessToken: 'a-secret-token',
  phoneNumberId: '106540352242922',
  appSecret: 'app_secret',
  verifyToken: 'let-me-in',
  codesInConversation: 'text',
} as const

let system: VirtualCloud
let asked: { readonly url: string; readonly body: Record<string, unknown> }[]
beforeEach(async () => {
  asked = []
  const provider = async (url: unknown, init: RequestInit = {}) => {
    asked.push({ url: String(url), body: JSON.parse(String(init.body)) })
    return Response.json({ messages: [{ id: `wamid.${asked.length}`, message_status: 'accepted' }] })
  }
  system = await startVirtualCloud({ fetch: provider as typeof fetch, settings: { messaging: { whatsapp } } })
})
afterEach(() => system.stop())

const webhook = (value: object): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ changes: [{ value: { metadata: { phone_number_id: whatsapp.phoneNumberId }, ...value } }] }],
  })
const from = (text: string, id = 'wamid.in') => ({
  messages: [
    {
      id,
      from: '6281234567890',
      timestamp: String(Math.floor(system.clock.wallMs() / 1000)),
      type: 'text',
      text: { body: text },
    },
  ],
})
const post = (body: string, secret: string = whatsapp.appSecret, channel = 'whatsapp') => {
  const digest = createHmac('sha256', secret).update(body).digest('hex')
  return system.whileAdvancing(
    Promise.resolve(
      system.cloud.app.request(`/messaging/${channel}`, {
        method: 'POST',
        headers: { 'X-Hub-Signature-256': `sha256=${digest}` },
        body,
      }),
    ),
  )
}

test('from the webhook to the answer in the open conversation, and into the operator API', async () => {
  expect((await post(webhook(from('BERHENTI')))).status).toBe(200)
  expect((await post(webhook(from('BERHENTI')))).status).toBe(200)
  await system.clock.advance(2000)
  expect(asked).toMatchObject([
    {
      url: 'https://graph.example/v24.0/106540352242922/messages',
      body: { messaging_product: 'whatsapp', to: '6281234567890', type: 'text' },
    },
  ])
  const status = { id: 'wamid.1', status: 'read', timestamp: '1795000000' }
  await post(webhook({ statuses: [status, status] }))
  const { body } = await system.api<{ items: object[] }>('/messages')
  expect(body.items).toMatchObject([{ kind: 'stopped', state: 'read', address: '+62812…890' }])
  expect((await system.api('/messages/costs?month=2026-11')).body).toMatchObject({ totalIdr: 0 })
  expect(await system.cloud.metrics.metrics()).toContain(
    'colok_message_attempts_total{channel="whatsapp",result="accepted"} 1',
  )
  expect(system.logged.join('\n')).not.toMatch(/81234567890|a-secret-token|app_secret/)
})

test('what is not signed by the app changes nothing, and is logged without what it said', async () => {
  const refused = await post(webhook(from('BERHENTI')), 'another secret')
  expect(refused.status).toBe(401)
  expect(await refused.text()).toBe('')
  await system.clock.advance(2000)
  expect(asked).toEqual([])
  expect((await system.api('/messages/received')).body).toMatchObject({ items: [] })
  expect(system.logged.join('\n')).toContain('a messaging webhook was refused')
  expect(system.logged.join('\n')).not.toContain('BERHENTI')
})

test('an address of a channel that is not set up, or of none, is not there', async () => {
  expect((await post('{}', whatsapp.appSecret, 'telegram')).status).toBe(404)
  expect((await post('{}', whatsapp.appSecret, 'sms')).status).toBe(404)
})

test('the provider may ask whether the address is ours, in large batches tell of much, and no more than that', async () => {
  const asking = await system.cloud.app.request(
    '/messaging/whatsapp?hub.mode=subscribe&hub.verify_token=let-me-in&hub.challenge=42',
  )
  expect([asking.status, await asking.text()]).toEqual([200, '42'])
  const statuses = Array.from({ length: 1000 }, (_, index) => ({
    id: `wamid.${'x'.repeat(400)}${index}`,
    status: 'read',
    timestamp: '1795000000',
  }))
  expect((await post(webhook({ statuses }))).status).toBe(200)
  expect((await post(webhook({ padding: 'x'.repeat(4 * 1024 * 1024) }))).status).toBe(413)
})
