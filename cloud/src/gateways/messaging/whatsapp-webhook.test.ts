import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyWhatsApp } from './whatsapp-webhook.ts'

const account = { appSecret: 'app_secret', verifyToken: 'let-me-in', phoneNumberId: '106540352242922' }
const sign = (body: string, secret = account.appSecret) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const post = (body: string, signature = sign(body)) =>
  verifyWhatsApp(
    {
      method: 'POST',
      target: '/messaging/whatsapp',
      headers: new Headers({ 'X-Hub-Signature-256': signature }),
      body: Buffer.from(body),
    },
    account,
  )
const get = (query: string) =>
  verifyWhatsApp(
    { method: 'GET', target: `/messaging/whatsapp?${query}`, headers: new Headers(), body: Buffer.from('') },
    account,
  )
const about = (value: object, phone_number_id = account.phoneNumberId) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      { id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id }, ...value } }] },
    ],
  })

test("the reference's vector is taken, and the same bytes with another key are not", () => {
  const body = '{"object":"whatsapp_business_account","entry":[]}'
  const signature = 'sha256=c236c758c9b2bd40b388a550eeca09eaca72384dd0aa5e7c31d19cddac5bba46'
  expect(post(body, signature)).toMatchObject({ kind: 'events', events: [], acknowledge: { status: 200 } })
  expect(post(body, sign(body, 'other'))).toMatchObject({
    kind: 'refused',
    why: 'signature',
    reply: { status: 401 },
  })
})

test.each(['', 'sha256=', 'sha1=abc', 'c236', `sha256=${'0'.repeat(64)}`, `sha256=${'0'.repeat(6400)}`])(
  'the signature %j opens nothing',
  (signature) => {
    expect(post(about({}), signature)).toMatchObject({ kind: 'refused', why: 'signature' })
  },
)

test('one changed byte, or an address in capitals, is not what was signed', () => {
  const body = about({ statuses: [{ id: 'wamid.1', status: 'read', timestamp: '1795000000' }] })
  const signature = sign(body)
  expect(post(body.replace('read', 'sent'), signature)).toMatchObject({ kind: 'refused', why: 'signature' })
  expect(post(`${body} `, signature)).toMatchObject({ kind: 'refused' })
  expect(post(body, signature.toUpperCase())).toMatchObject({ kind: 'refused' })
})

test('our address is confirmed to who knows our token, in plain text', () => {
  const right = 'hub.mode=subscribe&hub.verify_token=let-me-in&hub.challenge=1158201444'
  expect(get(right)).toEqual({
    kind: 'handshake',
    reply: { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '1158201444' },
  })
  for (const wrong of [
    right.replace('let-me-in', 'let-me-on'),
    right.replace('subscribe', 'unsubscribe'),
    'hub.challenge=1',
    '',
  ])
    expect(get(wrong)).toMatchObject({ kind: 'refused', reply: { status: 403 } })
  expect(get(right.replace('1158201444', '%3Cscript%3E'))).toMatchObject({
    kind: 'refused',
    reply: { status: 400 },
  })
})

test('a batch with messages and deliveries becomes events, each with what it says', () => {
  const body = about({
    contacts: [{ wa_id: '6281234567890', profile: { name: 'x' } }],
    messages: [
      { id: 'wamid.1', from: '6281234567890', timestamp: '1795000000', type: 'text', text: { body: 'halo' } },
      { id: 'wamid.2', from: '6281234567890', timestamp: '1795000001', type: 'image', image: { id: '9' } },
      // Written in a group, which is passed over.
      {
        id: 'wamid.9',
        from: '6281234567890',
        group_id: 'g',
        timestamp: '1795000001',
        text: { body: 'total' },
      },
    ],
    statuses: [
      { id: 'wamid.3', status: 'delivered', timestamp: '1795000002', biz_opaque_callback_data: 'ours' },
      {
        id: 'wamid.4',
        status: 'failed',
        timestamp: '1795000003',
        errors: [
          {
            code: 131026,
            title: 'Message undeliverable',
            error_data: { details: '6281234567890 is not on WhatsApp' },
          },
        ],
      },
    ],
  })
  const result = post(body)
  expect(result.kind === 'events' && result.events).toEqual([
    { kind: 'received', providerId: 'wamid.1', from: '+6281234567890', text: 'halo', at: 1_795_000_000_000 },
    { kind: 'received', providerId: 'wamid.2', from: '+6281234567890', text: '', at: 1_795_000_001_000 },
    { kind: 'delivery', providerId: 'wamid.3', id: 'ours', state: 'delivered', at: 1_795_000_002_000 },
    {
      kind: 'delivery',
      providerId: 'wamid.4',
      id: undefined,
      state: 'failed',
      reason: 'unreachable',
      code: '131026',
      detail: '… is not on WhatsApp',
      retry: 'never',
      at: 1_795_000_003_000,
    },
  ])
})

test('what is about another number of the same app is not ours', () => {
  const body = about(
    { messages: [{ id: 'wamid.1', from: '6281234567890', timestamp: '1795000000' }] },
    '999999',
  )
  expect(post(body)).toMatchObject({ kind: 'events', events: [] })
})

test('one item that nobody understands does not take the others with it', () => {
  const good = { id: 'wamid.3', status: 'read', timestamp: '1795000002' }
  const bad = [null, 7, {}, { ...good, timestamp: '-5' }, { ...good, status: 'deleted' }, { ...good, id: '' }]
  expect(post(about({ statuses: [...bad, good], messages: bad }))).toMatchObject({
    events: [{ providerId: 'wamid.3' }],
  })
})

test('whatever is signed, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      expect(['events', 'refused']).toContain(post(body).kind)
    }),
  )
})
