import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import type { ChargerCondition } from '../../core/charger-condition.ts'
import { type Language, localeOf } from '../../web/language.ts'
import type { Today } from './overview.ts'

/** What stands above the map, as text: the same when the page is made and when it is kept live. */
export function countFigures(
  counts: ReadonlyMap<ChargerCondition, number>,
  language: Language,
): [ChargerCondition, string][] {
  const format = new Intl.NumberFormat(localeOf(language))
  return [...counts].map(([condition, count]) => [condition, format.format(count)])
}

export function todayFigures(
  { energyWh, amountIdr, sessions }: Today,
  language: Language,
): ['energy' | 'takings' | 'sessions', string][] {
  return [
    ['energy', formatKwh(energyWh, language)],
    ['takings', formatIdr(amountIdr, language)],
    ['sessions', new Intl.NumberFormat(localeOf(language)).format(sessions)],
  ]
}
