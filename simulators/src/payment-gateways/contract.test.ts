import { idr } from '@colok/shared/money'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Bill } from './bill.ts'
import type { IssuerId } from './issuers.ts'
import { type Gateway, keyOf, Shop } from './shop.ts'

interface Case {
  readonly name: Gateway['name']
  readonly method: 'qris' | 'wallet' | 'page'
  readonly dokuNotification?: 'query' | 'token' | 'emptyToken'
  /** An app that pays it, and whose refunds may be in part. */
  readonly issuer: IssuerId
  /** The signature does not say it all. */
  readonly isQueried: boolean
  readonly canCancel: boolean
  readonly canRefund: boolean
}

const cases: readonly Case[] = [
  {
    name: 'doku',
    method: 'qris',
    dokuNotification: 'query',
    issuer: 'gopay',
    isQueried: true,
    canCancel: true,
    canRefund: true,
  },
  {
    name: 'doku',
    method: 'qris',
    dokuNotification: 'token',
    issuer: 'dana',
    isQueried: false,
    canCancel: true,
    canRefund: true,
  },
  {
    name: 'doku',
    method: 'qris',
    dokuNotification: 'emptyToken',
    issuer: 'gopay',
    isQueried: false,
    canCancel: true,
    canRefund: true,
  },
  {
    name: 'doku',
    method: 'page',
    issuer: 'ovo',
    isQueried: false,
    canCancel: false,
    canRefund: false,
  },
  {
    name: 'astrapay',
    method: 'qris',
    issuer: 'dana',
    isQueried: false,
    canCancel: false,
    canRefund: true,
  },
  {
    name: 'astrapay',
    method: 'wallet',
    issuer: 'astrapay',
    isQueried: false,
    canCancel: false,
    canRefund: true,
  },
  {
    name: 'midtrans',
    method: 'qris',
    issuer: 'dana',
    isQueried: true,
    canCancel: true,
    canRefund: true,
  },
  {
    name: 'midtrans',
    method: 'wallet',
    issuer: 'gopay',
    isQueried: true,
    canCancel: true,
    canRefund: true,
  },
]
const title = '$name $method $dokuNotification'

const amountIdr = idr(20_000)
const feeIdr = 140

describe.each(cases)(title, (at) => {
  let shop: Shop
  let gateway: Gateway
  const provider = () => shop.providers[at.name]
  const billOf = (reference: string): Bill => {
    const bill = shop.providers.rails.find(at.name, reference)
    if (bill === undefined) throw new Error(`there is no bill ${reference}`)
    return bill
  }
  const create = async () => {
    const payment = shop.newPayment({ method: at.method })
    const created = await gateway.create(payment)
    if (created.kind !== 'created') throw new Error(JSON.stringify(created))
    await shop.quiet()
    shop.inbound.length = 0
    return { payment, created, key: keyOf(payment, created.providerRef) }
  }
  const createPaid = async () => {
    const made = await create()
    expect(shop.providers.rails.pay(billOf(made.payment.reference), at.issuer).kind).toBe('paid')
    await shop.quiet()
    return made
  }
  /** DOKU knows of a page's payment after a minute. */
  const statusOf = async (key: Parameters<Gateway['status']>[0]) => {
    await shop.clock.advance(gateway.capabilities.statusAfterMs)
    return gateway.status(key)
  }

  beforeEach(() => {
    shop = new Shop(at.dokuNotification === undefined ? {} : { dokuNotification: at.dokuNotification })
    gateway = shop.gateways[at.name]
  })

  test('is created, paid, told of, and known by its status', async () => {
    const { payment, created, key } = await create()
    expect(created.toPay.kind).toBe(at.method)
    expect(created.expiresAt).toBe(payment.expiresAt)
    expect(await statusOf(key)).toMatchObject({ kind: 'found', payment: { status: 'pending' } })
    if (created.toPay.kind === 'qris')
      expect(shop.providers.rails.scan(created.toPay.qrContent)?.reference).toBe(payment.reference)
    const link = created.toPay.kind === 'page' ? created.toPay.pageUrl : undefined
    if (link !== undefined) expect(shop.providers.rails.follow(link)?.reference).toBe(payment.reference)

    shop.providers.rails.pay(billOf(payment.reference), at.issuer)
    await shop.quiet()
    expect(shop.payments).toMatchObject([
      {
        reference: payment.reference,
        amountIdr,
        status: 'paid',
        needsStatusQuery: at.isQueried,
      },
    ])
    expect(await statusOf(key)).toMatchObject({
      kind: 'found',
      payment: { status: 'paid', reference: payment.reference, amountIdr },
    })
    expect(provider().book.balance).toMatchObject({
      receivedIdr: amountIdr,
      feesIdr: feeIdr,
      payableIdr: amountIdr - feeIdr,
    })
  })

  test('is unknown to the provider until it is created', async () => {
    const payment = shop.newPayment({ method: at.method })
    expect(await gateway.status(keyOf(payment))).toEqual({ kind: 'notFound' })
    expect((await gateway.refund(refundOf(keyOf(payment), 'R1', 1000))).kind).not.toBe('refunded')
  })

  test('is not paid when the payer declines, nor when nobody pays', async () => {
    const declined = await create()
    shop.providers.rails.decline(billOf(declined.payment.reference))
    const left = await create()
    await shop.clock.advance(11 * 60_000)
    await shop.quiet()
    for (const { key } of [declined, left]) {
      const status = await statusOf(key)
      expect(status.kind === 'found' && status.payment.status).not.toBe('paid')
    }
    expect(shop.providers.rails.pay(billOf(left.payment.reference), at.issuer).kind).toBe('refused')
    expect(shop.payments.filter(({ status }) => status === 'paid')).toEqual([])
    expect(provider().book.balance.receivedIdr).toBe(0)
  })

  test('is cancelled where that can be, and never after it was paid', async () => {
    const open = await create()
    const paid = await createPaid()
    if (at.canCancel) {
      expect(await gateway.cancel(open.key)).toEqual({ kind: 'cancelled' })
      expect(shop.providers.rails.pay(billOf(open.payment.reference), at.issuer).kind).toBe('refused')
      expect((await gateway.cancel(paid.key)).kind).toBe('tooLate')
    } else {
      expect(await gateway.cancel(open.key)).toMatchObject({ kind: 'declined', code: 'noCancel' })
    }
    expect(billOf(paid.payment.reference).state).toBe('paid')
  })

  test('with a reference that was used is unknown, never a second payment', async () => {
    const { payment } = await createPaid()
    const again = await gateway.create({ ...payment, amountIdr: idr(30_000) })
    expect(again.kind).not.toBe('created')
    expect(billOf(payment.reference).amountIdr).toBe(amountIdr)
  })

  test('is refused before anything is sent when it cannot be asked for', async () => {
    const payment = shop.newPayment({ method: at.method })
    const wrong = [
      { amountIdr: idr(0) },
      { amountIdr: idr(10_000_001) },
      { reference: 'has space' },
      { reference: 'x'.repeat(31) },
      { description: '' },
      { expiresAt: shop.clock.wallMs() - 1 },
      { expiresAt: shop.clock.wallMs() + 90 * 86_400_000 },
    ]
    for (const change of wrong) expect((await gateway.create({ ...payment, ...change })).kind).toBe('invalid')
    expect(shop.calls).toEqual([])
  })

  const refundOf = (payment: Parameters<Gateway['status']>[0], refundReference: string, rupiah: number) => ({
    payment,
    refundReference,
    amountIdr: idr(rupiah),
    reason: 'Energi tidak terpakai',
  })
  /** Asks until the refund is decided, as a caller does. */
  const refunded = async (refund: ReturnType<typeof refundOf>) => {
    let result = await shop.run(gateway.refund(refund))
    for (let minute = 0; minute < 5 && (result.kind === 'pending' || result.kind === 'unknown'); minute++) {
      await shop.clock.advance(60_000)
      result = await shop.run(gateway.refund(refund))
    }
    return result
  }

  if (at.canRefund)
    describe('refunds', () => {
      const fund = async () => {
        // Refunds come out of what the provider owes: another day's payment makes sure of it.
        await createPaid()
      }
      const purse = () => shop.providers.rails.purses.of(at.issuer).balanceIdr

      test('in part, twice, and never more than was paid', async () => {
        await fund()
        const { key } = await createPaid()
        const before = purse()
        expect((await refunded(refundOf(key, 'R1', 8000))).kind).toBe('refunded')
        expect(purse()).toBe(before + 8000)
        // By SNAP's QRIS the status cannot say that a part of it stays.
        const part = await gateway.status(key)
        const tellsParts = at.name === 'midtrans' || at.method === 'wallet'
        expect(part).toMatchObject({ payment: { status: tellsParts ? 'partlyRefunded' : 'refunded' } })
        expect((await refunded(refundOf(key, 'R2', 12_000))).kind).toBe('refunded')
        expect(await refunded(refundOf(key, 'R3', 1))).toMatchObject({ kind: 'refused' })
        expect(purse()).toBe(before + 20_000)
        expect(await gateway.status(key)).toMatchObject({ kind: 'found', payment: { status: 'refunded' } })
        expect(provider().book.balance.refundedIdr).toBe(20_000)
      })

      test('once for a reference, however often it is asked for', async () => {
        await fund()
        const { key } = await createPaid()
        const before = purse()
        for (let i = 0; i < 3; i++)
          expect((await refunded(refundOf(key, 'R1', 20_000))).kind).toBe('refunded')
        expect(purse()).toBe(before + 20_000)
      })

      test('more than was paid is refused for its amount', async () => {
        await fund()
        const { key } = await createPaid()
        expect(await refunded(refundOf(key, 'R1', 20_001))).toMatchObject({
          kind: 'refused',
          reason: 'amount',
        })
        expect((await refunded(refundOf(key, 'R2', 10_000_001))).kind).toBe('invalid')
      })

      test('once when the answer is lost, or is a 504 of either kind, or takes too long', async () => {
        await fund()
        await fund()
        for (const fault of ['loseAnswer', 'timeoutBefore', 'timeoutAfter', 'slow'] as const) {
          const { key } = await createPaid()
          const before = purse()
          provider().faults.arm(fault)
          const first = await shop.run(gateway.refund(refundOf(key, `R-${fault}`, 5000)))
          expect(first.kind).toBe('unknown')
          expect((await refunded(refundOf(key, `R-${fault}`, 5000))).kind).toBe('refunded')
          await shop.clock.advance(60_000)
          await shop.quiet()
          expect(purse()).toBe(before + 5000)
        }
      })

      test('that is accepted first is pending until it is done', async () => {
        await fund()
        const { key } = await createPaid()
        const before = purse()
        provider().faults.arm('refundPending')
        expect((await gateway.refund(refundOf(key, 'R1', 5000))).kind).toBe('pending')
        const again = await gateway.refund(refundOf(key, 'R1', 5000))
        expect(['pending', 'unknown']).toContain(again.kind)
        expect(purse()).toBe(before)
        await shop.clock.advance(61_000)
        expect((await gateway.refund(refundOf(key, 'R1', 5000))).kind).toBe('refunded')
        expect(purse()).toBe(before + 5000)
      })

      test('after the window is refused, and says so or that it cannot be', async () => {
        await fund()
        const { key } = await createPaid()
        await shop.clock.advance(400 * 86_400_000)
        const result = await refunded(refundOf(key, 'R1', 20_000))
        expect(result.kind === 'refused' && ['windowPassed', 'notSupported'].includes(result.reason)).toBe(
          true,
        )
      })
    })

  if (!at.canRefund)
    test('is refused a refund without a call', async () => {
      const { key } = await createPaid()
      const before = shop.calls.length
      expect(await gateway.refund(refundOf(key, 'R1', 5000))).toMatchObject({
        kind: 'refused',
        reason: 'notSupported',
      })
      expect(gateway.capabilities.noRefundFor).toContain(at.method)
      expect(shop.calls.length).toBe(before)
    })

  test('is unknown when the answer is lost, and found by its status', async () => {
    for (const fault of ['loseAnswer', 'timeoutAfter'] as const) {
      const payment = shop.newPayment({ method: at.method })
      expect((await gateway.status(keyOf(payment))).kind).toBe('notFound')
      provider().faults.arm(fault)
      expect((await shop.run(gateway.create(payment))).kind).toBe('unknown')
      expect((await gateway.status(keyOf(payment))).kind).toBe('found')
    }
  })

  test('is unknown after a 504 that did nothing, and not found by its status', async () => {
    const payment = shop.newPayment({ method: at.method })
    await gateway.status(keyOf(payment))
    provider().faults.arm('timeoutBefore')
    expect((await gateway.create(payment)).kind).toBe('unknown')
    expect(await gateway.status(keyOf(payment))).toEqual({ kind: 'notFound' })
  })

  test('is unknown after 20 s of silence, though it was made', async () => {
    const payment = shop.newPayment({ method: at.method })
    await gateway.status(keyOf(payment))
    provider().faults.arm('slow')
    const startedAt = shop.clock.monotonicMs()
    const result = await shop.run(gateway.create(payment))
    expect(result).toMatchObject({ kind: 'unknown', message: expect.stringContaining('no answer in 20 s') })
    expect(shop.clock.monotonicMs() - startedAt).toBeLessThanOrEqual(21_000)
    await shop.clock.advance(15_000)
    await shop.quiet()
    expect((await gateway.status(keyOf(payment))).kind).toBe('found')
  })

  describe('notifications', () => {
    const paidOnes = () => shop.payments.filter(({ status }) => status === 'paid')

    test('that are not taken come again on the provider’s schedule, and stop once they are', async () => {
      shop.answers = 'failed'
      await createPaid()
      expect(paidOnes()).toHaveLength(1)
      shop.answers = 'acknowledge'
      await shop.clock.advance(24 * 3_600_000)
      await shop.quiet()
      expect(paidOnes()).toHaveLength(2)
      expect(provider().notifier.attempts.at(-1)).toMatchObject({ attempt: 2, isTaken: true })
    })

    test('come again when nobody answers at all', async () => {
      shop.answers = 'nothing'
      await createPaid()
      await shop.clock.advance(16_000)
      shop.answers = 'acknowledge'
      await shop.clock.advance(24 * 3_600_000)
      await shop.quiet()
      expect(paidOnes()).toHaveLength(2)
    })

    test('may come twice, and say the same', async () => {
      const { payment } = await create()
      provider().faults.arm('duplicateNotification')
      shop.providers.rails.pay(billOf(payment.reference), at.issuer)
      await shop.quiet()
      expect(paidOnes()).toHaveLength(2)
      expect(paidOnes()[0]?.reference).toBe(paidOnes()[1]?.reference)
    })

    test('may be lost: the status tells all the same', async () => {
      const { payment, key } = await create()
      provider().faults.arm('loseNotification')
      shop.providers.rails.pay(billOf(payment.reference), at.issuer)
      await shop.quiet()
      expect(shop.payments).toEqual([])
      expect(await statusOf(key)).toMatchObject({ kind: 'found', payment: { status: 'paid' } })
    })

    test('may overtake each other', async () => {
      const first = await create()
      const second = await create()
      provider().faults.arm('holdNotification')
      shop.providers.rails.pay(billOf(first.payment.reference), at.issuer)
      await shop.quiet()
      shop.providers.rails.pay(billOf(second.payment.reference), at.issuer)
      await shop.quiet()
      expect(paidOnes().map(({ reference }) => reference)).toEqual([
        second.payment.reference,
        first.payment.reference,
      ])
    })

    test('tell of another amount when the payer sent another', async () => {
      const { payment, key } = await create()
      provider().faults.arm('wrongAmount')
      shop.providers.rails.pay(billOf(payment.reference), at.issuer)
      await shop.quiet()
      expect(paidOnes()).toMatchObject([{ amountIdr: 19_000 }])
      expect(await statusOf(key)).toMatchObject({ payment: { amountIdr: 19_000 } })
    })

    test('come for money that was sent after the end', async () => {
      const { payment, key } = await create()
      await shop.clock.advance(10 * 60_000)
      expect(billOf(payment.reference).state).toBe('expired')
      shop.providers.rails.pay(billOf(payment.reference), at.issuer, { late: true })
      await shop.quiet()
      expect(paidOnes()).toHaveLength(1)
      expect(await statusOf(key)).toMatchObject({ payment: { status: 'paid', amountIdr } })
    })

    // DOKU's notification by query parameters has no signature that can be checked.
    if (at.dokuNotification !== 'query')
      test('with a bad signature are refused', async () => {
        const { payment } = await create()
        provider().faults.arm('badSignature')
        shop.providers.rails.pay(billOf(payment.reference), at.issuer)
        await shop.quiet()
        expect(paidOnes()).toEqual([])
        expect(shop.refusals).toMatchObject([{ why: 'signature' }])
        // The provider tries again, and then it is right.
        await shop.clock.advance(24 * 3_600_000)
        await shop.quiet()
        expect(paidOnes()).toHaveLength(1)
      })
  })

  test('settles to the rupiah: report, book and purses agree', async () => {
    const { rails } = shop.providers
    const payersBefore = rails.purses.totalIdr
    const paid = [await createPaid(), await createPaid()]
    if (at.canRefund) await refunded(refundOf(paid[0]!.key, 'R1', 7000))
    await shop.quiet()
    const owed = provider().book.balance.payableIdr
    const { paidOutIdr, report } = provider().book.settle(shop.clock.wallMs())
    expect(paidOutIdr).toBe(owed)
    const { rows, problems } = gateway.readSettlementReport(report)
    expect(problems).toEqual([])
    expect(rows.reduce((sum, { netIdr }) => sum + netIdr, 0)).toBe(paidOutIdr)
    expect(rows.filter(({ kind }) => kind === 'payment')).toMatchObject(
      paid.map(({ payment }) => ({ reference: payment.reference, grossIdr: amountIdr, feeIdr })),
    )
    const { balance } = provider().book
    expect(balance.payableIdr).toBe(0)
    expect(payersBefore - rails.purses.totalIdr).toBe(balance.settledIdr + balance.feesIdr)
    expect(gateway.readSettlementReport(provider().book.settle(shop.clock.wallMs()).report).rows).toEqual([])
    // The day's file is the same however often it is downloaded, and has what comes later in the day too.
    const file = async (day: string) =>
      shop.providers.fetch(`http://${provider().name}.test/settlement-reports/${day}.csv`)
    expect(await (await file('2026-11-23')).text()).toBe(report)
    await createPaid()
    const rowsLater = gateway.readSettlementReport(await (await file('2026-11-23')).text()).rows
    expect(rowsLater).toHaveLength(rows.length + 1)
    expect(rowsLater.slice(0, rows.length)).toEqual(rows)
    expect((await file('2026-11-22')).status).toBe(404)
  })
})
