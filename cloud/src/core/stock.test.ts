import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareStock, namedTwice, type ReceivedDifference, receiptOf, type StockLine } from './stock.ts'

const fuses: StockLine = { item: 'fuse', serialNumber: null, quantity: 10 }
const post: StockLine = { item: 'charger', serialNumber: 'SN-7', quantity: 1 }
const differs = (line: StockLine, received: number): ReceivedDifference => ({
  ...{ item: line.item, serialNumber: line.serialNumber, received },
  reason: 'the box was open',
})

test('what nobody says otherwise about has arrived as it was sent', () => {
  expect(receiptOf([fuses, post], [])).toEqual({
    kind: 'accepted',
    movements: [
      { ...fuses, from: 'transit', to: 'here', reason: null },
      { ...post, from: 'transit', to: 'here', reason: null },
    ],
  })
})

test('what is short is missing with its reason, and what is over was missing until then', () => {
  const reason = 'the box was open'
  expect(receiptOf([fuses, post], [differs(fuses, 7), differs(post, 0)])).toMatchObject({
    movements: [
      { item: 'fuse', quantity: 7, from: 'transit', to: 'here' },
      { item: 'fuse', quantity: 3, from: 'transit', to: 'missing', reason },
      { item: 'charger', quantity: 1, from: 'transit', to: 'missing', reason },
    ],
  })
  expect(receiptOf([fuses], [differs(fuses, 12)])).toMatchObject({
    movements: [
      { quantity: 10, from: 'transit', to: 'here', reason: null },
      { quantity: 2, from: 'missing', to: 'here', reason },
    ],
  })
})

test('a receipt that cannot be is refused', () => {
  const why = (differences: ReceivedDifference[]) => receiptOf([fuses, post], differences)
  expect(why([differs(fuses, 10)])).toMatchObject({ kind: 'refused' })
  expect(why([differs(post, 2)])).toMatchObject({ kind: 'refused', why: 'There is only one charger SN-7.' })
  expect(why([differs({ ...fuses, item: 'cable' }, 1)])).toMatchObject({ kind: 'refused' })
  expect(why([differs(fuses, 1), differs(fuses, 2)])).toMatchObject({ kind: 'refused' })
  expect(namedTwice([fuses, post, fuses])).toBe('fuse')
})

test('a count is compared with the books, and what nobody has counted is not missing', () => {
  const counted = [
    { ...fuses, quantity: 8 },
    { ...post, serialNumber: 'SN-8' },
  ]
  expect(compareStock([fuses, post], counted)).toEqual({
    differences: [
      { item: 'fuse', serialNumber: null, booked: 10, counted: 8, surplus: -2 },
      { item: 'charger', serialNumber: 'SN-8', booked: 0, counted: 1, surplus: 1 },
    ],
    uncounted: ['charger SN-7'],
  })
  expect(compareStock([fuses], [fuses])).toEqual({ differences: [], uncounted: [] })
})

test('whatever arrives, nothing of what was sent is left on the way', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 50 }),
    received: fc.integer({ min: 0, max: 80 }),
  })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
      const sent = lines.map(({ quantity }, index) => ({ item: `i${index}`, serialNumber: null, quantity }))
      const differences = lines.flatMap(({ quantity, received }, index) =>
        quantity === received ? [] : [{ item: `i${index}`, serialNumber: null, received, reason: 'so' }],
      )
      const receipt = receiptOf(sent, differences)
      if (receipt.kind === 'refused') throw new Error(receipt.why)
      for (const [index, { quantity, received }] of lines.entries()) {
        const of = receipt.movements.filter(({ item }) => item === `i${index}`)
        const sum = (end: 'from' | 'to', place: string) =>
          of.filter((one) => one[end] === place).reduce((total, one) => total + one.quantity, 0)
        expect(sum('from', 'transit')).toBe(quantity)
        expect(sum('to', 'here')).toBe(received)
        for (const one of of)
          if (one.from === 'missing' || one.to === 'missing') expect(one.reason).toBe('so')
      }
    }),
  )
})
