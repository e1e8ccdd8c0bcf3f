/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { type AssetName, assetUrl } from './assets.ts'
import { type Language, words } from './language.ts'

export interface PageProps {
  readonly language: Language
  readonly title: string
  /** The path of this page, for the language switch. */
  readonly path: string
  /** Where there is no script, the page is asked for again after so many seconds. */
  readonly refreshS?: number
  /** What this page needs beside what every page has. */
  readonly script?: AssetName
  readonly children: Child
}

/** In a page's head: without scripts the page asks again by itself. */
export function AskAgain({ everyS }: { readonly everyS: number | undefined }) {
  if (everyS === undefined) return null
  return (
    <noscript>
      <meta http-equiv="refresh" content={String(everyS)} />
    </noscript>
  )
}

/** The frame of a driver's page: one style sheet, one script, no request to anybody else. */
export function Page({ language, title, path, refreshS, script, children }: PageProps) {
  const { frame } = words[language]
  const scripts: readonly AssetName[] = script === undefined ? ['live.js'] : ['live.js', script]
  return (
    <html lang={language}>
      <Head title={title} style="style.css" scripts={scripts}>
        <link rel="apple-touch-icon" href={assetUrl('icon-192.png')} />
        <link rel="manifest" href="/manifest.webmanifest" />
        <AskAgain everyS={refreshS} />
      </Head>
      <body>
        <a class="skip" href="#content">
          {frame.skip}
        </a>
        <header class="bar">
          <Brand href="/" />
          <Languages language={language} path={path} />
        </header>
        <main id="content">{children}</main>
        <nav class="foot" aria-label={frame.more}>
          <a href="/nearest">{frame.nearest}</a>
          <a href="/help">{frame.help}</a>
          <a href="/me">{frame.mine}</a>
        </nav>
      </body>
    </html>
  )
}

/** What every page says of itself to the browser. */
export function Head({
  title,
  style,
  scripts,
  children,
}: {
  readonly title: string
  readonly style: AssetName
  readonly scripts: readonly AssetName[]
  readonly children?: Child
}) {
  return (
    <head>
      <meta charset="utf-8" />
      <title>{title === 'Colok' ? title : `${title} · Colok`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content="#FBFBF8" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#0B1419" media="(prefers-color-scheme: dark)" />
      <link rel="stylesheet" href={assetUrl(style)} />
      <link rel="icon" href={assetUrl('icon.svg')} type="image/svg+xml" />
      {children}
      {scripts.map((script) => (
        <script type="module" src={assetUrl(script)} />
      ))}
    </head>
  )
}

export function Brand({ href }: { href: string }) {
  return (
    <a class="brand" href={href}>
      <Plug />
      Colok
    </a>
  )
}

/** This page in the other language. What its address asks for is kept. */
export function Languages({ language, path }: { language: Language; path: string }) {
  return (
    <nav class="languages" aria-label={words[language].frame.languages}>
      <LanguageLink to="id" language={language} path={path} />
      <LanguageLink to="en" language={language} path={path} />
    </nav>
  )
}

function LanguageLink({ to, language, path }: { to: Language; language: Language; path: string }) {
  const current = to === language ? { 'aria-current': 'true' as const } : {}
  return (
    <a href={`${path}${path.includes('?') ? '&' : '?'}lang=${to}`} lang={to} hreflang={to} {...current}>
      <span aria-hidden="true">{to.toUpperCase()}</span>
      <span class="visually-hidden">{words[to].languageName}</span>
    </a>
  )
}

/** The mark: a plug with two pins. */
function Plug() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M8 2v6M16 2v6M5 8h14v4a7 7 0 0 1-14 0zM12 19v3" />
    </svg>
  )
}
