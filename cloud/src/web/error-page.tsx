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
    /** What happened here, where that is more than the title. */
    readonly detail?: string | undefined
  },
) {
  const language = languageOf(c)
  return c.html(
    <Page language={language} title={error.title} path={c.req.path}>
      <h1>{error.title}</h1>
      {error.detail !== undefined && <p>{error.detail}</p>}
      <p>{error.message}</p>
      <a class="button" href="/">
        {words[language].error.toList}
      </a>
    </Page>,
    error.status,
  )
}

/** A refusal as a page, in the reader's language. */
export function problemPage(c: Context, problem: Problem) {
  const language = languageOf(c)
  const { title, text } = words[language].problem[problem.kind]
  return errorPage(c, { status: problem.status, title, message: text, detail: problem.in(language) })
}

/** Whether a person with a browser asked, and not a program. */
export function wantsPage(c: Context): boolean {
  return !c.req.path.startsWith('/api/') && (c.req.header('Accept') ?? '').includes('text/html')
}
