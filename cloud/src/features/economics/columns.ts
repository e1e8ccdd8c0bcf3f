import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { costKinds } from '../../core/profit-and-loss.ts'
import { csvLine } from '../../http/csv.ts'
import type { Language } from '../../web/language.ts'
import type { Column } from '../../web/table.tsx'
import type { PostProfit, ProfitAndLoss } from './schemas.ts'
import { economicsWords } from './words.ts'

/** The columns of the page and of the file. */
export function profitColumns(language: Language): Column<PostProfit>[] {
  const text = economicsWords[language]
  const amount = (key: keyof PostProfit & `${string}Idr`, name: string): Column<PostProfit> => ({
    ...{ key, name, figure: true },
    cell: (row) => formatIdr(row[key], language),
    csv: (row) => row[key],
  })
  const energy = (key: 'soldWh' | 'boughtWh', name: string): Column<PostProfit> => ({
    ...{ key, name, figure: true },
    cell: (row) => formatKwh(row[key], language),
    csv: (row) => row[key],
  })
  return [
    {
      ...{ key: 'post', name: text.post },
      cell: (row) => nameOf(row, language),
      csv: ({ chargePointId }) => chargePointId,
    },
    {
      key: 'sessions',
      name: text.sessions,
      figure: true,
      cell: ({ sessions }) => sessions,
      csv: ({ sessions }) => sessions,
    },
    energy('soldWh', text.sold),
    energy('boughtWh', text.bought),
    amount('revenueIdr', text.revenue),
    ...costKinds.map((kind) => amount(kind, text.costs[kind])),
    amount('resultIdr', text.result),
  ]
}

function nameOf({ siteName, name, chargePointId }: PostProfit, language: Language): string {
  return chargePointId === null ? economicsWords[language].rest : `${siteName}, ${name} (${chargePointId})`
}

/** The sum as a row of the table. */
export function totalRow({ total }: ProfitAndLoss, language: Language): PostProfit {
  const name = economicsWords[language].total
  return { site: null, siteName: name, chargePointId: '', name: '', ...total }
}

/** For a spreadsheet, the posts with their sites and without a sum. */
export function profitCsv({ month, posts }: ProfitAndLoss): string {
  const columns = profitColumns('en')
  const head = ['month', 'site', ...columns.map(({ key }) => key), 'unpricedWh']
  const lines = posts.map((row) => [
    month,
    row.site,
    ...columns.map(({ csv }) => csv?.(row) ?? null),
    row.unpricedWh,
  ])
  return [head, ...lines].map(csvLine).join('')
}
