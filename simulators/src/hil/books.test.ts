import { expect, test } from 'vitest'
import type { ToldTransaction } from './accounting-central-system.ts'
import { checkBooks } from './books.ts'

function told(meterStart: number, meterStop: number, minute: number): ToldTransaction {
  const at = (offset: number) => new Date(Date.UTC(2026, 0, 1, 0, minute + offset)).toISOString()
  return {
    connectorId: 1,
    start: { connectorId: 1, idTag: 'A', meterStart, timestamp: at(0) },
    stop: { transactionId: 1, meterStop, timestamp: at(1) },
  }
}

test('books that add up', () => {
  expect(checkBooks([told(0, 100, 0), told(101, 150, 5)], [150])).toEqual({ billedWh: 149, problems: [] })
})

test.each([
  ['socket 1: 100 Wh billed and 90 Wh delivered in 1 sessions, which is too much', [told(0, 100, 0)], [90]],
  [
    'socket 1: 100 Wh billed and 105 Wh delivered in 1 sessions, which is too little',
    [told(0, 100, 0)],
    [105],
  ],
  ['socket 1: 0 Wh billed and 20 Wh delivered in 0 sessions, which is too little', [], [20]],
  ['transaction 1 was never stopped', [{ ...told(0, 0, 0), stop: undefined }], [0]],
  ['transaction 1 gives energy back', [told(4, 3, 0)], [0]],
  ['socket 1 begins at 90 Wh what ended at 100 Wh', [told(0, 100, 0), told(90, 91, 5)], [101]],
])('%s', (problem, transactions, deliveredWh) => {
  expect(checkBooks(transactions, deliveredWh).problems).toContain(problem)
})
