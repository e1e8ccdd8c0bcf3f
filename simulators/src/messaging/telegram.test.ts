import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addresses, Company } from './company.ts'

let clock: VirtualClock
let company: Company
beforeEach(async () => {
  clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3) })
  company = await Company.open(clock)
})
afterEach(() => company.close())

const chat = addresses.telegram
const call = (method: string, body: unknown, token = company.settings.telegram?.botToken) =>
  company.providers
    .fetch(`http://telegram.test/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    .then(async (response) => ({ status: response.status, body: await response.json() }))

test('a bot cannot begin: it knows only who has written to it', async () => {
  const gateway = company.gateway('telegram')
  expect(await gateway.send(company.message('telegram'))).toMatchObject({
    kind: 'refused',
    reason: 'unreachable',
  })
  company.introduce()
  expect(await gateway.send(company.message('telegram'))).toMatchObject({ kind: 'accepted' })
  company.providers.inbox.open('telegram', chat).isUnreachable = true
  expect(await gateway.send(company.message('telegram'))).toMatchObject({
    kind: 'refused',
    reason: 'unreachable',
    code: '403',
  })
})

test('what Telegram cannot process as a picture, or has too much text for, arrives as text', async () => {
  company.introduce()
  const message = company.message('telegram')
  const bytes = new TextEncoder().encode('<svg/>')
  const image = async () => ({ contentType: 'image/png', bytes })
  const jpeg = async () => ({ contentType: 'image/jpeg', bytes: Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]) })
  const long = 'a'.repeat(1025)
  const gateway = company.gateway('telegram')
  await gateway.send({ ...message, content: { ...message.content, image } })
  await gateway.send({ ...message, content: { ...message.content, text: long, image: jpeg } })
  expect(company.arrived('telegram').map(({ text, image: shown }) => [text, shown])).toEqual([
    [message.content.text, undefined],
    [long, undefined],
  ])
  expect(await call('sendPhoto', { chat_id: chat, photo: 'https://colok.example/a.jpg' })).toMatchObject({
    status: 400,
  })
})

test('a code is set so that a tap copies it', async () => {
  company.introduce()
  await company.gateway('telegram').send(company.message('telegram', { code: '048213' }))
  expect(company.arrived('telegram')[0]?.code).toBe('048213')
})

test('it says how long to wait, and we do', async () => {
  company.introduce()
  const results = []
  for (let count = 0; count < 6; count += 1)
    results.push(await company.gateway('telegram').send(company.message('telegram')))
  expect(results.at(-1)).toMatchObject({ reason: 'busy', code: '429', retry: { afterMs: 5000 } })
})

test('an update is posted with our secret, again until it is taken, and known by its id', async () => {
  company.faults('telegram').arm('badSignature')
  company.faults('telegram').arm('duplicateNotification')
  company.providers.telegram.write(chat, 'STOP')
  await clock.advance(10_000)
  expect(company.inbound.map(({ kind }) => kind)).toEqual(['refused', 'events', 'events'])
  expect(new Set(company.events.map(({ providerId }) => providerId)).size).toBe(1)
  expect(company.events[0]).toMatchObject({ kind: 'received', from: chat, text: 'STOP' })
})

test.each([
  ['another token', 'sendMessage', { chat_id: 123456789, text: 'x' }, 401, '999:wrong'],
  ['a method that there is not', 'sendFax', {}, 404],
  ['an empty text', 'sendMessage', { chat_id: 123456789, text: ' ' }, 400],
  ['a long text', 'sendMessage', { chat_id: 123456789, text: 'x'.repeat(4097) }, 400],
  ['a chat by name', 'sendMessage', { chat_id: 'Budi', text: 'x' }, 400],
  ['a webhook in the clear', 'setWebhook', { url: 'http://colok.example/messaging/telegram' }, 400],
  ['a secret with a space', 'setWebhook', { url: 'https://colok.example/', secret_token: 'a b' }, 400],
])('the simulator refuses %s', async (_, method, body, status, token?: string) => {
  company.introduce()
  expect(await call(method, body, token ?? company.settings.telegram?.botToken)).toMatchObject({
    status,
    body: { ok: false, error_code: status, description: expect.any(String) },
  })
})

test('a webhook can be set and taken away', async () => {
  expect(await call('deleteWebhook', {})).toMatchObject({ body: { ok: true } })
  company.introduce()
  await clock.advance(1000)
  expect(company.inbound).toEqual([])
  const webhook = {
    url: 'http://localhost/messaging/telegram',
    secret_token: company.settings.telegram?.secretToken,
  }
  expect(await call('setWebhook', webhook)).toMatchObject({ body: { ok: true, result: true } })
  company.introduce()
  await clock.advance(1000)
  expect(company.events).toHaveLength(1)
})
