import { afterEach, beforeEach, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

const second = 1000
const minute = 60_000
const hour = 60 * minute

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

const theRefund = async () => {
  const [refund] = await world.rows<{ id: string; state: string; dueAt: string | null }>(
    'select id, state, due_at from refund',
  )
  return refund
}
const exceptions = async () =>
  (await world.rows<{ kind: string }>('select kind from payment_exception where resolved_at is null')).map(
    ({ kind }) => kind,
  )
/** Rp 2,534 of change, of which the provider says no more than that it works on it. */
const changeThatHangs = async () => {
  for (let times = 0; times < 200; times += 1) world.gateway.refundAnswers.push({ kind: 'pending' })
  const payment = await world.choose(5000)
  await world.payAndTell(payment.reference)
  await world.clock.advance(5 * second)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('Remote')
  await world.clock.advance(5 * second)
  return payment
}
const say = (id: string | undefined, outcome: string) =>
  world.api(`/refunds/${id}/verdict`, { method: 'POST', body: { outcome, note: 'their books, page 3' } })
test('a refund that the provider never finishes goes to a person, and to nobody a second time', async () => {
  const { page } = await changeThatHangs()
  await world.clock.stride(90 * minute, minute)
  const asked = world.gateway.refundCalls
  expect((await theRefund())?.dueAt).not.toBeNull()
  expect((await say((await theRefund())?.id, 'notCarriedOut')).status).toBe(409)
  await world.clock.stride(3 * hour, 5 * minute)
  const refund = await theRefund()
  expect(refund).toMatchObject({ state: 'pending', dueAt: null })
  expect(await exceptions()).toEqual(['refundUncertain'])
  await world.clock.stride(2 * hour, 5 * minute)
  expect(asked).toBeGreaterThan(3)
  expect(world.gateway.refundCalls).toBe(asked)
  expect(await world.text(page)).not.toContain('Ke mana kami kirim?')
  const transfer = { method: 'POST', body: { note: 'by hand' } }
  expect((await world.api(`/refunds/${refund?.id}/transfer`, transfer)).status).toBe(409)
  await world.balances({ revenue_energy: -2466, refund_payable: -2534 })
})

test('what the provider’s books show as carried out is booked there', async () => {
  await changeThatHangs()
  await world.clock.stride(5 * hour, 5 * minute)
  const [reference] = (await world.rows<{ reference: string }>('select reference from refund')).map(
    (row) => row.reference,
  )
  const bill = [...world.gateway.bills.values()][0]
  bill?.refunds.set(reference ?? '', 2534 as never)
  expect((await say((await theRefund())?.id, 'carriedOut')).body).toMatchObject({ state: 'refunded' })
  expect(await exceptions()).toEqual([])
  expect((await say((await theRefund())?.id, 'carriedOut')).status).toBe(409)
  await world.balances({ revenue_energy: -2466 })
})

test('what they do not have is asked of the driver, and transferred by hand', async () => {
  const { page } = await changeThatHangs()
  await world.clock.stride(5 * hour, 5 * minute)
  expect((await say((await theRefund())?.id, 'notCarriedOut')).body).toMatchObject({ state: 'claimable' })
  expect(await world.text(page)).toContain('Ke mana kami kirim?')
  const transfer = { method: 'POST', body: { note: 'by hand' } }
  expect((await world.api(`/refunds/${(await theRefund())?.id}/transfer`, transfer)).status).toBe(201)
  await world.balances({ revenue_energy: -2466, bank: -2534 })
})

test('an answer that was lost is as uncertain as one that says “pending”', async () => {
  const { reference } = await world.choose(5000)
  world.charger.remoteStart = 'Rejected'
  world.gateway.isDown = true
  await world.payAndTell(reference)
  await world.clock.advance(minute)
  await world.clock.stride(5 * hour, 5 * minute)
  expect(await theRefund()).toMatchObject({ state: 'pending', dueAt: null })
  expect(await exceptions()).toEqual(['refundUncertain'])
})

test('a notification of more than 64 KiB is refused and not read to its end', async () => {
  let pulled = 0
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(16 * 1024))
      if (pulled === 1000) controller.close()
    },
  })
  const endless = { method: 'POST', body, duplex: 'half' } as RequestInit
  expect((await world.request('/gateways/doku/notify', endless)).status).toBe(413)
  expect(pulled).toBeLessThan(20)
})
