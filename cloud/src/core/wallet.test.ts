import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Funds,
  hasRoomFor,
  holdFor,
  planAllowances,
  type StandingAllowance,
  shareTopUp,
  takeBill,
  type WalletRules,
} from './wallet.ts'

const rules: WalletRules = {
  topUpLeastIdr: 10_000,
  topUpMostIdr: 1_000_000,
  mostIdr: 2_000_000,
  mostOfHolderIdr: 10_000_000,
  sessionMostIdr: 50_000,
  allowanceIdr: 10_000,
  allowancePosts: 3,
}
const funds = (part: Partial<Funds>): Funds => ({ balanceIdr: 0, heldIdr: 0, owedIdr: 0, ...part })
const rupiah = fc.integer({ min: 0, max: 3_000_000 })

test('a session may use what is free, up to the most for one, and nothing while something is owed', () => {
  expect(holdFor(funds({ balanceIdr: 30_000 }), rules)).toBe(30_000)
  expect(holdFor(funds({ balanceIdr: 80_000, heldIdr: 10_000 }), rules)).toBe(50_000)
  expect(holdFor(funds({ balanceIdr: 80_000, owedIdr: 1 }), rules)).toBe(0)
})

test('what a bill takes and what it leaves owed is the bill, and a top-up pays what is owed first', () => {
  fc.assert(
    fc.property(rupiah, rupiah, (balanceIdr, totalIdr) => {
      const bill = takeBill(balanceIdr, totalIdr)
      expect(bill.paidIdr + bill.owedIdr).toBe(totalIdr)
      expect(bill.paidIdr).toBeLessThanOrEqual(balanceIdr)
      expect(bill.owedIdr === 0 || bill.paidIdr === balanceIdr).toBe(true)
      const topUp = shareTopUp(balanceIdr, totalIdr)
      expect(topUp.debtIdr + topUp.restIdr).toBe(totalIdr)
      expect(topUp.restIdr === 0 || topUp.debtIdr === balanceIdr).toBe(true)
    }),
  )
})

test('no more lies in a wallet than the law allows, whatever of it is set aside', () => {
  const stranger = { rules, isKnown: false }
  expect(hasRoomFor(funds({ balanceIdr: 900_000, heldIdr: 100_000 }), 1_000_000, stranger)).toBe(true)
  expect(hasRoomFor(funds({ balanceIdr: 900_000, heldIdr: 100_001 }), 1_000_000, stranger)).toBe(false)
  expect(hasRoomFor(funds({ balanceIdr: 1_000_000, owedIdr: 5000 }), 1_005_000, stranger)).toBe(true)
  expect(hasRoomFor(funds({ balanceIdr: 3_000_000 }), 1_000_000, { rules, isKnown: true })).toBe(true)
})

const spot = (chargerId: number, idTag = 'CARD') => ({ chargerId, idTag })
const standing = (chargerId: number, amountIdr = 10_000): StandingAllowance => ({
  ...spot(chargerId),
  id: `at-${chargerId}`,
  amountIdr,
})
const usable = (balanceIdr: number) => ({ balanceIdr, comingIdr: 0, isUsable: true })

test('posts get an allowance as long as as much again stays free, the likeliest first', () => {
  const wanted = [spot(1), spot(2), spot(3), spot(4)]
  expect(planAllowances(usable(100_000), [], wanted, rules).grant).toEqual(wanted.slice(0, 3))
  expect(planAllowances(usable(35_000), [], wanted, rules).grant).toEqual([spot(1), spot(2)])
  expect(planAllowances(usable(19_999), [], wanted, rules)).toEqual({ grant: [], withdraw: [] })
})

test('when little is free what ties it down is asked back, the least likely first, and all of it from a frozen wallet', () => {
  const wanted = [spot(1), spot(2)]
  const at = [standing(1), standing(2)]
  expect(planAllowances(usable(4000), at, wanted, rules)).toEqual({ grant: [], withdraw: ['at-2'] })
  expect(planAllowances(usable(10_000), at, wanted, rules)).toEqual({ grant: [], withdraw: [] })
  const coming = { ...usable(0), comingIdr: 10_000 }
  expect(planAllowances(coming, at, wanted, rules)).toEqual({ grant: [], withdraw: [] })
  expect(planAllowances({ ...usable(90_000), isUsable: false }, at, wanted, rules).withdraw).toEqual([
    'at-1',
    'at-2',
  ])
  expect(planAllowances(usable(90_000), at, wanted, { ...rules, allowanceIdr: 0 }).withdraw).toHaveLength(2)
})

test('one at a post where the card is seen no more, or of another amount, is asked back', () => {
  const plan = planAllowances(usable(90_000), [standing(9), standing(1, 5000)], [spot(1)], rules)
  expect(plan).toEqual({ grant: [], withdraw: ['at-9', 'at-1'] })
})

test('whatever there is, a plan never ties down more than half, and asks nothing back that need not be', () => {
  const spots = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 5 })
  fc.assert(
    fc.property(rupiah, spots, spots, (balanceIdr, at, wanted) => {
      const has = at.map((chargerId) => standing(chargerId))
      const plan = planAllowances(
        usable(balanceIdr),
        has,
        wanted.map((chargerId) => spot(chargerId)),
        rules,
      )
      const granted = plan.grant.length * rules.allowanceIdr
      expect(granted === 0 || balanceIdr - granted >= rules.allowanceIdr).toBe(true)
      const places = wanted.slice(0, rules.allowancePosts)
      const needed = plan.withdraw.filter((id) => places.includes(Number(id.slice(3))))
      expect(needed.length * rules.allowanceIdr).toBeLessThan(2 * rules.allowanceIdr)
      expect(needed.length === 0 || balanceIdr < rules.allowanceIdr).toBe(true)
      const kept = has.length - plan.withdraw.length + plan.grant.length
      expect(kept).toBeLessThanOrEqual(rules.allowancePosts)
    }),
  )
})
