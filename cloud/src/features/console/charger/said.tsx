/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import { isDeedName } from './deeds.ts'
import { chargerWords } from './words.ts'

/** What came of a deed. */
export interface DeedResult {
  readonly outcome: string
  /** The status in the charger's answer. */
  readonly answer?: string | undefined
}

/** For the address of the page that follows: `said=reset-hard.rejected.Rejected`. */
export function saidQuery(deed: string, { outcome, answer = '' }: DeedResult): string {
  return String(new URLSearchParams({ said: `${deed}.${outcome}.${answer}` }))
}

/** What became of the last deed, in words of ours: whoever makes up an address can make it say nothing else. */
export function Said({ said, language }: { readonly said: string; readonly language: Language }) {
  const text = chargerWords[language]
  const [deed = '', outcome = '', answer = ''] = said.split('.')
  if (!isDeedName(deed) || !Object.hasOwn(text.outcome, outcome)) return null
  const isGood = ['accepted', 'queued', 'inStep'].includes(outcome)
  return (
    <p class={isGood ? 'said' : 'refusal'} role={isGood ? 'status' : 'alert'}>
      <strong>{text.deeds[deed].title}.</strong> {text.outcome[outcome as keyof typeof text.outcome]}{' '}
      {/^[A-Za-z]{1,30}$/.test(answer) && text.answered(answer)}
    </p>
  )
}
