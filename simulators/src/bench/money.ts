import { benchLedger, type LedgerFigure } from './money-ledger.ts'
import { benchPayments, type PaymentFigure } from './money-payments.ts'
import { table } from './table.ts'

export interface MoneyReport {
  readonly payments: readonly PaymentFigure[]
  readonly ledger: readonly LedgerFigure[]
}

/** From the payer's app to the relay, and how fast the ledger writes. */
export async function benchMoney(options: {
  readonly rounds: number
  readonly seconds: number
  /** An empty PostgreSQL database; one of its own when undefined. */
  readonly postgres: string | undefined
  readonly progress: (text: string) => void
}): Promise<MoneyReport> {
  const payments = await benchPayments(options)
  const ledger = await benchLedger(options)
  return { payments, ledger }
}

export function moneyTables({ payments, ledger }: MoneyReport): string {
  const waits = payments.map((row) => [
    row.what,
    row.medianMs.toFixed(1),
    row.p90Ms.toFixed(1),
    String(row.rounds),
    row.ofEcho.toFixed(0),
  ])
  const rates = ledger.map((row) => [
    row.what,
    row.transfersPerSecond.toFixed(0),
    row.bareRowsPerSecond.toFixed(0),
    (row.transfersPerSecond / row.bareRowsPerSecond).toFixed(2),
  ])
  return [
    'From the payment in the payer’s app, whose webhook leaves at once, through real processes',
    table(['', 'median ms', 'p90 ms', 'rounds', '× echo'], waits),
    'Ledger transfers of two postings, a hundred a commit, beside the same rows inserted with nothing else',
    table(['', 'transfers/s', 'bare/s', 'ratio'], rates),
  ].join('\n')
}
