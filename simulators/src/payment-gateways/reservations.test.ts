import { idr } from '@colok/shared/money'
import { beforeEach, describe, expect, test } from 'vitest'
import { Shop } from './shop.ts'

const dayMs = 86_400_000

describe('a linked AstraPay account', () => {
  let shop: Shop
  let customerToken: string
  const reservations = () => shop.gateways.astrapay.reservations!
  const purse = () => {
    const { balanceIdr, reservedIdr } = shop.providers.rails.purses.of('astrapay')
    return { balanceIdr, reservedIdr }
  }
  const full = 1_000_000
  const reserve = (reference: string, change: { amountIdr?: number; expiresAt?: number } = {}) =>
    reservations().reserve({
      reference,
      customerToken,
      amountIdr: idr(change.amountIdr ?? 50_000),
      title: 'Isi daya CLK-0001',
      expiresAt: change.expiresAt ?? shop.clock.wallMs() + dayMs,
    })
  const reservation = (reference: string) => ({ reference, customerToken, amountIdr: idr(50_000) })
  const link = async () => {
    const started = await reservations().link({
      customerId: 'customer-1',
      returnUrl: 'http://merchant.test/wallet/linked?state=s1',
    })
    if (started.kind !== 'started') throw new Error(JSON.stringify(started))
    const back = new URL(shop.providers.astrapay.accounts.approve(started.redirectUrl)!)
    expect(back.searchParams.get('state')).toBe('s1')
    const linked = await reservations().finishLink(back.searchParams.get('authCode')!)
    if (linked.kind !== 'linked') throw new Error(JSON.stringify(linked))
    return linked.token
  }

  beforeEach(async () => {
    shop = new Shop()
    customerToken = (await link()).accessToken
  })

  test('is linked once for a code, renewed, and unlinked', async () => {
    expect((await reservations().finishLink('123456')).kind).toBe('misconfigured')
    const token = await link()
    const renewed = await reservations().renewLink(token.refreshToken)
    expect(renewed.kind).toBe('linked')
    expect((await reservations().renewLink(token.refreshToken)).kind).not.toBe('linked')
    expect(token.expiresAt - shop.clock.wallMs()).toBe(15 * dayMs)
    await reserve('A1')
    expect(await reservations().unlink(customerToken)).toMatchObject({ kind: 'declined', code: '4030906' })
    await reservations().void({ reservation: reservation('A1'), voidReference: 'V1', reason: 'Batal' })
    expect(await reservations().unlink(customerToken)).toEqual({ kind: 'unlinked' })
    expect(await reserve('A2')).toMatchObject({ kind: 'declined', code: '4016302' })
  })

  test('what was used is captured, and the rest is the customer’s at that moment', async () => {
    expect((await reserve('A1')).kind).toBe('reserved')
    expect(purse()).toEqual({ balanceIdr: full - 50_000, reservedIdr: 50_000 })
    expect(await reservations().reservation(reservation('A1'))).toEqual({
      kind: 'found',
      status: 'reserved',
      amountIdr: 50_000,
    })
    const capture = {
      reservation: reservation('A1'),
      captureReference: 'C1',
      amountIdr: idr(12_345),
    }
    expect(await reservations().captured(capture)).toEqual({ kind: 'notDone' })
    expect((await reservations().capture(capture)).kind).toBe('captured')
    expect(purse()).toEqual({ balanceIdr: full - 12_345, reservedIdr: 0 })
    expect(await reservations().captured(capture)).toEqual({ kind: 'done', amountIdr: 12_345 })
    expect(await reservations().reservation(reservation('A1'))).toMatchObject({ status: 'ended' })
    expect(shop.providers.astrapay.book.balance).toMatchObject({ receivedIdr: 12_345, feesIdr: 86 })
    // Once, and once only.
    expect((await reservations().capture({ ...capture, captureReference: 'C2' })).kind).toBe('declined')
  })

  test('a void gives all of it back', async () => {
    await reserve('A1')
    const request = { reservation: reservation('A1'), voidReference: 'V1', reason: 'Batal' }
    expect(await reservations().voided(request)).toEqual({ kind: 'notDone' })
    expect((await reservations().void(request)).kind).toBe('voided')
    expect(purse()).toEqual({ balanceIdr: full, reservedIdr: 0 })
    expect(await reservations().voided(request)).toEqual({ kind: 'done', amountIdr: 50_000 })
    expect((await reservations().void({ ...request, voidReference: 'V2' })).kind).toBe('declined')
  })

  test('what is neither captured nor voided is the customer’s again at its end', async () => {
    await reserve('A1')
    await shop.clock.advance(dayMs)
    expect(purse()).toEqual({ balanceIdr: full, reservedIdr: 0 })
    const late = { reservation: reservation('A1'), captureReference: 'C1', amountIdr: idr(1000) }
    expect((await reservations().capture(late)).kind).not.toBe('captured')
  })

  test('AstraPay’s refusals mean what they say', async () => {
    expect(await reserve('A1', { amountIdr: 2_000_000 })).toMatchObject({ kind: 'declined', code: '4036314' })
    await reserve('A2')
    const over = { reservation: reservation('A2'), captureReference: 'C1', amountIdr: idr(50_001) }
    expect(await reservations().capture(over)).toMatchObject({ kind: 'declined', code: '4036502' })
    const part = {
      reservation: { ...reservation('A2'), amountIdr: idr(10_000) },
      voidReference: 'V1',
      reason: 'Batal',
    }
    expect(await reservations().void(part)).toMatchObject({ kind: 'declined', code: '4036702' })
    expect(await reservations().reservation(reservation('A9'))).toEqual({ kind: 'notFound' })
    expect((await reserve('A3', { expiresAt: shop.clock.wallMs() + 91 * dayMs })).kind).toBe('invalid')
    expect(purse()).toEqual({ balanceIdr: full - 50_000, reservedIdr: 50_000 })
  })

  test('after a 504 or silence the query is asked, and settles it when it was done', async () => {
    for (const [place, fault] of (['timeoutAfter', 'loseAnswer'] as const).entries()) {
      shop.providers.astrapay.faults.arm(fault)
      expect((await shop.run(reserve(`A${place}`))).kind).toBe('reserved')
      shop.providers.astrapay.faults.arm(fault)
      const capture = {
        reservation: reservation(`A${place}`),
        captureReference: `C${place}`,
        amountIdr: idr(5000),
      }
      expect((await shop.run(reservations().capture(capture))).kind).toBe('captured')
      await reserve(`B${place}`)
      shop.providers.astrapay.faults.arm(fault)
      const voided = { reservation: reservation(`B${place}`), voidReference: `V${place}`, reason: 'Batal' }
      expect((await shop.run(reservations().void(voided))).kind).toBe('voided')
    }
    expect(purse()).toEqual({ balanceIdr: full - 10_000, reservedIdr: 0 })
  })

  test('after a 504 that did nothing it stays unknown, since the call may still be on its way', async () => {
    await reserve('A1')
    const capture = { reservation: reservation('A1'), captureReference: 'C1', amountIdr: idr(5000) }
    shop.providers.astrapay.faults.arm('timeoutBefore')
    expect((await shop.run(reservations().capture(capture))).kind).toBe('unknown')
    expect(await reservations().captured(capture)).toEqual({ kind: 'notDone' })
    expect((await reservations().capture(capture)).kind).toBe('captured')
    expect(purse()).toEqual({ balanceIdr: full - 5000, reservedIdr: 0 })
  })

  test('of what was captured a part goes back, once for a reference', async () => {
    await reserve('A1')
    const capture = { reservation: reservation('A1'), captureReference: 'C1', amountIdr: idr(20_000) }
    await reservations().capture(capture)
    const refund = {
      reservation: reservation('A1'),
      captureReference: 'C1',
      refundReference: 'R1',
      amountIdr: idr(4000),
      reason: 'Koreksi',
    }
    shop.providers.astrapay.faults.arm('loseAnswer')
    expect((await shop.run(reservations().refundCapture(refund))).kind).toBe('unknown')
    expect((await reservations().refundCapture(refund)).kind).toBe('refunded')
    expect((await reservations().refundCapture(refund)).kind).toBe('refunded')
    expect(purse()).toEqual({ balanceIdr: full - 16_000, reservedIdr: 0 })
    const more = { ...refund, refundReference: 'R2', amountIdr: idr(16_001) }
    expect(await reservations().refundCapture(more)).toMatchObject({ kind: 'refused', reason: 'amount' })
  })
})
