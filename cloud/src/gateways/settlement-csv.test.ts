import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SettlementColumns } from './settings.ts'
import { readSettlementCsv } from './settlement-csv.ts'

const columns = SettlementColumns.parse({})
const heads = 'type,reference,provider_reference,gross_amount,fee,net_amount,settled_at'

test('payments and refunds, net of the fee', () => {
  const text = [
    `\uFEFF${heads}`,
    'PAYMENT,P1,BJI33,20000.00,140.00,19860.00,2026-11-23 10:00:00',
    '"Refund","R1","BJI,34",-8000,0,-8000,2026-11-23T10:00:00+07:00',
    '',
  ].join('\r\n')
  expect(readSettlementCsv(text, columns)).toEqual({
    problems: [],
    rows: [
      {
        kind: 'payment',
        reference: 'P1',
        providerRef: 'BJI33',
        grossIdr: 20_000,
        feeIdr: 140,
        netIdr: 19_860,
        settledAt: Date.UTC(2026, 10, 23, 3),
      },
      {
        kind: 'refund',
        reference: 'R1',
        providerRef: 'BJI,34',
        grossIdr: -8000,
        feeIdr: 0,
        netIdr: -8000,
        settledAt: Date.UTC(2026, 10, 23, 3),
      },
    ],
  })
})

test('a line that does not add up, or cannot be read, is a problem with its number and no row', () => {
  const text = [
    heads,
    'PAYMENT,P1,A,20000,140,19861,2026-11-23 10:00:00',
    'PAYMENT,P2,B,20000.50,140,19860.50,2026-11-23 10:00:00',
    'PAYMENT,P3,C,20000,140,19860,yesterday',
    'REFUND,R1,D,8000,0,8000,2026-11-23 10:00:00',
    'GIFT,G1,E,1,0,1,2026-11-23 10:00:00',
    'PAYMENT,P4,F,1000,7,993,2026-11-23 10:00:00',
  ].join('\n')
  const { rows, problems } = readSettlementCsv(text, columns)
  expect(rows.map(({ reference }) => reference)).toEqual(['P4'])
  expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6])
  expect(problems[0]?.message).toBe('20000 less 140 is not 19861.')
})

test('another file than a settlement is told by its columns', () => {
  expect(readSettlementCsv('a,b\n1,2', columns).problems[0]?.message).toContain('no column type')
  const renamed = SettlementColumns.parse({ gross: 'Amount' })
  expect(readSettlementCsv(heads, renamed).problems[0]?.message).toBe('There is no column Amount.')
})

test('never throws, whatever is uploaded', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { rows, problems } = readSettlementCsv(`${heads}\n${text}`, columns)
      for (const row of rows) expect(row.grossIdr - row.feeIdr).toBe(row.netIdr)
      expect(rows.length + problems.length).toBeLessThanOrEqual(text.split(/\r?\n/).length)
    }),
  )
})
