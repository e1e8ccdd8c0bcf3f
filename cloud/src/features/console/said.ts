import type { Language } from '../../web/language.ts'

/** The same in each language. */
export type Said = Readonly<Record<Language, string>>

/** A word for each of some values, in each language. */
export type SaidOf<Value extends string> = Readonly<Record<Value, Said>>
