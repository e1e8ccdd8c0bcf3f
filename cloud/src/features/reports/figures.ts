import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { type Language, localeOf } from '../../web/language.ts'
import type { ReportContent } from './schemas.ts'
import { reportWords } from './words.ts'

/** What stands above everything else, on the page and on paper. */
export function headFigures({ total }: ReportContent, language: Language): (readonly [string, string])[] {
  const text = reportWords[language]
  return [
    [text.sessions, new Intl.NumberFormat(localeOf(language)).format(total.sessions)],
    [text.energy, formatKwh(total.energyWh, language)],
    [text.takings, formatIdr(total.takingsIdr, language)],
    [text.availability, availabilityText(total.availability, language)],
    [text.partners, formatIdr(total.partnersIdr, language)],
    [text.incidents, text.incidentsText(total.incidentsOpened, total.incidentsClosed, total.incidentsOpen)],
  ]
}

/** `99,52 %`. */
export function availabilityText(basisPoints: number | null, language: Language): string {
  if (basisPoints === null) return reportWords[language].unknown
  return new Intl.NumberFormat(localeOf(language), {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(basisPoints / 10_000)
}
