import { zoneLetters } from '@colok/shared/time'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { en } from './i18n/en.ts'
import { id, type Words } from './i18n/id.ts'

export type Language = 'id' | 'en'

export const words: Readonly<Record<Language, Words>> = { id, en }

const cookieName = 'lang'
const oneYearS = 31_536_000

/** Indonesian, unless the reader has chosen English: by `?lang=`, which is remembered in a cookie. */
export function languageOf(c: Context): Language {
  const asked = c.req.query('lang')
  if (asked === 'id' || asked === 'en') {
    setCookie(c, cookieName, asked, {
      path: '/',
      maxAge: oneYearS,
      sameSite: 'Lax',
      httpOnly: true,
    })
    return asked
  }
  return getCookie(c, cookieName) === 'en' ? 'en' : 'id'
}

/** A place's zone, and the language in which its times are told. */
export interface Place {
  readonly language: Language
  /** IANA. */
  readonly timeZone: string
  /** WIB, WITA or WIT. */
  readonly letters: string
}

/** Where something stands, as far as times are concerned. */
export function placeOf({ timeZone }: { readonly timeZone: string }, language: Language): Place {
  return { language, timeZone, letters: zoneLetters(timeZone) }
}

/** `14.05 WITA`. */
export function timeOfDay(instant: string, place: Place): string {
  return `${formatted(instant, place, { hour: '2-digit', minute: '2-digit' })} ${place.letters}`
}

/** `23 Nov 2026`. */
export function dayOf(instant: string, place: Place): string {
  return formatted(instant, place, { day: 'numeric', month: 'short', year: 'numeric' })
}

function formatted(instant: string, place: Place, parts: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(localeOf(place.language), { timeZone: place.timeZone, ...parts })
  return format.format(Date.parse(instant))
}

/** British dates and 24 hours go with the rest of the page. */
export function localeOf(language: Language): string {
  return language === 'id' ? 'id-ID' : 'en-GB'
}
