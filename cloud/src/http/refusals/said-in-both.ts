import type { Refusal, Refusals } from './refusal.ts'

/** A sentence with its code, and with its words for people. */
type KnownSentence = Refusal & { readonly code: string }

/** Finds a sentence by its English, which is written where it comes to be; undefined for one that has no words. */
type SentenceFinder = (text: string) => KnownSentence | undefined

interface Pattern extends KnownSentence {
  readonly pattern: RegExp
}

/** A finder among these sentences. What says more comes first where several fit. */
export function finderAmong(sentences: Refusals): SentenceFinder {
  // By the first word, so that no sentence is held against all of them.
  const known: ReadonlyMap<string, readonly Pattern[]> = Map.groupBy(
    Object.entries(sentences)
      .map(([code, sentence]) => ({ code, ...sentence, pattern: patternOf(sentence.en) }))
      .toSorted((one, other) => literalLength(other.en) - literalLength(one.en)),
    ({ en }) => (en.startsWith('{') ? '' : firstWord(en)),
  )
  return (text) => {
    if (text.length > mostLetters) return undefined
    for (const { code, id, pattern } of [...(known.get(firstWord(text)) ?? []), ...(known.get('') ?? [])]) {
      const match = pattern.exec(text)
      if (match !== null) return { code, en: text, id: filled(id, match.groups ?? {}) }
    }
    return undefined
  }
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
