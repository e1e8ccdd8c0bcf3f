import { formatIdr } from '@colok/shared/money'
import { type Language, localeOf, words } from './language.ts'

/** What a chart is about, each in the unit that everything else has it in: W, Wh, rupiah, percent, things. */
export type MeasureKind = keyof (typeof words)['id']['chart']['units']

/** How the values of a chart are written. */
export interface Measure {
  /** Of the axis: `kWh`. */
  readonly unit: string
  /** Beside a line of the axis, short. */
  tick(value: number): string
  /** Whole, with its unit. */
  full(value: number): string
}

/** Throws for nothing; every measure is known in every language. */
export function measureOf(kind: MeasureKind, language: Language): Measure {
  const unit = words[language].chart.units[kind]
  const number = (value: number, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(localeOf(language), options).format(value)
  switch (kind) {
    case 'power':
    case 'count':
      return {
        unit,
        tick: (value) => number(value, {}),
        full: (value) => (kind === 'count' ? number(value, {}) : `${number(value, {})} W`),
      }
    case 'energy':
      return {
        unit,
        tick: (value) => number(value / 1000, { maximumFractionDigits: 3 }),
        full: (value) =>
          `${number(value / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} kWh`,
      }
    case 'money':
      return {
        unit,
        tick: (value) => number(value, { notation: 'compact', maximumFractionDigits: 1 }),
        full: (value) => formatIdr(value, language),
      }
    case 'share':
      return {
        unit,
        tick: (value) => number(value / 100, { style: 'percent' }),
        full: (value) => number(value / 100, { style: 'percent', maximumFractionDigits: 1 }),
      }
  }
}
