import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyTelegram } from './telegram-webhook.ts'

const account = { secretToken: 'a-secret_token' }
const post = (body: string, token = account.secretToken, method = 'POST') =>
  verifyTelegram(
    {
      method,
      target: '/messaging/telegram',
      headers: new Headers({ 'X-Telegram-Bot-Api-Secret-Token': token }),
      body: Buffer.from(body),
    },
    account,
  )
const update = (message: object) => JSON.stringify({ update_id: 7, message })
const chat = { id: 123456789, type: 'private' }

test('what a person writes to the bot is an event with the id of its update', () => {
  const body = update({ message_id: 1, date: 1_795_000_000, chat, text: 'halo' })
  expect(post(body)).toMatchObject({
    kind: 'events',
    events: [{ kind: 'received', providerId: '7', from: '123456789', text: 'halo', at: 1_795_000_000_000 }],
    acknowledge: { status: 200 },
  })
})

test.each(['', 'a-secret_toke', 'a-secret_tokenx', 'A-SECRET_TOKEN'])(
  'the token %j opens nothing',
  (token) => {
    const refused = post(update({ message_id: 1, date: 1, chat, text: 'halo' }), token)
    expect(refused).toMatchObject({ kind: 'refused', why: 'signature', reply: { status: 401 } })
  },
)

test('groups, channels and changed messages are passed over, so that they are not sent again', () => {
  for (const body of [
    update({ message_id: 1, date: 1, chat: { id: -100, type: 'supergroup' }, text: 'stop' }),
    JSON.stringify({ update_id: 8, edited_message: { message_id: 1, date: 1, chat, text: 'stop' } }),
    JSON.stringify({ update_id: 9 }),
  ])
    expect(post(body)).toMatchObject({ kind: 'events', events: [] })
})

test('a very long text is cut, and a picture has none', () => {
  const long = post(update({ message_id: 1, date: 1, chat, text: 'x'.repeat(9000) }))
  expect(long.kind === 'events' && long.events[0]).toMatchObject({ text: 'x'.repeat(4096) })
  expect(post(update({ message_id: 1, date: 1, chat, photo: [] }))).toMatchObject({ events: [{ text: '' }] })
})

test('whatever comes with the right token, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      expect(['events', 'refused']).toContain(post(body).kind)
    }),
  )
})
