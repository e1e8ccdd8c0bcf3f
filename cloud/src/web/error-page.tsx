/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { languageOf, words } from './language.ts'
import { Page } from './layout.tsx'

/** Answers with a page that says what happened and what to do. */
export function errorPage(
  c: Context,
  error: {
    readonly status: 404 | 409 | 500
    readonly title: string
    readonly message: string
  },
) {
  const language = languageOf(c)
  return c.html(
    <Page language={language} title={error.title} path={c.req.path}>
      <h1>{error.title}</h1>
      <p>{error.message}</p>
      <a class="button" href="/">
        {words[language].error.toList}
      </a>
    </Page>,
    error.status,
  )
}

/** Whether a person with a browser asked, and not a program. */
export function wantsPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && (c.req.header('Accept') ?? '').includes('text/html')
}
