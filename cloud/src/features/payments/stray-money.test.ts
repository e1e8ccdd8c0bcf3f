import { afterEach, beforeEach, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import type { ExceptionView, StrayReturn } from './schemas.ts'

const second = 1000
const minute = 60_000
const hour = 60 * minute

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

const open = async () => (await world.api<{ items: ExceptionView[] }>('/payment-exceptions')).body.items
const giveBack = (id: string, body: StrayReturn) =>
  world.api<ExceptionView>(`/payment-exceptions/${id}/return`, { method: 'POST', body })
const returned = async () => {
  const [row] = await world.rows<{ state: string; problem: string | null }>(
    'select state, problem from stray_money',
  )
  return row
}

/** Rp 7,000 that a provider has for a reference that we never gave. */
async function unknownMoney(): Promise<ExceptionView> {
  const { reference } = await world.choose(5000)
  const bill = world.gateway.bills.get(reference)
  if (bill === undefined) throw new Error('There is no bill.')
  world.gateway.bills.set('LOST-7', { ...bill, paidIdr: 7000, refunds: new Map() })
  expect((await world.notify({ reference: 'LOST-7', amountIdr: 7000 })).status).toBe(200)
  const [exception] = await open()
  if (exception === undefined) throw new Error('Nothing is before a person.')
  return exception
}

test('the provider gives it back, and the queue shows what can be done until it has', async () => {
  const { id, actions, money, detail } = await unknownMoney()
  expect(detail).toContain('LOST-7')
  expect(money).toMatchObject({ state: 'kept', reference: 'LOST-7' })
  expect(actions.map(({ way, path }) => [way, path.replace(id, '…')])).toEqual([
    ['provider', '/api/v1/payment-exceptions/…/return'],
    ['transfer', '/api/v1/payment-exceptions/…/return'],
    ['wallet', '/api/v1/payment-exceptions/…/return'],
    ['payment', '/api/v1/payment-exceptions/…/return'],
  ])
  const resolution = { method: 'POST', body: { note: 'never mind' } }
  expect((await world.api(`/payment-exceptions/${id}/resolution`, resolution)).status).toBe(409)
  await world.balances({ unidentified: -7000 })

  world.gateway.lostRefundAnswers = 1
  const asked = await giveBack(id, { way: 'provider', note: 'nobody of ours' })
  expect(asked.body).toMatchObject({ money: { state: 'returning' }, actions: [] })
  expect((await giveBack(id, { way: 'transfer', bankReference: 'B-1', note: 'twice' })).status).toBe(409)
  await world.clock.advance(5 * minute)
  expect(world.gateway.bills.get('LOST-7')?.refunds.size).toBe(1)
  expect(await open()).toEqual([])
  await world.balances({})
  expect((await giveBack(id, { way: 'provider', note: 'again' })).status).toBe(409)
  const trail = await world.rows<{ action: string }>(
    `select action from activity_entry where action like 'strayMoney%'`,
  )
  expect(trail).toEqual([{ action: 'strayMoney.provider' }])
})

test('what the provider will not give back is transferred by hand, with the bank’s reference', async () => {
  const { id } = await unknownMoney()
  const message = 'the issuer takes nothing back'
  world.gateway.refundAnswers.push({ kind: 'refused', reason: 'notSupported', code: '4047800', message })
  await giveBack(id, { way: 'provider', note: 'nobody of ours' })
  await world.clock.advance(5 * second)
  expect(await returned()).toEqual({ state: 'kept', problem: message })
  const done = await giveBack(id, { way: 'transfer', bankReference: 'BCA 20261123-17', note: 'to Wayan' })
  expect(done.body).toMatchObject({
    money: { state: 'returned' },
    resolution: expect.stringContaining('BCA 20261123-17'),
  })
  await world.balances({ bank: -7000 })
})

test('a refund of it that nobody answers for is never sent another way before a person has looked', async () => {
  const { id } = await unknownMoney()
  world.gateway.isDown = true
  await giveBack(id, { way: 'provider', note: 'nobody of ours' })
  await world.clock.stride(4 * hour, 5 * minute)
  const [exception] = await open()
  expect(exception?.actions.map(({ way }) => way)).toEqual(['carriedOut', 'notCarriedOut'])
  expect((await giveBack(id, { way: 'transfer', bankReference: 'B-1', note: 'no' })).status).toBe(409)
  await giveBack(id, { way: 'notCarriedOut', note: 'page 3' })
  world.gateway.isDown = false
  await giveBack(id, { way: 'provider', note: 'again' })
  await world.clock.advance(5 * second)
  await world.balances({})
})

test('it was for a payment that waits: that is paid by it, and charges', async () => {
  const { reference, page } = await world.choose(7000)
  const bill = world.gateway.bills.get(reference)
  if (bill === undefined) throw new Error('There is no bill.')
  world.gateway.bills.set('LOST-8', { ...bill, paidIdr: 7000, refunds: new Map() })
  await world.notify({ reference: 'LOST-8', amountIdr: 7000 })
  const [exception] = await open()
  const [payment] = await world.rows<{ id: string }>('select id from payment')
  const given = { way: 'payment', paymentId: payment?.id ?? '', note: 'the provider mixed them up' } as const
  expect((await giveBack(exception?.id ?? '', given)).body).toMatchObject({ money: { state: 'attached' } })
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(true)
  await world.balances({ held: -7000 })
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('Remote')
  await world.clock.advance(10 * second)
  expect(await world.text(page)).toContain('Sudah kembali ke aplikasi yang Anda pakai.')
  await world.balances({ revenue_energy: -2466 })
})

test('it goes into the wallet of whoever it belongs to, as far as that may hold it', async () => {
  const { id } = await unknownMoney()
  const wallet = await world.api<{ id: string }>('/wallets', { method: 'POST', body: { name: 'Wayan' } })
  expect(wallet.status).toBe(201)
  expect((await giveBack(id, { way: 'wallet', walletId: 'nobody', note: 'no' })).status).toBe(404)
  const given = await giveBack(id, { way: 'wallet', walletId: wallet.body.id, note: 'he wrote to us' })
  expect(given.body).toMatchObject({ money: { state: 'attached' }, actions: [] })
  await world.balances({ wallet: -7000 })
  expect((await world.api(`/wallets/${wallet.body.id}`)).body).toMatchObject({ balanceIdr: 7000 })
})

test('what was paid twice goes back, and is nobody else’s', async () => {
  const { reference } = await world.choose(5000)
  await world.clock.advance(second)
  const other = await world.choose(9000)
  await world.payAndTell(reference)
  world.gateway.payAgain(reference)
  await world.notify({ reference, amountIdr: 5000, providerRef: 'second' })
  const [exception] = await open()
  expect(exception?.actions.map(({ way }) => way)).toEqual(['provider', 'transfer', 'wallet'])
  const [payment] = await world.rows<{ id: string }>('select id from payment order by id desc limit 1')
  const given = { way: 'payment', paymentId: payment?.id ?? '', note: 'no' } as const
  expect((await giveBack(exception?.id ?? '', given)).status).toBe(409)
  expect(other.reference).not.toBe(reference)
  await giveBack(exception?.id ?? '', { way: 'transfer', bankReference: 'B-2', note: 'to whoever paid' })
  await world.balances({ held: -5000, bank: -5000 })
})

test('each kind of exception says what can be done about it', async () => {
  await world.notify({ reference: 'P1', amountIdr: 1 }, 'forged')
  const [exception] = await open()
  expect(exception?.actions).toEqual([
    {
      what: 'Say what was done about it.',
      method: 'POST',
      path: `/api/v1/payment-exceptions/${exception?.id}/resolution`,
    },
  ])
})
