import { money } from './money.ts'
import { people } from './people.ts'
import { posts } from './posts.ts'
import type { Refusal } from './refusal.ts'
import { requests } from './requests.ts'
import { stores } from './stores.ts'
import { things } from './things.ts'

/**
 * Every refusal of the API with its code and its words. A refusal is found by its English sentence, so that whoever throws
 * one writes what it says where it is thrown; a test finds those that stand here with no words, or with words of none.
 */
export const refusals: readonly (Refusal & { readonly code: string })[] = Object.entries({
  ...{ ...requests, ...things, ...money, ...people, ...posts, ...stores },
}).map(([code, refusal]) => ({ code, ...refusal }))

interface Known extends Refusal {
  readonly code: string
  readonly pattern: RegExp
}

/** By the first word, so that no refusal is held against all of them; what says more comes first. */
const known: ReadonlyMap<string, readonly Known[]> = Map.groupBy(
  refusals
    .toSorted((one, other) => literalLength(other.en) - literalLength(one.en))
    .map((refusal) => ({ ...refusal, pattern: patternOf(refusal.en) })),
  ({ en }) => (en.startsWith('{') ? '' : firstWord(en)),
)

/** What a refusal is called and says in each language; undefined for one that the catalogue has not. */
export function knownRefusal(detail: string): (Refusal & { readonly code: string }) | undefined {
  if (detail.length > mostLetters) return undefined
  for (const { code, id, pattern } of [...(known.get(firstWord(detail)) ?? []), ...(known.get('') ?? [])]) {
    const match = pattern.exec(detail)
    if (match !== null) return { code, en: detail, id: filled(id, match.groups ?? {}) }
  }
  return undefined
}

/** What is longer has something in it that somebody has sent, and is not worth a search. */
const mostLetters = 1000

function firstWord(text: string): string {
  return text.split(' ', 1)[0] ?? ''
}

function literalLength(text: string): number {
  return text.replaceAll(/\{\w+\}/g, '').length
}

function patternOf(text: string): RegExp {
  const literals = text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const source = literals.map((literal, index) =>
    names[index] === undefined ? literal : `${literal}(?<${names[index]}>.*?)`,
  )
  return new RegExp(`^${source.join('')}$`, 's')
}

const filled = (text: string, values: Readonly<Record<string, string>>) =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
