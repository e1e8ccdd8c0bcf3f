import { idr } from '@colok/shared/money'
import { describe, expect, test } from 'vitest'
import type { IssuerId } from './issuers.ts'
import { type Gateway, keyOf, Shop } from './shop.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** What becomes of a refund of Rp 20,000 paid with an app, so long after the payment. */
async function refundAfter(
  name: Gateway['name'],
  issuer: IssuerId,
  options: {
    readonly afterMs?: number
    readonly amountIdr?: number
    readonly method?: 'qris' | 'wallet'
  } = {},
) {
  const shop = new Shop()
  const { rails } = shop.providers
  const pay = async () => {
    const payment = shop.newPayment({ method: options.method ?? 'qris' })
    expect((await shop.gateways[name].create(payment)).kind).toBe('created')
    expect(rails.pay(rails.find(name, payment.reference)!, issuer).kind).toBe('paid')
    return payment
  }
  await pay()
  const payment = await pay()
  await shop.clock.advance(options.afterMs ?? hourMs)
  const before = rails.purses.of(issuer).balanceIdr
  const result = await shop.run(
    shop.gateways[name].refund({
      payment: keyOf(payment),
      refundReference: 'R1',
      amountIdr: idr(options.amountIdr ?? 20_000),
      reason: 'Energi tidak terpakai',
    }),
  )
  await shop.clock.advance(10_000)
  const cameBackIdr = rails.purses.of(issuer).balanceIdr - before
  return { ...result, cameBackIdr }
}

describe('an issuer', () => {
  test('takes refunds in part, or whole ones only, or none', async () => {
    expect(await refundAfter('doku', 'gopay', { amountIdr: 5000 })).toMatchObject({
      kind: 'refunded',
      cameBackIdr: 5000,
    })
    expect(await refundAfter('doku', 'ovo', { amountIdr: 5000 })).toMatchObject({
      kind: 'refused',
      reason: 'amount',
      cameBackIdr: 0,
    })
    expect((await refundAfter('doku', 'ovo')).cameBackIdr).toBe(20_000)
    expect(await refundAfter('doku', 'bca')).toMatchObject({ kind: 'refused', reason: 'notSupported' })
    expect(await refundAfter('midtrans', 'bca')).toMatchObject({ kind: 'refused', reason: 'notSupported' })
    expect(await refundAfter('astrapay', 'saqu', { method: 'wallet', amountIdr: 5000 })).toMatchObject({
      kind: 'refused',
      reason: 'amount',
    })
    expect(await refundAfter('astrapay', 'saqu', { method: 'wallet' })).toMatchObject({ kind: 'refunded' })
  })

  test('takes them for its own number of days; GoPay longer where it is also the acquirer', async () => {
    expect((await refundAfter('doku', 'gopay', { afterMs: 6 * dayMs })).kind).toBe('refunded')
    expect((await refundAfter('doku', 'gopay', { afterMs: 8 * dayMs })).kind).toBe('refused')
    expect((await refundAfter('midtrans', 'gopay', { afterMs: 44 * dayMs })).cameBackIdr).toBe(20_000)
    expect((await refundAfter('midtrans', 'gopay', { afterMs: 46 * dayMs })).kind).toBe('refused')
    expect(
      await refundAfter('astrapay', 'astrapay', { method: 'wallet', afterMs: 91 * dayMs }),
    ).toMatchObject({
      kind: 'refused',
      reason: 'windowPassed',
    })
  })

  test('that is closed at night is asked again in the morning', async () => {
    // Paid at 10.00; it is 01.00 fifteen hours later, and 06.30 after twenty and a half.
    for (const name of ['doku', 'midtrans'] as const) {
      expect(await refundAfter(name, 'shopeepay', { afterMs: 15 * hourMs })).toMatchObject({
        kind: 'refused',
        reason: 'closedNow',
      })
      expect((await refundAfter(name, 'shopeepay', { afterMs: 20.5 * hourMs })).cameBackIdr).toBe(20_000)
    }
  })
})

test('AstraPay refunds out of what it owes us: after the settlement there is nothing', async () => {
  const shop = new Shop()
  const payment = shop.newPayment({ method: 'wallet' })
  await shop.gateways.astrapay.create(payment)
  shop.providers.rails.pay(shop.providers.rails.find('astrapay', payment.reference)!, 'astrapay')
  shop.providers.astrapay.book.settle(shop.clock.wallMs())
  const refund = {
    payment: keyOf(payment),
    refundReference: 'R1',
    amountIdr: idr(5000),
    reason: 'Energi tidak terpakai',
  }
  expect(await shop.gateways.astrapay.refund(refund)).toMatchObject({
    kind: 'refused',
    reason: 'merchantFunds',
  })
})

test('a refund that AstraPay accepted and then could not carry out is told as refused', async () => {
  const shop = new Shop()
  const [payment, other] = [shop.newPayment({ method: 'wallet' }), shop.newPayment({ method: 'wallet' })]
  for (const each of [payment, other]) {
    await shop.gateways.astrapay.create(each)
    shop.providers.rails.pay(shop.providers.rails.find('astrapay', each.reference)!, 'astrapay')
  }
  const refund = {
    payment: keyOf(payment),
    refundReference: 'R1',
    amountIdr: idr(5000),
    reason: 'Energi tidak terpakai',
  }
  shop.providers.astrapay.faults.arm('refundFails')
  expect((await shop.gateways.astrapay.refund(refund)).kind).toBe('pending')
  await shop.clock.advance(61_000)
  expect((await shop.gateways.astrapay.refund(refund)).kind).toBe('refused')
  expect(shop.providers.astrapay.book.balance.refundedIdr).toBe(0)
  expect((await shop.gateways.astrapay.refund({ ...refund, refundReference: 'R2' })).kind).toBe('refunded')
})
