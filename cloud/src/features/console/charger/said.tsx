/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import { isDeedName } from './deeds.ts'
import { chargerWords } from './words.ts'

/** What came of a deed, as it stands in the address of the page that follows it. */
export interface DeedResult {
  readonly outcome: string
  /** The status in the charger's answer. */
  readonly answer?: string | undefined
}

export function resultQuery(deed: string, { outcome, answer }: DeedResult): URLSearchParams {
  return new URLSearchParams({ deed, outcome, ...(answer !== undefined && { answer }) })
}

/** What became of the last deed, in words of ours: whoever makes up an address can make it say nothing else. */
export function Said({
  query,
  language,
}: {
  readonly query: Readonly<Record<string, string>>
  readonly language: Language
}) {
  const text = chargerWords[language]
  const { deed = '', outcome = '', answer = '' } = query
  if (!isDeedName(deed) || !Object.hasOwn(text.outcome, outcome)) return null
  const isGood = ['accepted', 'queued', 'inStep'].includes(outcome)
  return (
    <p class={isGood ? 'said' : 'refusal'} role={isGood ? 'status' : 'alert'}>
      <strong>{text.deeds[deed].title}.</strong> {text.outcome[outcome as keyof typeof text.outcome]}{' '}
      {/^[A-Za-z]{1,30}$/.test(answer) && text.answered(answer)}
    </p>
  )
}
