import { csvLine } from '../../http/csv.ts'
import { statementColumns, statementSums } from './rows.ts'
import type { StatementContent } from './schemas.ts'

/** A statement for a spreadsheet: its lines, then its sums by name with their amount in the last column. */
export function statementCsv(content: StatementContent): string {
  const columns = statementColumns(content, 'en')
  const lines = content.lines.map((line) => columns.map(({ raw }) => raw(line)))
  const gap = columns.slice(2).map(() => null)
  const sums = statementSums(content, 'en').map(({ name, amountIdr }) => [name, ...gap, amountIdr])
  return [columns.map(({ name }) => name), ...lines, ...sums].map(csvLine).join('')
}
