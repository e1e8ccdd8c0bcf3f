import { energyPriceHalfUp, idr } from '@colok/shared/money'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AgreementTerms,
  dueOf,
  type PartnerPart,
  partOfCorrection,
  partOfElectricity,
  partOfGatewayFee,
  partOfSession,
  type RevenueShare,
  type SessionIncome,
} from './agreement.ts'
import { postingsOfPart, postingsOfPph } from './agreement-postings.ts'
import type { Posting } from './ledger.ts'
import { guaranteedFor, guaranteeToAdd, type StatementLine, totalsOf, withheldFrom } from './statement.ts'
import { daysIn, firstDayOf, monthOf, monthsThrough } from './statement-period.ts'

const line = (changed: Partial<StatementLine>): StatementLine => ({
  kind: 'session',
  agreementId: 'a1',
  businessDay: '2026-11-23',
  ...{ sessions: 1, energyWh: 1000, chargedIdr: 2466, pbjtIdr: 224, ppnIdr: 0 },
  ...{ shareIdr: idr(673), electricityIdr: idr(0), gatewayFeeIdr: idr(0) },
  ...changed,
})
const terms = (changed: Partial<AgreementTerms> = {}): AgreementTerms => ({
  share: { of: 'gross', basisPoints: 3000, gatewayFeeBy: 'operator' },
  fixedIdrPerKwh: 0,
  guaranteedIdrPerMonth: 0,
  electricity: { reckonedBy: 'nobody', paidBy: 'operator' },
  pphBasisPoints: 200,
  ...changed,
})

test('the sums of a statement say whose each rupiah is', () => {
  const lines = [
    line({}),
    line({ kind: 'gatewayFee', sessions: 0, energyWh: 0, chargedIdr: 0, pbjtIdr: 0, shareIdr: idr(-17) }),
  ]
  const withheld = withheldFrom(lines, () => terms())
  expect(withheld).toEqual([{ agreementId: 'a1', basisPoints: 200, baseIdr: 656, pphIdr: 13 }])
  expect(totalsOf(lines, withheld)).toEqual({
    ...{ sessions: 1, energyWh: 1000, chargedIdr: 2466, pbjtIdr: 224, ppnIdr: 0, revenueIdr: 2242 },
    ...{ shareIdr: 656, electricityIdr: 0, gatewayFeeIdr: 0, pphIdr: 13, dueIdr: 643, operatorIdr: 1586 },
  })
})

test('what was withheld of something that is taken back comes back with it', () => {
  const lines = [line({ kind: 'correction', shareIdr: idr(-500) })]
  expect(withheldFrom(lines, () => terms())[0]?.pphIdr).toBe(-10)
})

test('a guarantee of a month that was begun is for its days only', () => {
  const agreed = terms({ guaranteedIdrPerMonth: 1_000_000 })
  const from = (startsOn: string, endsOn: string | null = null) => ({ terms: agreed, startsOn, endsOn })
  expect(guaranteedFor(from('2026-01-01'), '2026-11')).toBe(1_000_000)
  expect(guaranteedFor(from('2026-11-21'), '2026-11')).toBe(333_333)
  expect(guaranteedFor(from('2026-12-01'), '2026-11')).toBe(0)
})

test('a month is topped up to its guarantee, and less so when more comes late', () => {
  expect(guaranteeToAdd({ guaranteedIdr: 1000, earnedIdr: 400, toppedUpIdr: 0 })).toBe(600)
  expect(guaranteeToAdd({ guaranteedIdr: 1000, earnedIdr: 700, toppedUpIdr: 600 })).toBe(-300)
  expect(guaranteeToAdd({ guaranteedIdr: 1000, earnedIdr: 5000, toppedUpIdr: 600 })).toBe(-600)
  expect(guaranteeToAdd({ guaranteedIdr: 1000, earnedIdr: 300, toppedUpIdr: 600 })).toBe(100)
  expect(guaranteeToAdd({ guaranteedIdr: 0, earnedIdr: -300, toppedUpIdr: 0 })).toBe(0)
})

/** A year of three partners by chance, and the books that it leaves. */
class Year {
  readonly books = new Map<string, number>()
  readonly statements: { partner: string; month: string; dueIdr: number; operatorIdr: number }[] = []
  readonly earned = new Map<string, number>()
  readonly topped = new Map<string, number>()
  chargedIdr = 0
  readonly #random: () => number
  #open: { partner: string; line: StatementLine }[] = []
  #sessions: { partner: string; agreement: string; day: string; income: SessionIncome }[] = []
  readonly agreements = new Map<
    string,
    { partner: string; terms: AgreementTerms; startsOn: string; endsOn: string | null }
  >()

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  #upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1))
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#upTo(items.length - 1)] as Item
  }

  agree(partner: string, startsOn: string): void {
    for (const one of this.agreements.values())
      if (one.partner === partner && one.endsOn === null) one.endsOn = startsOn
    const share: RevenueShare =
      this.#random() < 0.5
        ? { of: 'net', basisPoints: this.#upTo(10_000) }
        : {
            of: 'gross',
            basisPoints: this.#upTo(10_000),
            gatewayFeeBy: this.#pick(['operator', 'partner'] as const),
          }
    const paidBy = this.#pick(['operator', 'partner'] as const)
    this.agreements.set(`${partner}-${startsOn}`, {
      partner,
      startsOn,
      endsOn: null,
      terms: {
        share,
        fixedIdrPerKwh: this.#pick([0, 150]),
        guaranteedIdrPerMonth: this.#pick([0, 200_000]),
        electricity: this.#pick([
          { reckonedBy: 'nobody', paidBy },
          { reckonedBy: 'kWh', paidBy, idrPerKwh: 1445 },
          { reckonedBy: 'bill', paidBy },
        ] as const),
        pphBasisPoints: this.#pick([0, 200, 1000]),
      },
    })
  }

  #inForce(partner: string, day: string): string {
    for (const [id, one] of this.agreements)
      if (one.partner === partner && one.startsOn <= day && (one.endsOn === null || day < one.endsOn))
        return id
    throw new Error(`${partner} has no agreement on ${day}.`)
  }

  #post(postings: readonly Posting[]): void {
    expect(postings.reduce((sum, { amountIdr }) => sum + amountIdr, 0)).toBe(0)
    for (const { account, amountIdr } of postings)
      this.books.set(account, (this.books.get(account) ?? 0) + amountIdr)
  }

  #enter(partner: string, facts: Partial<StatementLine>, part: PartnerPart): void {
    const full = line({
      ...{ sessions: 0, energyWh: 0, chargedIdr: 0, pbjtIdr: 0, ppnIdr: 0 },
      ...facts,
      ...part,
    })
    this.#post(postingsOfPart(partner, part))
    this.#open.push({ partner, line: full })
    if (facts.kind === 'guarantee') return
    const key = `${full.agreementId} ${monthOf(full.businessDay)}`
    this.earned.set(key, (this.earned.get(key) ?? 0) + part.shareIdr)
  }

  session(partner: string, day: string): void {
    const energyWh = this.#upTo(4000)
    const revenueIdr = energyPriceHalfUp(energyWh, 2242)
    const pbjtIdr = energyPriceHalfUp(energyWh, 224)
    const chargedIdr = revenueIdr + pbjtIdr
    this.chargedIdr += chargedIdr
    this.#post([
      { account: 'bank', amountIdr: idr(chargedIdr) },
      { account: 'revenue_energy', amountIdr: idr(-revenueIdr) },
      { account: 'pbjt_payable', amountIdr: idr(-pbjtIdr) },
    ])
    const agreementId = this.#inForce(partner, day)
    const income = { energyWh, revenueIdr }
    const facts = { agreementId, businessDay: day, sessions: 1, energyWh, chargedIdr, pbjtIdr }
    this.#enter(partner, facts, partOfSession(this.#termsOf(agreementId), income))
    this.#sessions.push({ partner, agreement: agreementId, day, income })
    const feeIdr = this.#upTo(140)
    this.#post([
      { account: 'psp_fee_expense', amountIdr: idr(feeIdr) },
      { account: 'bank', amountIdr: idr(-feeIdr) },
    ])
    const fee = { kind: 'gatewayFee', agreementId, businessDay: day } as const
    this.#enter(partner, fee, partOfGatewayFee(this.#termsOf(agreementId), feeIdr))
  }

  /** A session of any time before is given back, whole or by half: long after its month was closed, perhaps. */
  correct(): void {
    const session = this.#pick(this.#sessions)
    const { partner, agreement, day, income: before } = session
    const after =
      this.#random() < 0.5
        ? { energyWh: 0, revenueIdr: 0 }
        : {
            energyWh: Math.floor(before.energyWh / 2),
            revenueIdr: Math.floor(before.revenueIdr / 2),
          }
    session.income = after
    const backIdr = before.revenueIdr - after.revenueIdr
    this.chargedIdr -= backIdr
    this.#post([
      { account: 'revenue_energy', amountIdr: idr(backIdr) },
      { account: 'bank', amountIdr: idr(-backIdr) },
    ])
    const facts = {
      ...({ kind: 'correction', agreementId: agreement, businessDay: day } as const),
      ...{ energyWh: after.energyWh - before.energyWh, chargedIdr: 0 - backIdr },
    }
    this.#enter(partner, facts, partOfCorrection(this.#termsOf(agreement), { before, after }))
  }

  bill(partner: string, day: string): void {
    const agreementId = this.#inForce(partner, day)
    const agreed = this.#termsOf(agreementId)
    if (agreed.electricity.reckonedBy !== 'bill') return
    const facts = { kind: 'electricityBill', agreementId, businessDay: day } as const
    this.#enter(partner, facts, partOfElectricity(agreed, this.#upTo(800_000)))
  }

  #termsOf = (agreementId: string): AgreementTerms => {
    const agreement = this.agreements.get(agreementId)
    if (agreement === undefined) throw new Error(`There is no agreement ${agreementId}.`)
    return agreement.terms
  }

  close(partner: string, month: string): void {
    for (const [agreementId, agreement] of this.agreements) {
      if (agreement.partner !== partner) continue
      for (const past of monthsThrough(monthOf(agreement.startsOn), month)) {
        const key = `${agreementId} ${past}`
        const shareIdr = guaranteeToAdd({
          guaranteedIdr: guaranteedFor(agreement, past),
          earnedIdr: this.earned.get(key) ?? 0,
          toppedUpIdr: this.topped.get(key) ?? 0,
        })
        if (shareIdr === 0) continue
        this.topped.set(key, (this.topped.get(key) ?? 0) + shareIdr)
        const facts = { kind: 'guarantee', agreementId, businessDay: firstDayOf(past) } as const
        this.#enter(partner, facts, { shareIdr, electricityIdr: idr(0), gatewayFeeIdr: idr(0) })
      }
    }
    const isDue = (one: { partner: string; line: StatementLine }) =>
      one.partner === partner && monthOf(one.line.businessDay) <= month
    const lines = this.#open.filter(isDue).map((one) => one.line)
    this.#open = this.#open.filter((one) => !isDue(one))
    const withheld = withheldFrom(lines, this.#termsOf)
    const totals = totalsOf(lines, withheld)
    this.#post(postingsOfPph(partner, totals.pphIdr))
    const { shareIdr, electricityIdr, gatewayFeeIdr, pphIdr, operatorIdr } = totals
    // Within a statement every rupiah that a driver was charged is tax, the partner's or ours.
    const partsIdr = shareIdr + electricityIdr + gatewayFeeIdr + operatorIdr
    expect(totals.pbjtIdr + totals.ppnIdr + partsIdr).toBe(totals.chargedIdr)
    this.statements.push({ partner, month, dueIdr: totals.dueIdr, operatorIdr })
    expect(totals.dueIdr).toBe(lines.reduce((sum, one) => sum + dueOf(one), 0) - pphIdr)
  }
}

const partners = ['p1', 'p2', 'p3']
const months = monthsThrough('2026-01', '2026-12')

test('over a year of sessions, refunds and new agreements the statements, taxes and our part are the books', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const year = new Year(seed)
      const random = seededRandom(seed + 1)
      for (const partner of partners) year.agree(partner, '2026-01-01')
      for (const month of months) {
        const day = () => `${month}-${String(1 + Math.floor(random() * daysIn(month))).padStart(2, '0')}`
        if (random() < 0.4) year.agree(partners[Math.floor(random() * 3)] ?? 'p1', day())
        for (let count = 0; count < 20; count += 1) {
          const partner = partners[Math.floor(random() * 3)] ?? 'p1'
          year.session(partner, day())
          if (random() < 0.2) year.correct()
          if (random() < 0.1) year.bill(partner, day())
        }
        // A partner's month may be left open and closed with the next.
        for (const partner of partners) if (month === '2026-12' || random() < 0.8) year.close(partner, month)
      }
      const of = (account: string) => year.books.get(account) ?? 0
      const sum = (partner?: string) =>
        year.statements
          .filter((one) => partner === undefined || one.partner === partner)
          .reduce((total, { dueIdr }) => total + dueIdr, 0)
      for (const partner of partners) expect(0 - of(`partner_payable:${partner}`)).toBe(sum(partner))
      const oursIdr = year.statements.reduce((total, { operatorIdr }) => total + operatorIdr, 0)
      const revenueIdr = 0 - of('revenue_energy')
      const taxesIdr = 0 - of('pbjt_payable')
      expect(sum() - of('pph_payable') + oursIdr + taxesIdr).toBe(year.chargedIdr)
      expect(revenueIdr + taxesIdr).toBe(year.chargedIdr)
      expect([...year.books.values()].reduce((total, amount) => total + amount, 0)).toBe(0)
      // Nobody ends a month with less than he was guaranteed for it.
      for (const [id, agreement] of year.agreements)
        for (const month of months) {
          const key = `${id} ${month}`
          const guaranteedIdr = guaranteedFor(agreement, month)
          if (guaranteedIdr === 0) continue
          const hadIdr = (year.earned.get(key) ?? 0) + (year.topped.get(key) ?? 0)
          expect(hadIdr).toBeGreaterThanOrEqual(guaranteedIdr)
        }
    }),
    { numRuns: 50 },
  )
})
