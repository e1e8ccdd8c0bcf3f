import { expect, test } from 'vitest'
import { Shop } from './shop.ts'

const minuteMs = 60_000

/** When a provider tries, in minutes after the payment, with a merchant that answers always the same. */
async function attemptsOf(
  name: 'doku' | 'astrapay' | 'midtrans',
  answer: number | 'nothing',
  method: 'qris' | 'page' = 'qris',
): Promise<number[]> {
  const shop = new Shop()
  const payment = shop.newPayment({ method })
  await shop.gateways[name].create(payment)
  await shop.quiet()
  shop.receive = async () =>
    answer === 'nothing' ? new Promise<Response>(() => {}) : new Response(null, { status: answer })
  const { attempts } = shop.providers[name].notifier
  attempts.length = 0
  const paidAt = shop.clock.wallMs()
  shop.providers.rails.pay(shop.providers.rails.find(name, payment.reference)!, 'dana')
  for (let step = 0; step < 24 * 12; step++) await shop.clock.advance(5 * minuteMs)
  return attempts.map(({ at }) => Math.floor((at - paidAt) / minuteMs))
}

test('DOKU’s Checkout: after half an hour, six and twelve hours', async () => {
  expect(await attemptsOf('doku', 500, 'page')).toEqual([0, 30, 360, 720])
  expect(await attemptsOf('doku', 'nothing', 'page')).toEqual([0, 30, 360, 720])
  expect(await attemptsOf('doku', 204, 'page')).toEqual([0])
})

test('DOKU’s QRIS: three times in all', async () => {
  expect(await attemptsOf('doku', 500)).toHaveLength(3)
})

test('AstraPay: until the answer is 2005200, not just any 200', async () => {
  expect(await attemptsOf('astrapay', 200)).toHaveLength(4)
})

test('Midtrans: as often as the answer’s status deserves', async () => {
  expect(await attemptsOf('midtrans', 502)).toEqual([0, 2, 10, 30, 90, 210])
  expect(await attemptsOf('midtrans', 'nothing')).toEqual([0, 2, 10, 30, 90, 210])
  expect(await attemptsOf('midtrans', 503)).toEqual([0, 2, 10, 30, 90])
  expect(await attemptsOf('midtrans', 404)).toEqual([0, 2, 10])
  expect(await attemptsOf('midtrans', 500)).toEqual([0, 2])
  expect(await attemptsOf('midtrans', 200)).toEqual([0])
})
