import { idr } from '@colok/shared/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AgreementScope,
  type AgreementTerms,
  collide,
  dueOf,
  type Electricity,
  partHalfAwayFromZero,
  partOfCorrection,
  partOfElectricity,
  partOfGatewayFee,
  partOfSession,
  type RevenueShare,
  scopeFor,
} from './agreement.ts'
import { postingsOfPart, postingsOfPph } from './agreement-postings.ts'
import { balancedPostings } from './ledger.ts'

const terms = (changed: Partial<AgreementTerms> = {}): AgreementTerms => ({
  share: { of: 'gross', basisPoints: 3000, gatewayFeeBy: 'operator' },
  fixedIdrPerKwh: 0,
  guaranteedIdrPerMonth: 0,
  electricity: { reckonedBy: 'nobody', paidBy: 'operator' },
  pphBasisPoints: 0,
  ...changed,
})
const netOf = (basisPoints: number): RevenueShare => ({ of: 'net', basisPoints })
const byKwh = (paidBy: 'operator' | 'partner', idrPerKwh = 1445): Electricity => ({
  reckonedBy: 'kWh',
  paidBy,
  idrPerKwh,
})
const part = (shareIdr: number, electricityIdr = 0, gatewayFeeIdr = 0) => ({
  shareIdr,
  electricityIdr,
  gatewayFeeIdr,
})
const fiveKwh = { energyWh: 5000, revenueIdr: 10_909 }

describe('the partner’s part of a session', () => {
  test('is a share of the revenue, a half going up', () => {
    expect(partOfSession(terms(), fiveKwh)).toEqual(part(3273))
    expect(partHalfAwayFromZero(10_769, 3000)).toBe(3231)
    expect(partHalfAwayFromZero(-5, 1000)).toBe(-1)
    expect(partHalfAwayFromZero(-4, 1000)).toBe(0)
  })

  test('has so much for each kWh beside it', () => {
    expect(partOfSession(terms({ fixedIdrPerKwh: 150 }), fiveKwh)).toEqual(part(3273 + 750))
  })

  test('of gross gives the partner his electricity back, or charges him for ours', () => {
    expect(partOfSession(terms({ electricity: byKwh('partner') }), fiveKwh)).toEqual(part(3273, 7225))
    expect(partOfSession(terms({ electricity: byKwh('operator') }), fiveKwh)).toEqual(part(3273, -7225))
  })

  test('of net is shared after the electricity, which whoever paid it has back whole', () => {
    const share = netOf(5000)
    // Half of 10,909 − 7,225 is 1,842.
    expect(partOfSession(terms({ share, electricity: byKwh('operator') }), fiveKwh)).toEqual(part(1842))
    expect(partOfSession(terms({ share, electricity: byKwh('partner') }), fiveKwh)).toEqual(part(1842, 7225))
  })

  test('of what costs more than it brings in is a loss that a net share bears, and a gross one does not', () => {
    const free = { energyWh: 5000, revenueIdr: 0 }
    const electricity = byKwh('operator')
    expect(partOfSession(terms({ share: netOf(5000), electricity }), free)).toEqual(part(-3613))
    expect(partOfSession(terms({ electricity }), free)).toEqual(part(0, -7225))
  })
})

test('a gateway’s fee is ours, the partner’s, or both’s', () => {
  const gross = (gatewayFeeBy: 'operator' | 'partner') =>
    terms({ share: { of: 'gross', basisPoints: 3000, gatewayFeeBy } })
  expect(partOfGatewayFee(gross('operator'), 140)).toEqual(part(0))
  expect(partOfGatewayFee(gross('partner'), 140)).toEqual(part(0, 0, -140))
  expect(partOfGatewayFee(terms({ share: netOf(3000) }), 140)).toEqual(part(-42))
  expect(partOfGatewayFee(terms({ share: netOf(3000) }), -140)).toEqual(part(42))
})

test('a utility’s bill is given back, charged or shared', () => {
  const bill = (paidBy: 'operator' | 'partner'): Electricity => ({ reckonedBy: 'bill', paidBy })
  expect(partOfElectricity(terms({ electricity: bill('partner') }), 500_000)).toEqual(part(0, 500_000))
  expect(partOfElectricity(terms({ electricity: bill('operator') }), 500_000)).toEqual(part(0, -500_000))
  const share = netOf(4000)
  expect(partOfElectricity(terms({ share, electricity: bill('operator') }), 500_000)).toEqual(part(-200_000))
  expect(partOfElectricity(terms({ share, electricity: bill('partner') }), 500_000)).toEqual(
    part(-200_000, 500_000),
  )
})

const anyShare: fc.Arbitrary<RevenueShare> = fc.oneof(
  fc.record({
    of: fc.constant('gross' as const),
    basisPoints: fc.integer({ min: 0, max: 10_000 }),
    gatewayFeeBy: fc.constantFrom('operator' as const, 'partner' as const),
  }),
  fc.record({ of: fc.constant('net' as const), basisPoints: fc.integer({ min: 0, max: 10_000 }) }),
)
const payer = fc.constantFrom('operator' as const, 'partner' as const)
const anyTerms: fc.Arbitrary<AgreementTerms> = fc.record({
  share: anyShare,
  fixedIdrPerKwh: fc.integer({ min: 0, max: 3000 }),
  guaranteedIdrPerMonth: fc.integer({ min: 0, max: 5_000_000 }),
  electricity: fc.oneof(
    fc.record({ reckonedBy: fc.constant('nobody' as const), paidBy: payer }),
    fc.record({
      reckonedBy: fc.constant('kWh' as const),
      paidBy: payer,
      idrPerKwh: fc.integer({ min: 0, max: 3000 }),
    }),
    fc.record({ reckonedBy: fc.constant('bill' as const), paidBy: payer }),
  ),
  pphBasisPoints: fc.integer({ min: 0, max: 2000 }),
})
const anyIncome = fc.record({
  energyWh: fc.integer({ min: 0, max: 50_000 }),
  revenueIdr: fc.integer({ min: 0, max: 500_000 }),
})

describe('whatever was agreed on', () => {
  test('a share of gross is between nothing and the whole, and so is one of a net that is there', () => {
    fc.assert(
      fc.property(anyTerms, anyIncome, (agreed, income) => {
        const { shareIdr } = partOfSession({ ...agreed, fixedIdrPerKwh: 0 }, income)
        const { share, electricity } = agreed
        const costIdr =
          share.of === 'net' && electricity.reckonedBy === 'kWh'
            ? Math.round((income.energyWh * electricity.idrPerKwh) / 1000)
            : 0
        const wholeIdr = income.revenueIdr - costIdr
        expect(shareIdr).toBeGreaterThanOrEqual(Math.min(0, wholeIdr))
        expect(shareIdr).toBeLessThanOrEqual(Math.max(0, wholeIdr))
        expect(Math.abs(shareIdr - (wholeIdr * share.basisPoints) / 10_000)).toBeLessThanOrEqual(0.5)
      }),
    )
  })

  test('what is posted is the partner’s part and nothing else, and balances', () => {
    fc.assert(
      fc.property(anyTerms, anyIncome, (agreed, income) => {
        const given = partOfSession(agreed, income)
        const postings = postingsOfPart('p1', given)
        expect(postings.reduce((sum, { amountIdr }) => sum + amountIdr, 0)).toBe(0)
        const owed = postings.find(({ account }) => account === 'partner_payable:p1')
        expect(0 - (owed?.amountIdr ?? 0)).toBe(dueOf(given))
        if (postings.length > 0) expect(balancedPostings(postings)).toHaveLength(postings.length)
      }),
    )
  })

  test('a correction leaves exactly what a session of the corrected size would have given', () => {
    fc.assert(
      fc.property(anyTerms, anyIncome, anyIncome, (agreed, before, after) => {
        const corrected = partOfCorrection(agreed, { before, after })
        expect(dueOf(partOfSession(agreed, before)) + dueOf(corrected)).toBe(
          dueOf(partOfSession(agreed, after)),
        )
      }),
    )
  })

  test('what is taken back is the exact opposite of what was given', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 1, max: 100_000 }), (agreed, amountIdr) => {
        for (const partOf of [partOfGatewayFee, partOfElectricity])
          expect(dueOf(partOf(agreed, amountIdr)) + dueOf(partOf(agreed, -amountIdr))).toBe(0)
      }),
    )
  })
})

test('tax that is withheld passes from the partner to the state', () => {
  expect(postingsOfPph('p1', idr(20))).toEqual([
    { account: 'partner_payable:p1', amountIdr: 20 },
    { account: 'pph_payable', amountIdr: -20 },
  ])
  expect(postingsOfPph('p1', idr(0))).toEqual([])
})

describe('which agreement counts', () => {
  const scope = (changed: Partial<AgreementScope>): AgreementScope => ({
    startsOn: '2026-01-01',
    endsOn: null,
    siteId: 'sangeh',
    chargerId: null,
    ...changed,
  })
  const at = (day: string, chargerId = 1) => ({ siteId: 'sangeh', chargerId, day })

  test('is the one in force on the business day', () => {
    const older = scope({ endsOn: '2026-07-01' })
    const newer = scope({ startsOn: '2026-07-01' })
    expect(scopeFor([older, newer], at('2026-06-30'))).toBe(older)
    expect(scopeFor([older, newer], at('2026-07-01'))).toBe(newer)
    expect(scopeFor([older, newer], at('2025-12-31'))).toBeUndefined()
    expect(scopeFor([older], { siteId: 'kuta', chargerId: 1, day: '2026-06-30' })).toBeUndefined()
  })

  test('is the charger’s own before its site’s', () => {
    const whole = scope({})
    const own = scope({ chargerId: 2 })
    expect(scopeFor([whole, own], at('2026-06-30', 2))).toBe(own)
    expect(scopeFor([whole, own], at('2026-06-30', 1))).toBe(whole)
  })

  test('is never two at once for one place', () => {
    const older = scope({ endsOn: '2026-07-01' })
    expect(collide(older, scope({ startsOn: '2026-07-01' }))).toBe(false)
    expect(collide(scope({ startsOn: '2026-07-01' }), older)).toBe(false)
    expect(collide(older, scope({ startsOn: '2026-06-30' }))).toBe(true)
    expect(collide(scope({}), scope({ startsOn: '2027-01-01' }))).toBe(true)
    expect(collide(older, scope({ startsOn: '2026-06-30', chargerId: 2 }))).toBe(false)
    expect(collide(older, scope({ startsOn: '2026-06-30', siteId: 'kuta' }))).toBe(false)
  })
})
