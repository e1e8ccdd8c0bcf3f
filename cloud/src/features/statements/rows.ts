import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { type Language, localeOf } from '../../web/language.ts'
import type { StatementContent } from './schemas.ts'
import { statementWords } from './words.ts'

type Line = StatementContent['lines'][number]

/** A column of a statement, on the page, on paper and in the CSV alike. */
interface Column {
  /** In the head of the CSV. */
  readonly name: string
  readonly heading: string
  readonly isNumber: boolean
  /** As a person reads it. */
  readonly shown: (line: Line) => string
  /** As a program does. */
  readonly raw: (line: Line) => string | number | null
  /** Below the column. */
  readonly total: string
}

/** The columns of a statement in a language. */
export function statementColumns(content: StatementContent, language: Language): readonly Column[] {
  const text = statementWords[language]
  const { totals } = content
  const words = (
    name: string,
    heading: string,
    of: Pick<Column, 'shown' | 'raw'> & { readonly total?: string },
  ): Column => ({ name, heading, isNumber: false, total: '', ...of })
  const amount = (name: string, heading: string, of: (line: Line) => number, totalIdr: number): Column => ({
    ...{ name, heading, isNumber: true, raw: of },
    shown: (line) => (of(line) === 0 ? '' : formatIdr(of(line), language)),
    total: formatIdr(totalIdr, language),
  })
  return [
    words('businessDay', text.day, {
      shown: ({ businessDay }) => businessDay,
      raw: ({ businessDay }) => businessDay,
      total: text.sum,
    }),
    words('place', text.place, { shown: placeOf, raw: placeOf }),
    words('kind', text.what, { shown: ({ kind }) => text.kind[kind], raw: ({ kind }) => kind }),
    {
      ...{ name: 'sessions', heading: text.sessions, isNumber: true, raw: ({ sessions }) => sessions },
      shown: ({ sessions }) => (sessions === 0 ? '' : String(sessions)),
      total: String(totals.sessions),
    },
    {
      ...{ name: 'energyWh', heading: text.energy, isNumber: true, raw: ({ energyWh }) => energyWh },
      shown: ({ energyWh }) => (energyWh === 0 ? '' : formatKwh(energyWh, language, 3)),
      total: formatKwh(totals.energyWh, language, 3),
    },
    amount('chargedIdr', text.charged, ({ chargedIdr }) => chargedIdr, totals.chargedIdr),
    amount('taxIdr', text.taxes, ({ pbjtIdr, ppnIdr }) => pbjtIdr + ppnIdr, totals.pbjtIdr + totals.ppnIdr),
    amount('shareIdr', text.share, ({ shareIdr }) => shareIdr, totals.shareIdr),
    amount('electricityIdr', text.electricity, ({ electricityIdr }) => electricityIdr, totals.electricityIdr),
    amount('gatewayFeeIdr', text.gatewayFee, ({ gatewayFeeIdr }) => gatewayFeeIdr, totals.gatewayFeeIdr),
    amount('dueIdr', text.due, ({ dueIdr }) => dueIdr, totals.dueIdr + totals.pphIdr),
  ]
}

/** What follows the table: from what was earned to what will be paid. */
export function statementSums(
  { totals, withheld, beforeIdr, owedIdr }: StatementContent,
  language: Language,
): { readonly name: string; readonly amountIdr: number; readonly isTotal?: boolean }[] {
  const text = statementWords[language]
  const percent = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 2 })
  return [
    { name: text.revenue, amountIdr: totals.revenueIdr },
    { name: text.operator, amountIdr: totals.operatorIdr },
    ...withheld.map(({ basisPoints, pphIdr }) => ({
      name: text.pph(percent.format(basisPoints / 100)),
      amountIdr: 0 - pphIdr,
    })),
    { name: text.due, amountIdr: totals.dueIdr, isTotal: true },
    ...(beforeIdr === 0 ? [] : [{ name: text.before, amountIdr: beforeIdr }]),
    { name: text.owed, amountIdr: owedIdr, isTotal: true },
  ]
}

function placeOf({ siteName, chargePointId }: Line): string {
  return [siteName, chargePointId].filter((name) => name !== null).join(', ')
}
