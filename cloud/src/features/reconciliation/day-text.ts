import type { DayMatch } from './schemas.ts'

/** A day for a terminal of 80 columns. */
export function dayText({ site, day, meters, ledger, gateways, differences }: DayMatch): string {
  const rupiah = new Intl.NumberFormat('id')
  const energy = new Intl.NumberFormat('id', { minimumFractionDigits: 3 })
  const line = (what: string, value: string) => `  ${what.padEnd(36)}${value.padStart(16)}`
  const amount = (what: string, amountIdr: number) => line(what, rupiah.format(amountIdr))
  return [
    `${site}, ${day}`,
    '',
    'Meters',
    line('sessions that ended', rupiah.format(meters.sessions)),
    line('energy, kWh', energy.format(meters.energyWh / 1000)),
    amount('billed, Rp', meters.billedIdr),
    '',
    'Ledger, of these sessions',
    amount('energy, Rp', ledger.energyIdr),
    amount('fees, Rp', ledger.feeIdr),
    amount('PBJT, Rp', ledger.pbjtIdr),
    amount('PPN, Rp', ledger.ppnIdr),
    'Ledger, of the payments of the day',
    amount('received, Rp', ledger.receivedIdr),
    amount('used, Rp', ledger.usedIdr),
    amount('refunded, Rp', ledger.refundedIdr),
    amount('held or owed to drivers, Rp', ledger.standingIdr),
    amount('used and not captured, Rp', ledger.owedIdr),
    '',
    'Payment providers, of these payments',
    amount('settled, Rp', gateways.settledIdr),
    amount('their fee, Rp', gateways.feeIdr),
    amount('net of it, Rp', gateways.netIdr),
    amount('not settled yet, Rp', gateways.unsettledIdr),
    '',
    differences.length === 0 ? 'Nothing differs.' : `${differences.length} differences`,
    ...differences.flatMap(({ kind, reference, detail }) => [`  ${kind} ${reference}`, `    ${detail}`]),
  ].join('\n')
}
