/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { Problem } from '../http/problem.ts'
import { languageOf, words } from './language.ts'
import { Page } from './layout.tsx'

/** Answers with a page that says what happened and what to do. */
export function errorPage(
  c: Context,
  error: {
    readonly status: Problem['status'] | 404 | 409
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

/** A refusal as a page: what it says to programs is in no language of drivers. */
export function problemPage(c: Context, { kind, status }: Problem) {
  const { title, text } = words[languageOf(c)].problem[kind]
  return errorPage(c, { status, title, message: text })
}

/** Whether a person with a browser asked, and not a program. */
export function wantsPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && (c.req.header('Accept') ?? '').includes('text/html')
}
