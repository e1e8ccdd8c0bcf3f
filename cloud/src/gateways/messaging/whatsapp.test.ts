import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import type { OutgoingMessage } from './contract.ts'
import { WhatsApp } from './whatsapp.ts'

const account = {
  apiUrl: 'https://graph.facebook.com/v24.0',
  accessToken: 'system-user-token',
  phoneNumberId: '106540352242922',
  appSecret: 'app_secret',
  verifyToken: 'verify',
  codesInConversation: 'text',
} as const

const code: OutgoingMessage = {
  id: 'attempt-1',
  messageId: 'message-1',
  to: '+6281234567890',
  conversationIsOpen: false,
  content: {
    language: 'id',
    template: { name: 'admin_login_otp', category: 'authentication', parameters: ['123456'] },
    subject: 'Kode masuk',
    text: 'Kode masuk Anda: 123456',
    code: '123456',
  },
}

/** Sends one message to a provider that gives these answers, one after the other. */
async function send(message: OutgoingMessage, ...answers: readonly Response[]) {
  const asked: { url: string; headers: Headers; body: unknown }[] = []
  const left = [...answers]
  const provider = async (url: unknown, init: RequestInit = {}) => {
    asked.push({ url: String(url), headers: new Headers(init.headers), body: JSON.parse(String(init.body)) })
    const answer = left.shift()
    if (answer === undefined) throw new TypeError('fetch failed', { cause: new Error('other side closed') })
    return answer
  }
  const runtime = { fetch: provider as typeof fetch, clock: new VirtualClock(), random: () => 0 }
  return { result: await new WhatsApp(runtime, account).send(message), asked }
}
const accepted = (id = 'wamid.HBg') =>
  Response.json({
    messaging_product: 'whatsapp',
    contacts: [{ input: '6281234567890', wa_id: '6281234567890' }],
    messages: [{ id, message_status: 'accepted' }],
  })
const refused = (errorCode: number, status = 400) =>
  Response.json(
    { error: { message: 'm', type: 'OAuthException', code: errorCode, error_data: { details: 'why' } } },
    { status },
  )

test("a code is sent as the reference's template, with our token and our id", async () => {
  const { result, asked } = await send(code, accepted())
  expect(result).toEqual({ kind: 'accepted', providerId: 'wamid.HBg', form: 'template' })
  expect(asked).toHaveLength(1)
  expect(asked[0]?.url).toBe('https://graph.facebook.com/v24.0/106540352242922/messages')
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer system-user-token')
  expect(asked[0]?.body).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '6281234567890',
    type: 'template',
    template: {
      name: 'admin_login_otp',
      language: { code: 'id' },
      components: [
        { type: 'body', parameters: [{ type: 'text', text: '123456' }] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '123456' }] },
      ],
    },
    biz_opaque_callback_data: 'attempt-1',
  })
})

test('in an open conversation it is a text without a preview', async () => {
  const { result, asked } = await send({ ...code, conversationIsOpen: true }, accepted())
  expect(result).toMatchObject({ form: 'text' })
  expect(asked[0]?.body).toMatchObject({
    type: 'text',
    text: { preview_url: false, body: 'Kode masuk Anda: 123456' },
  })
})

test('131047 sends the template in its place, and nothing else does', async () => {
  const open = { ...code, conversationIsOpen: true }
  const both = await send(open, refused(131047), accepted('wamid.2'))
  expect(both.result).toEqual({ kind: 'accepted', providerId: 'wamid.2', form: 'template' })
  expect(both.asked.map(({ body }) => (body as { type: string }).type)).toEqual(['text', 'template'])
  expect((await send(open, refused(131026), accepted())).asked).toHaveLength(1)
  expect((await send(open)).asked).toHaveLength(1)
})

test('an answer goes out in an open conversation only, and never as a template', async () => {
  const answer = { ...code, content: { ...code.content, code: undefined, onlyInConversation: true as const } }
  const closed = await send(answer, accepted())
  expect(closed).toMatchObject({ asked: [], result: { reason: 'windowClosed', retry: 'never' } })
  const late = await send({ ...answer, conversationIsOpen: true }, refused(131047), accepted())
  expect(late.asked).toHaveLength(1)
  expect(late.result).toMatchObject({ kind: 'refused', reason: 'windowClosed' })
})

test.each([
  [131026, 400, 'unreachable', 'never'],
  [131047, 400, 'windowClosed', 'never'],
  [132001, 404, 'template', 'never'],
  [131009, 400, 'invalid', 'never'],
  [131056, 400, 'busy', { afterMs: 6000, holds: 'recipient' }],
  [130429, 429, 'busy', { afterMs: 5000, holds: 'channel' }],
  [80007, 400, 'busy', { afterMs: 60_000, holds: 'channel' }],
  [190, 401, 'misconfigured', { afterMs: 60_000, holds: 'channel' }],
  [200, 403, 'misconfigured', { afterMs: 60_000, holds: 'channel' }],
  [131016, 500, 'unavailable', { afterMs: 15_000, holds: 'recipient' }],
  [999_999, 400, 'invalid', 'never'],
  [999_999, 429, 'busy', { afterMs: 5000, holds: 'channel' }],
] as const)('error %i with %i is %s', async (errorCode, status, reason, retry) => {
  const { result } = await send(code, refused(errorCode, status))
  expect(result).toEqual({ kind: 'refused', reason, retry, code: String(errorCode), detail: 'why' })
})

test.each([
  ['a server error that says nothing', new Response('<html>', { status: 502 })],
  ['a server error of an unknown code', refused(999_999, 500)],
  ['a good answer without an id', Response.json({ messages: [] })],
  ['a good answer that is no JSON', new Response('ok')],
])('%s leaves it open whether it went out', async (_, answer) => {
  expect((await send(code, answer)).result.kind).toBe('unknown')
})

test('a connection that breaks leaves it open, and says nothing of the token', async () => {
  const { result } = await send(code)
  expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('other side closed') })
  expect(JSON.stringify(result)).not.toContain('system-user-token')
})

test('what nobody took is tried again, however often: it cannot have gone out', async () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const unreachable = () => Promise.reject(new TypeError('fetch failed', { cause }))
  const runtime = { fetch: unreachable, clock: new VirtualClock(), random: () => 0 }
  expect(await new WhatsApp(runtime, account).send(code)).toMatchObject({
    ...{ kind: 'refused', reason: 'unavailable', retry: { holds: 'channel' } },
  })
})
