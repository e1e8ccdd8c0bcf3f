import { createHmac } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeNow } from '../../testing/people.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { hashSecret } from '../access/secrets.ts'
import type { ChatCommandView } from './schemas.ts'

const whatsapp = {
  ...{
    apiUrl: 'https://graph.example/v24.0',
    accessToken: 'a-secret-token',
    phoneNumberId: '106540352242922',
  },
  ...{ appSecret: 'app_secret', verifyToken: 'let-me-in', codesInConversation: 'text' as const },
}
const since = '2025-01-01T00:00:00.000Z'
const phone = '+6281234567890'

let system: VirtualCloud
/** What has reached the provider. */
let sent: string[] = []
/** How the next messages are answered; taken when there is nothing here. */
let answers: (() => Response)[] = []
beforeAll(async () => {
  const provider = async (_: unknown, init: RequestInit = {}) => {
    const answer = answers.shift()
    if (answer !== undefined) return answer()
    const { type, text } = JSON.parse(String(init.body)) as { type: string; text?: { body: string } }
    sent.push(`${type}: ${text?.body}`)
    return Response.json({ messages: [{ id: `wamid.${sent.length}`, message_status: 'accepted' }] })
  }
  system = await startVirtualCloud({ fetch: provider as typeof fetch, settings: { messaging: { whatsapp } } })
  const { tx } = system.database.writeConnection
  await tx.query
    .insertInto('organisation')
    .values({ id: 'colok', slug: 'colok', name: 'Colok', kind: 'operator', createdAt: since })
    .execute()
  for (const [id, isFresh] of [
    ['stale', false],
    ['fresh', true],
  ] as const) {
    await tx.query
      .insertInto('user')
      .values({
        ...{ id, name: id, email: `${id}@mail.example`, language: 'en', createdAt: since, updatedAt: since },
        ...{ phone: isFresh ? phone : null, phoneVerified: 1 },
      })
      .execute()
    await tx.query
      .insertInto('organisationMember')
      .values({ organisationId: 'colok', userId: id, role: 'admin', since })
      .execute()
    const expiresAt = toIso(system.clock.wallMs() + 24 * 3_600_000)
    await tx.query
      .insertInto('userSession')
      .values({
        ...{ id: `sign-in-${id}`, userId: id, token: hashSecret(id, 'x'.repeat(32)), signedInBy: 'password' },
        ...{ createdAt: since, updatedAt: since, expiresAt, freshUntil: isFresh ? expiresAt : null },
      })
      .execute()
  }
})
afterAll(() => system.stop())

const message = (text: string, id: string) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        changes: [
          {
            value: {
              metadata: { phone_number_id: whatsapp.phoneNumberId },
              messages: [
                {
                  ...{ id, from: phone.slice(1), type: 'text', text: { body: text } },
                  timestamp: String(Math.floor(system.clock.wallMs() / 1000)),
                },
              ],
            },
          },
        ],
      },
    ],
  })

/** What reaches the phone after this has reached our webhook. */
async function say(text: string, id: string, secret = whatsapp.appSecret) {
  sent = []
  const body = message(text, id)
  const digest = createHmac('sha256', secret).update(body).digest('hex')
  const response = await system.whileAdvancing(
    Promise.resolve(
      system.cloud.app.request('/messaging/whatsapp', {
        method: 'POST',
        headers: { 'X-Hub-Signature-256': `sha256=${digest}` },
        body,
      }),
    ),
  )
  await system.clock.advance(5000)
  return { status: response.status, sent }
}

test('what is written is answered once, as a free text; a forged or replayed message does nothing', async () => {
  expect(await say('ping', 'wamid.forged', 'another secret')).toEqual({ status: 401, sent: [] })
  expect(await say('ping', 'wamid.ping')).toEqual({
    status: 200,
    sent: [expect.stringMatching(/^text: Pong/)],
  })
  expect(await say('ping', 'wamid.ping')).toEqual({ status: 200, sent: [] })
  const { body } = await system.api<{ totalIdr: number }>('/messages/costs?month=2026-11')
  expect(body.totalIdr).toBe(0)
})

test('while the provider is down answers wait, and come once and in their order', async () => {
  answers = Array.from({ length: 3 }, () => () => new Response('{"error":{"code":131016}}', { status: 500 }))
  expect((await say('ping', 'wamid.a')).sent).toEqual([])
  expect((await say('info', 'wamid.b')).sent).toEqual([])
  sent = []
  await system.clock.advance(120_000)
  expect(sent).toEqual([expect.stringMatching(/^text: Pong/), expect.stringMatching(/^text: fresh, admin/)])
})

interface Caller {
  readonly key?: string
  readonly cookie?: string
}

let keys = 0
async function command(text: string, by: Caller, key = `key-${(keys += 1)}`) {
  const response = await system.whileAdvancing(
    Promise.resolve(
      system.cloud.app.request('/api/v1/chat/commands?lang=en', {
        method: 'POST',
        headers: {
          ...{ 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' },
          ...(key !== '' && { 'Idempotency-Key': key }),
          ...(by.key && { Authorization: `Bearer ${by.key}` }),
          ...(by.cookie && { Cookie: `colok.session_token=${by.cookie}.signature` }),
        },
        body: JSON.stringify({ text }),
      }),
    ),
  )
  return { status: response.status, body: (await response.json()) as ChatCommandView }
}

test('a key gives commands within what it was made for, each once', async () => {
  const operator = await keyFor(system, 'operator')
  expect((await command('ping', { key: operator }, '')).status).toBe(400)
  const asked = await command('reset CLK-0001', { key: operator })
  expect(asked).toMatchObject({ status: 201, body: { outcome: 'asked' } })
  const [, code = ''] = /Reply (\d{4})/.exec(asked.body.answer ?? '') ?? []
  const other = await keyFor(system, 'technician')
  expect((await command(code, { key: other })).body).toMatchObject({ outcome: 'refused' })
  const meant = await command(code, { key: operator }, 'meant')
  expect(meant.body).toMatchObject({
    outcome: 'failed',
    answer: expect.stringMatching(/offline|not accepted/),
  })
  expect(await command(code, { key: operator }, 'meant')).toEqual(meant)
  // Also when the answer that was kept for the key is forgotten: another request is another one.
  expect((await command('ping', { key: operator }, 'meant')).status).toBe(422)
  await writeNow(system, (tx) => tx.run('delete from idempotent_request', []))
  expect((await command('ping', { key: operator }, 'meant')).status).toBe(422)
  expect(await command(code, { key: operator }, 'meant')).toEqual(meant)
  expect((await command(code, { key: operator })).body).toMatchObject({ outcome: 'refused' })
  expect((await command('settleall 2026-01', { key: operator })).body.answer).toMatch(/may not use settleall/)
  const made = await system.api<{ key: string }>('/api-keys', {
    method: 'POST',
    body: { name: 'prices', role: 'admin', scopes: ['account', 'tariffs.read'] },
  })
  expect((await command('total', { key: made.body.key })).body.answer).toBe('This key was not made for it.')
})

test('on a page what moves money asks for a fresh code besides', async () => {
  expect((await command('settleall 2026-01', { cookie: 'stale' })).body.answer).toMatch(
    /asks for a fresh code/,
  )
  expect((await command('settleall 2026-01', { cookie: 'fresh' })).body.answer).toMatch(
    /No partner has an agreement/,
  )
})

test('the page takes a command once, shows its answer, and links a Telegram chat', async () => {
  const ask = (path: string, form?: Record<string, string>) =>
    system.whileAdvancing(
      Promise.resolve(
        system.cloud.app.request(path, {
          method: form === undefined ? 'GET' : 'POST',
          headers: {
            Cookie: 'colok.session_token=fresh.signature; lang=en',
            'Sec-Fetch-Site': 'same-origin',
          },
          ...(form !== undefined && { body: new URLSearchParams(form) }),
        }),
      ),
    )
  const empty = await (await ask('/console/chat')).text()
  const [, key = ''] = /name="key" value="([^"]+)"/.exec(empty) ?? []
  for (let press = 0; press < 2; press += 1)
    expect((await ask('/console/chat', { key, text: 'info <b>' })).status).toBe(303)
  const shown = await (await ask('/console/chat')).text()
  expect(shown.match(/info &lt;b&gt;/g)).toHaveLength(1)
  expect(shown).toContain('is too much')
  const made = await (await ask('/console/chat/link-codes', {})).text()
  expect(made).toMatch(/link [2-9A-Z]{10}/)
  expect((await ask('/console/chat', { key: 'x', text: '' })).status).toBe(303)
})
