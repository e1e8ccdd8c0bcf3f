import type { Language } from '../../web/language.ts'
import { en } from './words/en.ts'
import { type ChatWords, id } from './words/id.ts'

export const chatWords: Readonly<Record<Language, ChatWords>> = { id, en }
