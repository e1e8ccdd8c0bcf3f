import { money } from './money.ts'
import { people } from './people.ts'
import { posts } from './posts.ts'
import type { Refusals } from './refusal.ts'
import { requests } from './requests.ts'
import { finderAmong } from './said-in-both.ts'
import { stores } from './stores.ts'
import { things } from './things.ts'

/**
 * Every refusal of the API with its code and its words. A refusal is found by its English sentence, so that whoever throws
 * one writes what it says where it is thrown; a test finds those that stand here with no words, or with words of none.
 */
export const refusals: Refusals = { ...requests, ...things, ...money, ...people, ...posts, ...stores }

/** What a refusal is called and says in each language; undefined for one that the catalogue has not. */
export const knownRefusal = finderAmong(refusals)
