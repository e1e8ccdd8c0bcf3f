/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Actor } from '../../http/actor.ts'
import type { AssetName } from '../../web/assets.ts'
import { type Language, words } from '../../web/language.ts'
import { AskAgain, Brand, Head, Languages } from '../../web/layout.tsx'
import { addressOf, type PagePlace } from '../../web/page-place.ts'
import { signInWords } from '../sign-in/words.ts'
import { railFor } from './rail.ts'
import { consoleWords } from './words.ts'

interface ConsolePageProps {
  readonly actor: Actor
  readonly place: PagePlace
  readonly title: string
  /** The list in the rail that it belongs to, `/console/sessions`, where it is not one itself. */
  readonly section?: string
  /** Beside the heading: what the page is about in a line. */
  readonly lead?: Child
  /** What may be done, beside the heading. */
  readonly actions?: Child
  /** What this page needs beside what every page of the console has. */
  readonly scripts?: readonly AssetName[]
  /** After so long it asks again by itself, where there are no scripts. */
  readonly refreshS?: number | undefined
  readonly children: Child
}

/** The frame of the console: a rail of words, a search that opens with `/`, and the page. It is complete without scripts. */
export function ConsolePage(props: ConsolePageProps) {
  const { actor, place, title, section = place.path, lead, actions, scripts = [], refreshS, children } = props
  const { language } = place
  const text = consoleWords[language]
  return (
    <html lang={language}>
      <Head title={title} style="console.css" scripts={['console.js', ...scripts]}>
        <AskAgain everyS={refreshS} />
      </Head>
      <body class="console">
        <a class="skip" href="#content">
          {words[language].frame.skip}
        </a>
        <header class="top">
          <Brand href="/console" />
          <details class="rail-fold">
            <summary>{text.menu}</summary>
            <Rail actor={actor} language={language} section={section} />
          </details>
          <search>
            <form class="search" action="/console/search">
              <label class="visually-hidden" for="search">
                {text.search}
              </label>
              <input
                id="search"
                name="q"
                type="search"
                maxlength={100}
                placeholder={text.searchHint}
                aria-keyshortcuts="/"
                autocomplete="off"
              />
            </form>
          </search>
          <div class="who">
            <a href="/account">
              {actor.name} <span class="role">{signInWords[language].roles[actor.role]}</span>
            </a>
            <Languages language={language} path={addressOf(place)} />
            <form method="post" action="/sign-out">
              <button class="link" type="submit">
                {text.signOut}
              </button>
            </form>
          </div>
        </header>
        <Rail actor={actor} language={language} section={section} />
        <main id="content">
          <div class="heading">
            <div>
              <h1>{title}</h1>
              {lead !== undefined && <p class="lead">{lead}</p>}
            </div>
            {actions !== undefined && <div class="row">{actions}</div>}
          </div>
          {children}
        </main>
      </body>
    </html>
  )
}

/** It is there twice, folded on a narrow screen and open on a wide one: which of the two is seen, the style sheet says. */
function Rail({ actor, language, section }: { actor: Actor; language: Language; section: string }) {
  return (
    <nav class="rail" aria-label={consoleWords[language].pages}>
      {railFor(actor).map((group) => (
        <section>
          <h2>{group.words[language]}</h2>
          <ul>
            {group.links.map((link) => (
              <li>
                <a href={link.href} {...(link.href === section && { 'aria-current': 'page' as const })}>
                  {link[language]}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}
