import { idr } from '@colok/shared/money'
import { readCsv } from '../core/csv.ts'
import type { SettlementReport, SettlementRow } from './contract.ts'
import { instantOf, jakartaInstant } from './provider-text.ts'
import type { SettlementColumns } from './settings.ts'

/** A day of a large network is some 10,000 lines; a longer file is refused whole. */
const mostLines = 500_000

/**
 * A settlement file: comma-separated, the heads in its first line, fields quoted where they need it. A line that cannot
 * be read, or does not add up, is a problem and never a row.
 */
export function readSettlementCsv(text: string, columns: SettlementColumns): SettlementReport {
  const [heads, ...lines] = readCsv(text)
  const places = new Map((heads ?? []).map((head, place) => [head.trim(), place]))
  const missing = Object.values(columns).filter((head) => !places.has(head))
  if (missing.length > 0)
    return { rows: [], problems: [{ line: 1, message: `There is no column ${missing.join(', ')}.` }] }
  if (lines.length > mostLines)
    return { rows: [], problems: [{ line: mostLines, message: `It has more than ${mostLines} lines.` }] }
  const rows: SettlementRow[] = []
  const problems: { line: number; message: string }[] = []
  for (const [index, fields] of lines.entries()) {
    const field = (head: string) => (fields[places.get(head) ?? -1] ?? '').trim()
    const row = readRow((column) => field(columns[column]))
    if (typeof row === 'string') problems.push({ line: index + 2, message: row })
    else rows.push(row)
  }
  return { rows, problems }
}

function readRow(field: (column: keyof SettlementColumns) => string): SettlementRow | string {
  const [gross, fee, net] = [
    signedRupiah(field('gross')),
    signedRupiah(field('fee')),
    signedRupiah(field('net')),
  ]
  const settledAt = instantOf(field('settledAt')) ?? jakartaInstant(field('settledAt'))
  const reference = field('reference')
  if (gross === undefined || fee === undefined || net === undefined)
    return 'An amount is no whole number of rupiah.'
  if (gross - fee !== net) return `${gross} less ${fee} is not ${net}.`
  if (settledAt === undefined) return `${field('settledAt')} is no time.`
  if (reference === '') return 'It has no reference.'
  const said = field('kind').toLowerCase()
  const kind = said.includes('refund') ? 'refund' : said.includes('pay') ? 'payment' : undefined
  if (kind === undefined) return `${said} is neither a payment nor a refund.`
  if (kind === 'refund' ? gross > 0 : gross < 0) return `A ${kind} of ${gross}.`
  const providerRef = field('providerRef')
  return {
    kind,
    reference,
    providerRef,
    grossIdr: idr(gross),
    feeIdr: idr(fee),
    netIdr: idr(net),
    settledAt,
  }
}

function signedRupiah(text: string): number | undefined {
  const digits = /^(-?\d{1,13})(?:\.0{1,2})?$/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
