import type { Language } from '../../web/language.ts'

/** `1 j 40 m`, `40 m`; in English `1 h 40 min`. Rounded to five minutes above an hour: it is an estimate. */
export function durationText(durationMs: number, language: Language): string {
  const exact = Math.max(1, Math.round(durationMs / 60_000))
  const minutes = exact > 60 ? Math.round(exact / 5) * 5 : exact
  const [hour, minute] = language === 'id' ? ['j', 'm'] : ['h', 'min']
  const hours = Math.floor(minutes / 60)
  return hours === 0
    ? `${minutes} ${minute}`
    : [`${hours} ${hour}`, ...(minutes % 60 === 0 ? [] : [`${minutes % 60} ${minute}`])].join(' ')
}
