import { formatIdr } from '@colok/shared/money'
import { zoneLetters } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import { type Language, localeOf } from '../../web/language.ts'

/** Where a figure is not known, or there is none. */
export const none = '–'

export const rupiah = (amountIdr: number | null | undefined, language: Language): string =>
  amountIdr === null || amountIdr === undefined ? none : formatIdr(amountIdr, language)

/** `Rp 1.644,52`, of what is known in hundredths of a rupiah. */
export const sen = (amountSen: number, language: Language): string =>
  `Rp ${new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 2 }).format(amountSen / 100)}`

export const kwh = (energyWh: number | null | undefined, language: Language): string =>
  energyWh === null || energyWh === undefined ? none : formatKwh(energyWh, language)

export const watts = (powerW: number | null | undefined, language: Language): string =>
  powerW === null || powerW === undefined ? none : `${whole(powerW, language)} W`

export const whole = (count: number, language: Language): string =>
  new Intl.NumberFormat(localeOf(language)).format(count)

/** 1,100 basis points are `11 %`. */
export const percent = (basisPoints: number, language: Language): string =>
  `${new Intl.NumberFormat(localeOf(language)).format(basisPoints / 100)} %`

/** `23 Nov 2026 14.05 WIB`: by the clocks of a place, or else of Jakarta. */
export function when(
  instant: string | null | undefined,
  language: Language,
  timeZone = 'Asia/Jakarta',
): string {
  if (instant === null || instant === undefined) return none
  const text = new Intl.DateTimeFormat(localeOf(language), {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ hourCycle: 'h23', timeZone },
  }).format(Date.parse(instant))
  return `${text.replace(',', '')} ${zoneLetters(timeZone)}`
}

/** `14.05.09`, within what is told with its day elsewhere. */
export const clock = (instant: string, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(localeOf(language), {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone },
  }).format(Date.parse(instant))

/** `1 j 40 m`. */
export function duration(seconds: number, language: Language): string {
  const minutes = Math.round(seconds / 60)
  const hour = language === 'id' ? 'j' : 'h'
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} m`
}

/** Enough of a card's number to tell it from others, and too little to make one. */
export const maskedCard = (idTag: string): string => (idTag.length <= 4 ? idTag : `…${idTag.slice(-4)}`)
