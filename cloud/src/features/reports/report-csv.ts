import { csvLine } from '../../http/csv.ts'
import type { ReportContent } from './schemas.ts'

const columns = [
  'part',
  'name',
  'sessions',
  'energyWh',
  'takingsIdr',
  'availabilityPercent',
  'incidentsOpened',
  'partnerIdr',
]

const percent = (basisPoints: number | null) => (basisPoints === null ? null : basisPoints / 100)

/** A report for a spreadsheet: days, sites, partners and the total, told apart by the first column. */
export function reportCsv({ total, days, sites, partners }: ReportContent): string {
  const sums = (row: { sessions: number; energyWh: number; takingsIdr: number }) => [
    row.sessions,
    row.energyWh,
    row.takingsIdr,
  ]
  const lines = [
    columns,
    ...days.map((row) => ['day', row.day, ...sums(row), null, null, null]),
    ...sites.map((row) => [
      'site',
      row.name,
      ...sums(row),
      percent(row.availability),
      row.incidentsOpened,
      null,
    ]),
    ...partners.map((row) => ['partner', row.name, null, null, null, null, null, row.amountIdr]),
    ['total', '', ...sums(total), percent(total.availability), total.incidentsOpened, total.partnersIdr],
  ]
  return lines.map(csvLine).join('')
}
