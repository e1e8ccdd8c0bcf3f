import { type Language, localeOf } from '../../web/language.ts'

/** `23 Nov 14.05`, with the letters of the zone. */
export function sinceText(
  instant: string,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZone,
  }).format(Date.parse(instant))
}
