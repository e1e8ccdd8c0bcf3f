/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { assetUrl } from '../../web/assets.ts'
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { meWords } from './words.ts'

export interface MePageProps {
  readonly language: Language
  readonly title: string
  readonly path: string
  /** Which of one's own pages it belongs to, where it is not one itself. */
  readonly section?: OwnPath
  readonly notice?: string | undefined
  readonly refusal?: string | undefined
  readonly refreshS?: number
  readonly children?: Child
}

type OwnPath = keyof (typeof meWords)['id']['page']

/** A driver's own page, with the way to the others. */
export function MePage(props: MePageProps) {
  const { language, title, path, section = path, notice, refusal, refreshS, children } = props
  const text = meWords[language]
  return (
    <Page {...{ language, title, path }} {...(refreshS !== undefined && { refreshS })}>
      <link rel="stylesheet" href={assetUrl('records.css')} />
      <nav class="methods" aria-label={text.pages}>
        {Object.entries(text.page).map(([href, name]) => (
          <a href={href} {...(href === section && { 'aria-current': 'page' as const })}>
            {name}
          </a>
        ))}
      </nav>
      <h1>{title}</h1>
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {notice !== undefined && <p role="status">{notice}</p>}
      {children}
    </Page>
  )
}

/** The end of a card's number is enough to know it by. */
export const cardName = (idTag: string): string => `····${idTag.slice(-4)}`
