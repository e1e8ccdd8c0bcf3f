import { zoneLetters } from '@colok/shared/time'
import type { Language, Place } from '../../web/language.ts'

/** Where the post stands, as far as times are concerned. */
export function placeOf(post: { readonly timeZone: string }, language: Language): Place {
  return { language, timeZone: post.timeZone, letters: zoneLetters(post.timeZone) }
}
