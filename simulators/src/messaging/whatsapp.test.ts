import { templateRegistrations } from '@colok/cloud/message-templates'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addresses, Company, type OutgoingMessage, type SendResult } from './company.ts'
import { WhatsAppTemplates } from './whatsapp-templates.ts'

let clock: VirtualClock
let company: Company
beforeEach(async () => {
  clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3) })
  company = await Company.open(clock)
})
afterEach(() => company.close())

const phone = addresses.whatsapp
async function send(change: Partial<OutgoingMessage> & { readonly code?: string } = {}): Promise<SendResult> {
  const sending = company.gateway('whatsapp').send(company.message('whatsapp', change))
  await clock.advance(0)
  return sending
}
const states = () =>
  company.events.map((event) => (event.kind === 'delivery' ? `${event.state} ${event.id}` : event.kind))

test('a template goes to whoever, and each step of its way is told with our id', async () => {
  const result = await send()
  await clock.advance(2000)
  expect(states()).toEqual(['sent attempt-1', 'delivered attempt-1'])
  company.providers.inbox.read(company.providers.inbox.open('whatsapp', phone))
  await clock.advance(0)
  expect(states().at(-1)).toBe('read attempt-1')
  const ids = company.events.map((event) => event.providerId)
  expect(new Set(ids)).toEqual(new Set([result.kind === 'accepted' ? result.providerId : '']))
})

test('a phone that is off gets its message when it is on again', async () => {
  const conversation = company.providers.inbox.open('whatsapp', phone)
  company.providers.inbox.switchPhone(conversation, false)
  await send()
  await clock.advance(3_600_000)
  expect(states()).toEqual(['sent attempt-1'])
  company.providers.inbox.switchPhone(conversation, true)
  await clock.advance(0)
  expect(states()).toEqual(['sent attempt-1', 'delivered attempt-1'])
})

test('a code is a template with a button, and a text in an open conversation', async () => {
  expect(await send({ code: '048213' })).toMatchObject({ form: 'template' })
  expect(company.arrived('whatsapp').at(-1)).toMatchObject({
    template: 'colok_sign_in_code',
    code: '048213',
    text: '048213 adalah kode verifikasi Anda. Demi keamanan, jangan bagikan kode ini.',
    footer: 'Kode ini kedaluwarsa dalam 5 menit.',
  })
  company.providers.whatsapp.write(phone, 'kode')
  expect(await send({ code: '048214', conversationIsOpen: true })).toMatchObject({ form: 'text' })
  const strict = company.compose(clock, (settings) => ({
    ...settings,
    whatsapp: settings.whatsapp && { ...settings.whatsapp, codesInConversation: 'template' },
  }))
  const message = company.message('whatsapp', { code: '048215', conversationIsOpen: true })
  expect(await strict.get('whatsapp')?.send(message)).toMatchObject({ form: 'template' })
})

test('131047 in the answer: the same call goes on with the template', async () => {
  company.providers.whatsapp.write(phone, 'halo')
  company.faults('whatsapp').arm('windowClosed')
  expect(await send({ conversationIsOpen: true })).toMatchObject({ kind: 'accepted', form: 'template' })
  expect(company.arrived('whatsapp')).toHaveLength(1)
})

test('131047 after the answer is told as a closed window', async () => {
  company.providers.whatsapp.write(phone, 'halo')
  await clock.advance(25 * 3_600_000)
  expect(await send({ conversationIsOpen: true })).toMatchObject({ kind: 'accepted', form: 'text' })
  await clock.advance(1000)
  expect(company.events.at(-1)).toMatchObject({ state: 'failed', reason: 'windowClosed', code: '131047' })
})

test('131056 holds up one recipient, 130429 all of them', async () => {
  company.faults('whatsapp').arm('tooManyToOne')
  expect(await send()).toMatchObject({ reason: 'busy', code: '131056', retry: { holds: 'recipient' } })
  company.faults('whatsapp').arm('tooMany')
  expect(await send()).toMatchObject({ reason: 'busy', code: '130429', retry: { holds: 'channel' } })
  const results = []
  for (let count = 0; count < 46; count += 1) results.push((await send()).kind)
  expect(results.indexOf('refused')).toBe(45)
  await clock.advance(6000)
  expect((await send()).kind).toBe('accepted')
})

test('a lost answer is known again by the id that we gave', async () => {
  company.faults('whatsapp').arm('loseAnswer')
  expect((await send()).kind).toBe('unknown')
  await clock.advance(1000)
  expect(states()).toContain('delivered attempt-1')
})

test('a webhook that is forged is refused, and the true one comes again', async () => {
  company.faults('whatsapp').arm('badSignature')
  company.providers.whatsapp.write(phone, 'halo')
  await clock.advance(1000)
  expect(company.inbound).toMatchObject([{ kind: 'refused', why: 'signature' }])
  await clock.advance(60_000)
  expect(company.events).toMatchObject([{ kind: 'received', text: 'halo', from: phone }])
})

test('webhooks come twice, late and in another order', async () => {
  company.faults('whatsapp').arm('duplicateNotification')
  await send()
  await clock.advance(100)
  company.faults('whatsapp').arm('holdNotification')
  company.faults('whatsapp').arm('duplicateNotification')
  await clock.advance(2000)
  expect(states()).toEqual(['delivered attempt-1', 'delivered attempt-1', 'sent attempt-1'])
})

test('the address is confirmed to who knows the token', async () => {
  expect(await company.providers.whatsapp.confirmAddress()).toBe(true)
  expect(company.inbound).toMatchObject([{ kind: 'handshake' }])
})

const post = (path: string, body: unknown, token = company.settings.whatsapp?.accessToken) =>
  company.providers.fetch(`http://whatsapp.test${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const messages = '/v24.0/106540352242922/messages'
const text = { messaging_product: 'whatsapp', to: '6281234567890', type: 'text', text: { body: 'halo' } }
const template = (parameters: string[], name = 'colok_refund_arrived') => ({
  messaging_product: 'whatsapp',
  to: '6281234567890',
  type: 'template',
  template: {
    name,
    language: { code: 'id' },
    components: [{ type: 'body', parameters: parameters.map((value) => ({ type: 'text', text: value })) }],
  },
})

test.each([
  ['another token', messages, text, 190, 'wrong'],
  ['another number of ours', '/v24.0/1/messages', text, 100],
  ['no version', '/106540352242922/messages', text, 2500],
  ['no JSON', messages, '{', 100],
  ['no product', messages, { ...text, messaging_product: undefined }, 100],
  ['a plus before the number', messages, { ...text, to: '+6281234567890' }, 100],
  ['a number as dialled at home', messages, { ...text, to: '081234567890' }, 100],
  ['no text', messages, { ...text, text: { body: '' } }, 100],
  ['a very long text', messages, { ...text, text: { body: 'x'.repeat(4097) } }, 100],
  ['a text without its part', messages, { ...text, text: undefined }, 131008],
  ['a field that there is not', messages, { ...text, urgent: true }, 100],
  ['a template that is not registered', messages, template(['a', 'b'], 'colok_other'), 132001],
  ['too few parameters', messages, template(['a']), 132000],
  ['a line break in a parameter', messages, template(['a\nb', 'c']), 132012],
  ['an empty parameter', messages, template(['', 'c']), 132012],
  ['a code without its button', messages, template(['048213'], 'colok_sign_in_code'), 132000],
])('the simulator refuses %s', async (_, path, body, code, token?: string) => {
  const response = await post(path, body, token ?? company.settings.whatsapp?.accessToken)
  expect(response.ok).toBe(false)
  expect(await response.json()).toMatchObject({ error: { code, type: 'OAuthException' } })
  expect(company.arrived('whatsapp')).toEqual([])
})

test.each([132001, 132000, 132012])('what it says about templates (%i) is told as one', async (code) => {
  const { content } = company.message('whatsapp')
  const wrong = {
    132001: { ...content.template, name: 'colok_other' },
    132000: { ...content.template, parameters: ['Rp 1'] },
    132012: { ...content.template, parameters: ['Rp 1', 'a\nb'] },
  }[code]
  const result = await send({ content: { ...content, template: wrong ?? content.template } })
  expect(result).toMatchObject({ kind: 'refused', reason: 'template', code: String(code), retry: 'never' })
})

test('our templates are all taken; what Meta would refuse is not', () => {
  const templates = new WhatsAppTemplates()
  for (const registration of templateRegistrations())
    expect(templates.register(registration).kind).toBe('registered')
  const [first] = templateRegistrations()
  expect(templates.register(first).kind).toBe('error')
  const body = (said: string, example: string[]) => ({
    name: 'x',
    language: 'id',
    category: 'utility',
    components: [{ type: 'body', text: said, example: { body_text: [example] } }],
  })
  expect(templates.register(body('Halo {{1}}!', ['a'])).kind).toBe('registered')
  for (const [said, example] of [
    ['{{1}} halo', ['a']],
    ['halo {{1}}', ['a']],
    ['a {{2}} b', ['a']],
    ['a {{1}} b {{2}} c', ['a']],
  ] as const)
    expect(templates.register({ ...body(said, [...example]), name: 'y' }).kind).toBe('error')
})
