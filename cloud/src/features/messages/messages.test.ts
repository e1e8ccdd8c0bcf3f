import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import type { MessagingEvent, SendResult } from '../../gateways/messaging/contract.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { MessageDesk } from './testing/desk.ts'

const minute = 60_000
const hour = 60 * minute

/** 11:00 in Bali. */
const morning = Date.UTC(2026, 10, 23, 3, 0, 0)

let stored: TestDatabase
let database: Database
let clock: VirtualClock
let desk: MessageDesk
beforeEach(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  clock = new VirtualClock({ wallMs: morning, busy: database.settled })
  desk = new MessageDesk(database, clock)
})
afterEach(async () => {
  await desk.stop()
  await database.close()
  await stored.remove()
})

const phone = { channel: 'whatsapp', address: '+6281234567890' } as const
const chat = { channel: 'telegram', address: '123456789' } as const
const mail = { channel: 'email', address: 'budi@mail.example' } as const
const code = { kind: 'signInCode', parameters: { code: '482913' } } as const
const arrived = { kind: 'refundArrived', parameters: { amountIdr: 7117, method: 'GoPay' } } as const
const url = 'https://colok.example/r/7'
const receipt = {
  kind: 'receipt',
  parameters: { site: 'Pasar Sanglah', energyWh: 1980, totalIdr: 4883, endedAt: morning, url },
} as const

const busy: SendResult = {
  kind: 'refused',
  reason: 'busy',
  code: '131056',
  detail: 'pair rate',
  retry: { afterMs: 6000, holds: 'recipient' },
}
const unreachable: SendResult = {
  kind: 'refused',
  reason: 'unreachable',
  code: '131026',
  detail: 'not on WhatsApp',
  retry: 'never',
}
const misconfigured: SendResult = {
  kind: 'refused',
  reason: 'misconfigured',
  code: '190',
  detail: 'token expired',
  retry: { afterMs: 60_000, holds: 'channel' },
}
const unknown: SendResult = { kind: 'unknown', detail: 'no answer' }

const delivery = (index: number, state: 'sent' | 'delivered' | 'read'): MessagingEvent => {
  const id = desk.whatsapp.sent[index]?.id ?? ''
  return { kind: 'delivery', providerId: `p-${id}`, id, state, at: clock.wallMs() }
}
let wrote = 0
const writes = (text: string, at = clock.wallMs()): MessagingEvent => ({
  kind: 'received',
  providerId: `w${++wrote}`,
  from: '+6281234567890',
  text,
  at,
})

test('a message goes out at once, and its way is told from its template to the eyes of its reader', async () => {
  const queued = await desk.queue(receipt)
  await clock.advance(1000)
  expect(desk.whatsapp.sent).toHaveLength(1)
  expect(desk.whatsapp.sent[0]).toMatchObject({
    to: '+6281234567890',
    conversationIsOpen: false,
    content: { template: { name: 'colok_receipt', category: 'utility' } },
  })
  expect(await desk.message(queued)).toMatchObject({ state: 'sent', history: [{ outcome: 'accepted' }] })
  await desk.receive('whatsapp', delivery(0, 'sent'), delivery(0, 'delivered'))
  expect(await desk.message(queued)).toMatchObject({ state: 'delivered', address: '+62812…890' })
  await desk.receive('whatsapp', delivery(0, 'read'), delivery(0, 'sent'), delivery(0, 'delivered'))
  const read = await desk.message(queued)
  expect(read).toMatchObject({
    state: 'read',
    attempts: 1,
    history: [{ delivery: 'read', form: 'template' }],
  })
  expect(read.text).toContain('Total Rp 4.883')
  expect(read.history[0]?.deliveredAt).not.toBeNull()
})

test('the same thing is told once, whoever asks again', async () => {
  const first = await desk.queue({ ...receipt, dedupeKey: 'receipt:1' })
  expect(first.kind).toBe('queued')
  expect(await desk.queue({ ...receipt, dedupeKey: 'receipt:1' })).toEqual({ ...first, kind: 'known' })
  await clock.advance(hour)
  expect(desk.whatsapp.sent).toHaveLength(1)
})

test('who has written within a day gets free text, and after it a template again', async () => {
  await desk.receive('whatsapp', writes('halo'))
  await desk.queue(receipt)
  await clock.advance(23 * hour)
  await desk.queue(receipt)
  await clock.advance(hour)
  await desk.queue(receipt)
  await clock.advance(minute)
  expect(desk.whatsapp.sent.map(({ conversationIsOpen }) => conversationIsOpen)).toEqual([true, true, false])
})

test('a message that arrives late opens the window from when it was written', async () => {
  await desk.receive(
    'whatsapp',
    writes('halo', clock.wallMs() - 23 * hour),
    writes('lama', clock.wallMs() - 48 * hour),
  )
  await desk.queue(receipt)
  await clock.advance(2 * hour)
  await desk.queue(receipt)
  await clock.advance(minute)
  expect(desk.whatsapp.sent.map(({ conversationIsOpen }) => conversationIsOpen)).toEqual([true, false])
})

test('a window that the provider says is closed is closed: the same goes as a template at once', async () => {
  await desk.receive('whatsapp', writes('halo'))
  const queued = await desk.queue(receipt)
  await clock.advance(1000)
  const [sent] = desk.whatsapp.sent
  await desk.receive('whatsapp', {
    kind: 'delivery',
    providerId: `p-${sent?.id}`,
    id: sent?.id,
    state: 'failed',
    reason: 'windowClosed',
    code: '131047',
    detail: 're-engagement',
    retry: 'never',
    at: clock.wallMs(),
  })
  await clock.advance(1000)
  expect(desk.whatsapp.sent.map(({ conversationIsOpen }) => conversationIsOpen)).toEqual([true, false])
  expect(await desk.message(queued)).toMatchObject({
    state: 'sent',
    history: [
      { delivery: 'failed', code: '131047', priceIdr: 0 },
      { form: 'template', priceIdr: 357 },
    ],
  })
})

test('what can wait waits for the morning at its reader; what was asked for does not', async () => {
  // 22:00 in Bali.
  clock.setWall(Date.UTC(2026, 10, 23, 14, 0, 0))
  await desk.queue(arrived)
  await desk.queue(receipt)
  await desk.queue(code)
  await clock.advance(minute)
  expect(desk.whatsapp.sent.map(({ content }) => content.template.name)).toEqual([
    'colok_receipt',
    'colok_sign_in_code',
  ])
  await clock.advance(8 * hour)
  expect(desk.whatsapp.sent).toHaveLength(2)
  await clock.advance(hour)
  expect(desk.whatsapp.sent.map(({ content }) => content.template.name)).toContain('colok_refund_arrived')
})

test('a retry that falls into the night waits for the morning', async () => {
  clock.setWall(Date.UTC(2026, 10, 23, 12, 59, 58))
  desk.whatsapp.next.push(() => busy)
  await desk.queue(arrived)
  await clock.advance(9 * hour)
  expect(desk.whatsapp.sent).toHaveLength(1)
  await clock.advance(2 * hour)
  expect(desk.whatsapp.sent).toHaveLength(2)
})

test('BERHENTI stops what was not asked for, once; codes still come; MULAI lets it go on', async () => {
  const stop = writes(' Berhenti. ')
  await desk.receive('whatsapp', stop, stop)
  await clock.advance(minute)
  expect(desk.whatsapp.sent.map(({ content }) => content.template.name)).toEqual(['colok_stopped'])
  const kept = await desk.queue(receipt)
  await desk.queue(code)
  await clock.advance(minute)
  expect(desk.whatsapp.sent.at(-1)?.content.code).toBe('482913')
  expect(desk.whatsapp.sent).toHaveLength(2)
  expect(await desk.message(kept)).toMatchObject({
    state: 'stopped',
    problem: 'The recipient wants no messages.',
  })
  expect((await desk.api('/opt-outs')).body).toMatchObject({
    items: [{ channel: 'whatsapp', address: '+62812…890', stoppedBy: 'recipient' }],
  })
  await desk.receive('whatsapp', writes('MULAI'), writes('MULAI'))
  await desk.queue(receipt)
  await clock.advance(minute)
  expect(desk.whatsapp.sent.slice(2).map(({ content }) => content.template.name)).toEqual([
    'colok_resumed',
    'colok_receipt',
  ])
})

test('one who stopped WhatsApp is reached at the next address', async () => {
  await desk.receive('whatsapp', writes('STOP'))
  await desk.queue({ ...receipt, addresses: [phone, mail] })
  await clock.advance(minute)
  expect(desk.email.sent).toHaveLength(1)
  expect(desk.whatsapp.sent.map(({ content }) => content.template.name)).toEqual(['colok_stopped'])
})

test('a sentence with the word stop in it stops nothing', async () => {
  await desk.receive('whatsapp', writes('jangan stop dulu'))
  expect((await desk.api<{ items: unknown[] }>('/opt-outs')).body.items).toEqual([])
})

test('a code goes to the next channel when the first is down, has lost its answer, or does not deliver', async () => {
  const addresses = [phone, chat, mail]
  for (const answer of [unknown, busy, unreachable, misconfigured]) {
    desk.whatsapp.next.push(() => answer)
    await desk.queue({ ...code, addresses })
    await clock.advance(30_000)
    await clock.advance(10 * minute)
  }
  // After `misconfigured` WhatsApp is left alone for a minute; this one is beyond it.
  expect(desk.telegram.sent).toHaveLength(4)
  const queued = await desk.queue({ ...code, addresses })
  await clock.advance(59_000)
  expect([desk.whatsapp.sent.length, desk.telegram.sent.length]).toEqual([5, 4])
  await clock.advance(2_000)
  expect(desk.telegram.sent).toHaveLength(5)
  expect(await desk.message(queued)).toMatchObject({ channel: 'telegram', state: 'sent' })
  expect(desk.email.sent).toHaveLength(0)
})

test('a code that is delivered in time goes nowhere else', async () => {
  const queued = await desk.queue({ ...code, addresses: [phone, chat] })
  await clock.advance(1000)
  await desk.receive('whatsapp', delivery(0, 'delivered'))
  await clock.advance(10 * minute)
  expect(desk.telegram.sent).toHaveLength(0)
  expect(await desk.message(queued)).toMatchObject({ state: 'delivered' })
})

test('when the next channel is held just then, the code goes there as soon as it is free', async () => {
  await desk.queue({ ...code, addresses: [phone, chat] })
  await clock.advance(1000)
  desk.services.messages.hold('telegram', clock.monotonicMs() + 2 * minute)
  await clock.advance(2 * minute - 1000)
  expect(desk.telegram.sent).toHaveLength(0)
  await clock.advance(2000)
  expect([desk.whatsapp.sent.length, desk.telegram.sent.length]).toEqual([1, 1])
})

test('after five minutes a code is of no use and is not sent any more', async () => {
  for (let count = 0; count < 20; count += 1) desk.whatsapp.next.push(() => busy)
  const queued = await desk.queue(code)
  await clock.advance(6 * minute)
  const tried = desk.whatsapp.sent.length
  expect(tried).toBeGreaterThan(2)
  expect(await desk.message(queued)).toMatchObject({ state: 'expired', dueAt: null })
  await clock.advance(hour)
  expect(desk.whatsapp.sent).toHaveLength(tried)
})

test('the body of a code is nowhere in the database: sealed while it waits, gone when it is done', async () => {
  desk.whatsapp.next.push(() => busy)
  const queued = await desk.queue(code)
  await clock.advance(1000)
  const rows = async () =>
    JSON.stringify(await database.read.all('select * from message', [])) +
    JSON.stringify(await database.read.all('select * from message_attempt', []))
  expect(await rows()).not.toContain('482913')
  expect(await rows()).not.toContain('6281234567890')
  expect(await desk.message(queued)).toMatchObject({ text: null })
  await clock.advance(10 * minute)
  const [row] = await database.read.all<{ sealedParameters: string | null }>(
    'select sealed_parameters from message',
    [],
  )
  expect(row?.sealedParameters).toBeNull()
  expect(desk.logged.join()).not.toMatch(/482913|81234567890/)
})

test('what is refused for good goes to the next address, or fails with the reason', async () => {
  desk.whatsapp.next.push(
    () => unreachable,
    () => unreachable,
  )
  await desk.queue({ ...receipt, addresses: [phone, mail] })
  const lost = await desk.queue(receipt)
  await clock.advance(1000)
  expect(desk.email.sent).toHaveLength(1)
  expect(await desk.message(lost)).toMatchObject({
    state: 'failed',
    problem: 'unreachable (131026): not on WhatsApp',
    dueAt: null,
  })
  await clock.advance(24 * hour)
  expect(desk.whatsapp.sent).toHaveLength(2)
})

test('who is asked too much is asked ever more seldom', async () => {
  for (let count = 0; count < 5; count += 1) desk.whatsapp.next.push(() => busy)
  const times: number[] = []
  const { send } = desk.whatsapp
  desk.whatsapp.send = function (message) {
    times.push(clock.monotonicMs())
    return send.call(this, message)
  }
  await desk.queue(receipt)
  await clock.advance(hour)
  const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(waits.map((wait) => Math.round(wait / 1000))).toEqual([6, 12, 24, 48, 96])
})

test('a provider that will not have us is left alone by everybody, and somebody is told', async () => {
  desk.whatsapp.next.push(() => misconfigured)
  await desk.queue(receipt)
  await clock.advance(1000)
  await desk.queue({ ...receipt, addresses: [{ channel: 'whatsapp', address: '+6285700000001' }] })
  await clock.advance(30_000)
  expect(desk.whatsapp.sent).toHaveLength(1)
  expect(desk.logged.filter((line) => line.includes('will not have this'))).toHaveLength(1)
  await clock.advance(minute)
  expect(desk.whatsapp.sent).toHaveLength(3)
})

test('a lost answer is not asked for again when the delivery tells of it', async () => {
  desk.whatsapp.next.push(() => unknown)
  const queued = await desk.queue(receipt)
  await clock.advance(5000)
  expect(await desk.message(queued)).toMatchObject({ state: 'pending', history: [{ outcome: 'unknown' }] })
  await desk.receive('whatsapp', delivery(0, 'sent'))
  await clock.advance(hour)
  expect(desk.whatsapp.sent).toHaveLength(1)
  expect(await desk.message(queued)).toMatchObject({
    state: 'sent',
    history: [{ outcome: 'accepted', delivery: 'sent', priceIdr: 357 }],
  })
})

test('without word of a delivery it is sent again, three times at most', async () => {
  for (let count = 0; count < 9; count += 1) desk.whatsapp.next.push(() => unknown)
  const queued = await desk.queue(receipt)
  await clock.advance(30_000)
  expect(desk.whatsapp.sent).toHaveLength(1)
  await clock.advance(24 * hour)
  expect(desk.whatsapp.sent).toHaveLength(3)
  expect(new Set(desk.whatsapp.sent.map(({ messageId }) => messageId)).size).toBe(1)
  expect(new Set(desk.whatsapp.sent.map(({ id }) => id)).size).toBe(3)
  expect(await desk.message(queued)).toMatchObject({ state: 'failed', problem: 'no answer' })
})

test('a delivery that comes before the answer counts', async () => {
  const answer = Promise.withResolvers<SendResult>()
  desk.whatsapp.next.push(() => answer.promise)
  const queued = await desk.queue(receipt)
  await clock.advance(1000)
  await desk.receive('whatsapp', delivery(0, 'delivered'))
  answer.resolve({ kind: 'accepted', providerId: `p-${desk.whatsapp.sent[0]?.id}`, form: 'template' })
  await clock.advance(hour)
  expect(desk.whatsapp.sent).toHaveLength(1)
  expect(await desk.message(queued)).toMatchObject({ state: 'delivered', history: [{ priceIdr: 357 }] })
})

test('a delivery of something that we did not send changes nothing', async () => {
  const queued = await desk.queue(receipt)
  await clock.advance(1000)
  const stranger = { kind: 'delivery', providerId: 'wamid.other', id: undefined, at: clock.wallMs() } as const
  await desk.receive('whatsapp', { ...stranger, state: 'read' }, { ...stranger, id: 'nobody', state: 'read' })
  await desk.receive('telegram', delivery(0, 'read'))
  expect(await desk.message(queued)).toMatchObject({ state: 'sent' })
})

test('one phone gets five codes an hour and one a minute, others are not held back', async () => {
  expect((await desk.queue(code)).kind).toBe('queued')
  expect(await desk.queue(code)).toMatchObject({ kind: 'refused', reason: 'tooMany' })
  for (let count = 0; count < 4; count += 1) {
    await clock.advance(minute + 1000)
    expect((await desk.queue(code)).kind).toBe('queued')
  }
  await clock.advance(2 * minute)
  const sixth = await desk.queue(code)
  expect(sixth).toMatchObject({ kind: 'refused', reason: 'tooMany' })
  expect((await desk.queue({ ...code, addresses: [chat] })).kind).toBe('queued')
  expect((await desk.queue(receipt)).kind).toBe('queued')
  await clock.advance(sixth.kind === 'refused' && sixth.reason === 'tooMany' ? sixth.retryAfterMs : 0)
  expect((await desk.queue(code)).kind).toBe('queued')
})

test('a flood of alerts to one person ends', async () => {
  const alert = {
    kind: 'alert',
    parameters: { what: 'Arus bocor', where: 'CLK-0001', todo: 'Periksa', url },
  } as const
  const results: string[] = []
  for (let count = 0; count < 62; count += 1) results.push((await desk.queue(alert)).kind)
  expect(results.indexOf('refused')).toBe(60)
  expect((await desk.queue(code)).kind).toBe('queued')
})

test('nothing is queued for a channel that is not set up', async () => {
  expect(await desk.queue({ ...receipt, addresses: [] })).toEqual({ kind: 'refused', reason: 'noChannel' })
})

test('what a month cost is counted by what was delivered as what, in the prices of its day', async () => {
  await desk.queue(receipt)
  await desk.queue(code)
  await desk.queue({ ...receipt, addresses: [mail] })
  await clock.advance(minute)
  await desk.api('/prices', {
    method: 'PUT',
    body: JSON.stringify({
      channel: 'whatsapp',
      category: 'utility',
      validFrom: '2026-11-24',
      priceIdr: 400,
      source: 'the invoice',
    }),
  })
  await clock.advance(24 * hour)
  await desk.queue(receipt)
  await desk.receive('whatsapp', writes('halo'))
  await desk.queue(receipt)
  await clock.advance(minute)
  expect((await desk.api('/costs?month=2026-11')).body).toEqual({
    month: '2026-11',
    totalIdr: 357 + 357 + 400,
    lines: [
      { channel: 'email', kind: 'receipt', form: 'text', messages: 1, costIdr: 0, unpriced: 0 },
      { channel: 'whatsapp', kind: 'receipt', form: 'template', messages: 2, costIdr: 757, unpriced: 0 },
      { channel: 'whatsapp', kind: 'receipt', form: 'text', messages: 1, costIdr: 0, unpriced: 0 },
      { channel: 'whatsapp', kind: 'signInCode', form: 'template', messages: 1, costIdr: 357, unpriced: 0 },
    ],
  })
  expect((await desk.api('/costs?month=2026-10')).body).toMatchObject({ totalIdr: 0, lines: [] })
  expect((await desk.api('/costs?month=2026-13')).status).toBe(400)
})

test('an operator finds messages by state, kind and recipient, and sends one again, but no code', async () => {
  desk.whatsapp.next.push(() => unreachable)
  const lost = await desk.queue(receipt)
  await clock.advance(1000)
  const sent = await desk.queue(code)
  await desk.queue({ ...receipt, addresses: [mail] })
  await clock.advance(10 * minute)
  const list = async (query: string) =>
    (await desk.api<{ items: { kind: string; state: string }[] }>(`/?${query}`)).body.items
  expect(await list('')).toHaveLength(3)
  expect(await list('state=failed')).toMatchObject([{ kind: 'receipt' }])
  expect(await list('channel=whatsapp&to=0812-3456-7890')).toHaveLength(2)
  expect(await list('channel=email&to=budi@mail.example&kind=receipt')).toHaveLength(1)
  expect(await list('channel=whatsapp&to=0812-3456-7891')).toEqual([])
  expect((await desk.api('/?channel=whatsapp&to=12')).status).toBe(400)

  const resend = (result: { id?: string }) => desk.api(`/${result.id}/resend`, { method: 'POST' })
  expect((await resend(lost as { id: string })).body).toMatchObject({ state: 'pending', attempts: 0 })
  await clock.advance(1000)
  expect(await desk.message(lost)).toMatchObject({ state: 'sent', history: [{}, { outcome: 'accepted' }] })
  expect((await resend(sent as { id: string })).status).toBe(409)
  expect((await resend({ id: 'nobody' })).status).toBe(404)
  clock.setWall(clock.wallMs() + 31 * 24 * hour)
  await clock.advance(2 * hour)
  expect(await desk.message(lost)).toMatchObject({ text: null })
  expect((await resend(lost as { id: string })).status).toBe(410)
})

test('an operator puts an address on the list and takes it off, however it is written', async () => {
  const change = (method: string, address: string) =>
    desk.api('/opt-outs', { method, body: JSON.stringify({ channel: 'whatsapp', address }) })
  expect((await change('PUT', '0812 3456 7890')).status).toBe(200)
  const kept = await desk.queue(receipt)
  await clock.advance(1000)
  expect(await desk.message(kept)).toMatchObject({ state: 'stopped' })
  expect((await desk.api('/opt-outs')).body).toMatchObject({ items: [{ stoppedBy: 'operator' }] })
  expect((await change('DELETE', '+62 812-3456-7890')).status).toBe(200)
  expect((await desk.api('/opt-outs')).body).toMatchObject({ items: [] })
  expect((await change('PUT', 'nobody')).status).toBe(400)
})

test('what people wrote is listed once, with its text, until it is forgotten', async () => {
  const twice = writes('Halo, soket 2 macet')
  await desk.receive('whatsapp', twice, twice)
  await desk.receive('whatsapp', writes(''))
  const received = async () => (await desk.api<{ items: { text: string }[] }>('/received')).body.items
  expect((await received()).map(({ text }) => text)).toEqual(['', 'Halo, soket 2 macet'])
  clock.setWall(clock.wallMs() + 91 * 24 * hour)
  await clock.advance(2 * hour)
  expect(await received()).toEqual([])
})

test('killed between any two writes, every message still goes out, and at most once more', async () => {
  await desk.stop()
  for (let dieAfterCommits = 0; dieAfterCommits <= 4; dieAfterCommits += 1) {
    const about = { ...receipt, dedupeKey: `kill:${dieAfterCommits}` }
    const mortal = new MessageDesk(database, clock, dieAfterCommits)
    void mortal.beginToQueue(about)
    await clock.advance(20_000)
    desk = new MessageDesk(database, clock)
    const queued = await desk.queue(about)
    expect(queued.kind).toBe(dieAfterCommits > 0 ? 'known' : 'queued')
    await clock.advance(10 * minute)
    expect(await desk.message(queued)).toMatchObject({ state: 'sent' })
    const times = mortal.whatsapp.sent.length + desk.whatsapp.sent.length
    expect({ dieAfterCommits, times }).toEqual({ dieAfterCommits, times: dieAfterCommits === 2 ? 2 : 1 })
    await desk.stop()
  }
  desk = new MessageDesk(database, clock)
})

test('a message that cannot be read any more fails alone', async () => {
  // 22:00 in Bali, so that both wait.
  clock.setWall(Date.UTC(2026, 10, 23, 14, 0, 0))
  const lost = await desk.queue(arrived)
  const other = await desk.queue(arrived)
  if (lost.kind !== 'queued') throw new Error('It was not queued.')
  await desk.whileAdvancing(
    desk.services.writer.write((tx) =>
      tx.run("update message set sealed_parameters = 'AAAA' where id = ?", [lost.id]),
    ),
  )
  await clock.advance(10 * hour)
  expect(await desk.message(other)).toMatchObject({ state: 'sent' })
  expect(await desk.message(lost)).toMatchObject({ state: 'failed', text: null, history: [] })
})
