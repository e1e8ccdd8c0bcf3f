import { idr } from '@colok/shared/money'
import { expect, test } from 'vitest'
import { accountClassOf, balancedPostings, transferPostings } from './ledger.ts'

const debit = (account: string, amountIdr: number) => ({ account, amountIdr: idr(amountIdr) })

test('a transfer debits one account and credits another', () => {
  const transfer = { debit: 'bank', credit: 'psp_receivable:doku', amountIdr: idr(20_000) }
  expect(transferPostings(transfer)).toEqual([debit('bank', 20_000), debit('psp_receivable:doku', -20_000)])
  expect(() => transferPostings({ ...transfer, amountIdr: idr(0) })).toThrow(/cannot be transferred/)
})

test('an account that is in no chart is refused, and so is one with an owner too many or too few', () => {
  for (const name of ['petty_cash', 'held', 'bank:7', 'held:', 'held:a b', 'constructor'])
    expect(() => accountClassOf(name), name).toThrow(/is no account of the chart/)
  expect(accountClassOf('held:0199')).toMatchObject({ type: 'liability', bounded: true })
})

test('postings to one account are one, and nothing is not posted', () => {
  const postings = [debit('bank', 5), debit('revenue_fee', -3), debit('bank', -2), debit('ppn_payable', 0)]
  expect(balancedPostings(postings)).toEqual([debit('bank', 3), debit('revenue_fee', -3)])
})

test('what does not sum to zero, or has no other side, is refused', () => {
  expect(() => balancedPostings([debit('bank', 5), debit('revenue_fee', -4)])).toThrow(/sum to Rp 1/)
  expect(() => balancedPostings([debit('bank', 5), debit('bank', -5)])).toThrow(/over 0 accounts/)
  expect(() => balancedPostings([])).toThrow(/over 0 accounts/)
})
