import { afterEach, beforeEach, expect, test } from 'vitest'
import { opensNextAt } from '../../gateways/refund-hours.ts'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

const second = 1000
const minute = 60_000
const hour = 60 * minute

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

const exceptions = async () =>
  (await world.rows<{ kind: string }>('select kind from payment_exception order by id')).map(
    ({ kind }) => kind,
  )
const refunds = () =>
  world.rows<{ id: string; state: string; amountIdr: number; reason: string }>(
    'select id, state, amount_idr, reason from refund order by id',
  )
const settledWithChange = async () => {
  const payment = await world.choose(5000)
  await world.payAndTell(payment.reference)
  await world.clock.advance(5 * second)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('Remote')
  return payment
}

test('a forged notification is refused, logged and alerted, and a flood of them is one alert', async () => {
  const { reference } = await world.choose(5000)
  for (let times = 0; times < 5; times += 1)
    expect((await world.notify({ reference, amountIdr: 5000 }, 'forged')).status).toBe(401)
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(false)
  expect(await exceptions()).toEqual(['hostileNotification'])
  expect(world.logged.join()).toContain('a notification of a payment was refused')
  await world.balances({})
})

test('a notification whose signature does not cover the payment counts only when the provider’s books agree', async () => {
  const { reference } = await world.choose(5000)
  const told = { reference, amountIdr: 5000, needsStatusQuery: true }
  expect((await world.notify(told)).status).toBe(200)
  expect(await exceptions()).toEqual(['hostileNotification'])
  await world.balances({})
  world.gateway.isDown = true
  expect((await world.notify(told)).status).toBe(503)
  world.gateway.isDown = false
  world.gateway.pay(reference)
  expect((await world.notify(told)).status).toBe(200)
  await world.balances({ held: -5000 })
})

test('an amount other than asked goes back whole, be it more or less', async () => {
  for (const amountIdr of [4999, 50_000]) {
    const { page, reference } = await world.choose(5000)
    world.gateway.pay(reference, amountIdr)
    await world.notify({ reference, amountIdr })
    await world.clock.advance(5 * second)
    expect(await world.text(page)).toContain('berbeda dari yang diminta')
  }
  expect((await refunds()).map(({ state, amountIdr }) => [state, amountIdr])).toEqual([
    ['refunded', 4999],
    ['refunded', 50_000],
  ])
  await world.balances({})
})

test('what is paid after its time goes back, also when nobody tells of it', async () => {
  const told = await world.choose(5000)
  const untold = await world.choose(7000)
  await world.clock.stride(12 * minute, minute)
  expect(await world.text(told.page)).toContain('Waktu bayar habis')
  await world.payAndTell(told.reference)
  world.gateway.pay(untold.reference)
  await world.clock.stride(2 * hour, 5 * minute)
  expect((await refunds()).map(({ state, reason }) => [state, reason])).toEqual([
    ['refunded', 'paidLate'],
    ['refunded', 'paidLate'],
  ])
  expect(world.charger.isCharging).toBe(false)
  await world.balances({})
})

test('a look for late money that the provider does not answer is taken again until it does', async () => {
  const { reference } = await world.choose(5000)
  await world.clock.stride(12 * minute, minute)
  world.gateway.pay(reference)
  world.gateway.isDown = true
  await world.clock.stride(3 * hour, 5 * minute)
  expect(await refunds()).toEqual([])
  world.gateway.isDown = false
  await world.clock.stride(15 * minute, minute)
  expect((await refunds()).map(({ state, reason }) => [state, reason])).toEqual([['refunded', 'paidLate']])
  await world.balances({})
})

test('a notification that is sent again with another body is refused, logged and alerted', async () => {
  expect((await world.notify({ reference: 'P1', amountIdr: 1 }, 'replayed')).status).toBe(401)
  expect(await exceptions()).toEqual(['hostileNotification'])
  expect(world.logged.join()).toContain('"why":"replayed"')
  await world.balances({})
})

test('money for a reference that we never gave, and money that comes twice, is kept and put before a person', async () => {
  const { reference } = await world.choose(5000)
  await world.payAndTell(reference)
  world.gateway.payAgain(reference)
  const again = { reference, amountIdr: 5000, providerRef: 'another-number' }
  expect((await world.notify(again)).status).toBe(200)
  expect((await world.notify(again)).status).toBe(200)
  expect(await exceptions()).toEqual(['paidTwice'])
  await world.balances({ held: -5000, unidentified: -5000 })
})

test('a guessed reference without proof is not money', async () => {
  const told = { reference: 'P0000000000000000000000001', amountIdr: 90_000, needsStatusQuery: true }
  expect((await world.notify(told)).status).toBe(200)
  expect(await exceptions()).toEqual(['hostileNotification'])
  await world.balances({})
})

test('a guessed address of a payment’s page shows nothing and stops nothing', async () => {
  const { page } = await settledWithChange()
  const [id] = page.replace('/p/', '').split('.')
  for (const address of [`/p/${id}`, `/p/${id}.`, `/p/${id}.AAAAAAAAAAAAAAAAAAAAAA`, `${page}x`]) {
    expect((await world.request(address)).status, address).toBe(404)
    expect((await world.post(`${address}/stop`, {})).status, address).toBe(404)
  }
  expect(world.logged.join()).toContain('an address of a payment’s page was wrong')
  expect(await exceptions()).toEqual([])
  for (let guess = 0; guess < 30; guess += 1) await world.request(`/p/${guess}.AAAAAAAAAAAAAAAAAAAAAA`)
  expect(await exceptions()).toEqual(['guessedAddress'])
})

test('a refund whose answer was lost is asked for again and carried out once', async () => {
  world.gateway.lostRefundAnswers = 2
  await settledWithChange()
  await world.clock.advance(5 * minute)
  expect(world.gateway.refundCalls).toBe(3)
  expect((await refunds()).map(({ state, amountIdr }) => [state, amountIdr])).toEqual([['refunded', 2534]])
  await world.balances({ revenue_energy: -2466 })
})

test('a refund that the provider works on, or cannot pay just now, is tried until it is through', async () => {
  const refused = {
    kind: 'refused',
    reason: 'closedNow',
    code: '4037815',
    message: 'closed at night',
  } as const
  world.gateway.refundAnswers.push({ kind: 'pending' }, refused, refused)
  await settledWithChange()
  await world.clock.advance(minute)
  await world.balances({ revenue_energy: -2466, refund_payable: -2534 })
  await world.clock.stride(10 * minute, minute)
  await world.balances({ revenue_energy: -2466 })
})

test('a refund of an issuer that is closed at night is asked for again in the morning', async () => {
  const message = 'closed at night'
  world.gateway.refundAnswers.push({ kind: 'refused', reason: 'closedNow', code: '4037815', message })
  await settledWithChange()
  await world.clock.advance(minute)
  const morning = opensNextAt(world.clock.wallMs())
  const [waiting] = await world.rows<{ state: string; dueAt: string }>('select state, due_at from refund')
  expect(waiting?.state).toBe('due')
  expect(Date.parse(waiting?.dueAt ?? '') - morning).toBeGreaterThanOrEqual(0)
  expect(Date.parse(waiting?.dueAt ?? '') - morning).toBeLessThan(10 * minute)
  await world.clock.stride(morning - world.clock.wallMs() - minute, 10 * minute)
  expect(world.gateway.refundCalls).toBe(1)
  await world.clock.stride(12 * minute, minute)
  expect(world.gateway.refundCalls).toBe(2)
  await world.balances({ revenue_energy: -2466 })
})

test('a refund that the provider refuses is claimed by the driver and transferred by a person', async () => {
  const message = 'the issuer takes nothing back'
  world.gateway.refundAnswers.push({ kind: 'refused', reason: 'notSupported', code: '4047800', message })
  const { page } = await settledWithChange()
  await world.clock.advance(5 * second)
  expect(await world.text(page)).toContain('Ke mana kami kirim?')
  const [refund] = await refunds()
  const claim = { refundId: refund?.id ?? '', name: 'Wayan', institution: 'BPD Bali', account: '0123456789' }
  const wrong = await world.post(`${page}/claim`, { ...claim, name: 'Wayan\u0000\nSudira', account: 'x' })
  expect(wrong.status).toBe(400)
  const said = await wrong.text()
  expect(said).toMatch(/name="account" value="x"[^>]*aria-invalid/)
  expect(said).toContain('name="name" value="Wayan Sudira"')
  expect(said).toContain('Tulis 5 sampai 30 angka')
  const odd = { refundId: '\u0000', name: 'W'.repeat(5000), institution: '', account: '' }
  expect((await world.post(`${page}/claim`, odd)).status).toBe(400)
  expect((await world.post(`${page}/claim`, { ...claim, refundId: '\u0000' })).status).toBe(409)
  expect((await world.post(`${page}/claim`, claim)).status).toBe(303)
  expect((await world.post(`${page}/claim`, claim)).status).toBe(303)
  const other = await world.post(`${page}/claim`, { ...claim, account: '9999999999' })
  expect([other.status, (await other.text()).includes('tidak dipakai')]).toEqual([409, true])
  expect((await world.post(`${page}/claim`, { refundId: claim.refundId, card: '04A1' })).status).toBe(409)
  expect(await world.text(page)).toContain('Kami kirim ke rekening yang Anda tulis')
  const [stored] = await world.rows<{ sealedClaim: string }>('select sealed_claim from refund')
  expect(stored?.sealedClaim).not.toContain('0123456789')
  await world.balances({ revenue_energy: -2466, refund_payable: -2534 })

  const waiting = await world.api<{ items: object[] }>('/refunds?state=manual')
  expect(waiting.body.items).toEqual([
    expect.objectContaining({ amountIdr: 2534, claim: expect.objectContaining({ account: '0123456789' }) }),
  ])
  const transfer = { method: 'POST', body: { note: 'BPD 2026-11-23 no. 17' } }
  expect((await world.api(`/refunds/${refund?.id}/transfer`, transfer)).body).toMatchObject({
    state: 'refunded',
  })
  expect((await world.api(`/refunds/${refund?.id}/transfer`, transfer)).status).toBe(409)
  expect(await world.text(page)).toContain('Sudah kami kirim ke rekening yang Anda tulis.')
  // The provider still has the money that went out of our bank instead.
  await world.balances({ revenue_energy: -2466, bank: -2534 })
})

test('a refund that the provider refuses goes into the balance of a card at once, and whoever has the receipt is told', async () => {
  const message = 'the issuer takes nothing back'
  world.gateway.refundAnswers.push({ kind: 'refused', reason: 'notSupported', code: '4047800', message })
  const { page } = await settledWithChange()
  await world.clock.advance(5 * second)
  await world.post(`${page}/receipt/send`, { to: 'wayan@contoh.id' })
  await world.post(`${page}/receipt/send`, { to: 'wayan@contoh.id' })
  expect(await world.rows(`select kind from message where kind = 'unusedMoney'`)).toHaveLength(1)

  const { body: wallet } = await world.api<{ id: string }>('/wallets', {
    method: 'POST',
    body: { name: 'Wayan' },
  })
  await world.api(`/wallets/${wallet.id}/cards/04A1B2C3D4E5F6`, { method: 'PUT' })
  const refundId = (await refunds())[0]?.id ?? ''
  const unknown = await world.post(`${page}/claim`, { refundId, card: '04BADBADBADBAD' })
  expect(unknown.status).toBe(400)
  expect(await unknown.text()).toMatch(/name="card" value="04BADBADBADBAD"[^>]*aria-invalid/)
  expect((await world.post(`${page}/claim`, { refundId, card: '\u0000' })).status).toBe(400)
  expect((await world.post(`${page}/claim`, { refundId, card: '04a1 b2c3 d4e5 f6' })).status).toBe(303)
  expect((await world.post(`${page}/claim`, { refundId, card: '04a1b2c3d4e5f6' })).status).toBe(303)
  expect(await refunds()).toMatchObject([{ state: 'refunded', amountIdr: 2534 }])
  expect((await world.api(`/wallets/${wallet.id}`)).body).toMatchObject({ balanceIdr: 2534 })
  await world.balances({ revenue_energy: -2466, wallet: -2534 })
})

test('what is before a person is listed, and resolved with what was done', async () => {
  await world.notify({ reference: 'P1', amountIdr: 1 }, 'forged')
  const { body } = await world.api<{ items: { id: string; kind: string }[] }>('/payment-exceptions')
  expect(body.items).toEqual([expect.objectContaining({ kind: 'hostileNotification' })])
  const path = `/payment-exceptions/${body.items[0]?.id}/resolution`
  const note = { method: 'POST', body: { note: 'a scanner' } }
  expect((await world.api(path, note)).body).toMatchObject({ resolution: 'a scanner' })
  expect((await world.api(path, note)).status).toBe(409)
  expect((await world.api<{ items: object[] }>('/payment-exceptions')).body.items).toEqual([])
})

test('no provider answers: nothing was taken, and the page says so', async () => {
  world.gateway.isDown = true
  world.spare.isDown = true
  const response = await world.post('/c/CLK-0001/1/pay', { amountIdr: '5000' })
  expect([response.status, await response.text()]).toEqual([
    409,
    expect.stringContaining('sedang tidak bisa'),
  ])
  await world.balances({})
})

test('a provider that does not answer: the next one is asked, and gets the refund too', async () => {
  world.gateway.isDown = true
  const { page, reference } = await world.choose(5000)
  expect([...world.spare.bills.keys()]).toEqual([reference])
  world.spare.pay(reference)
  await world.clock.advance(15 * second)
  expect(world.charger.isCharging).toBe(true)
  world.charger.end('Remote')
  await world.clock.advance(10 * second)
  expect(await world.text(page)).toContain('Sudah kembali ke aplikasi yang Anda pakai.')
  expect(world.spare.balanceIdr).toBe(0)
  await world.balances({})
})

test('two drivers pay for one socket: the first charges, the second has the money back', async () => {
  const first = await world.choose(5000)
  const other = await world.choose(10_000)
  await world.payAndTell(first.reference)
  await world.clock.advance(5 * second)
  await world.payAndTell(other.reference)
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(true)
  expect((await refunds()).map(({ state, amountIdr }) => [state, amountIdr])).toEqual([['refunded', 10_000]])
  await world.balances({ held: -5000 })
})

test('unpaid QRs at one post are bounded', async () => {
  for (let times = 0; times < 20; times += 1) {
    await world.choose(5000)
    await world.clock.advance(10 * second)
  }
  const one = await world.post('/c/CLK-0001/1/pay', { amountIdr: '5000' })
  expect(await one.text()).toContain('Terlalu banyak pembayaran')
})
