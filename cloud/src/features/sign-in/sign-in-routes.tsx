/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import type { Services } from '../../services.ts'
import { sayIssues } from '../../web/issue-words.ts'
import { type Language, languageOf } from '../../web/language.ts'
import type { IssueResult } from './codes.ts'
import {
  askDriverCode,
  type CodeMethod,
  type CodeResult,
  giveCode,
  giveDriverCode,
  givePassword,
  type Locked,
  type Pending,
  pendingOf,
  sendSignInCode,
} from './commands.ts'
import { Field, Form, FormPage } from './forms.tsx'
import { formOf, fromOf, localPath, Phone, setCookies } from './page-input.ts'
import { endSignIn, sessionTokenOf } from './signed-in.ts'
import { signInWords, waitText } from './words.ts'

/** Where somebody lands who was going nowhere; a driver has pages of their own. */
const home = '/account'
const driverHome = '/me'

/** Pages to sign in and out, at the root. */
export function signInRoutes(services: Services): Hono {
  return new Hono()
    .get('/sign-in', (c) => passwordPage(c, { next: localPath(c.req.query('next')) }))
    .post('/sign-in', async (c) => {
      const { email = '', password = '', next: wanted } = await formOf(c, services)
      const next = localPath(wanted)
      const language = languageOf(c)
      const result = await givePassword(services, { email, password, from: fromOf(c), language })
      if (result.kind === 'locked') return passwordPage(c, { next, email, locked: result })
      if (result.kind === 'wrong') return passwordPage(c, { next, email, isWrong: true })
      setCookies(c, result.setCookies)
      const query = new URLSearchParams({ ...stateOf(result.sent), ...(next !== undefined && { next }) })
      return c.redirect(`/sign-in/code?${query}`, 303)
    })
    .get('/sign-in/code', async (c) => {
      const pending = await pendingOf(services, fromOf(c))
      if (pending === undefined) return c.redirect('/sign-in', 303)
      const sent = sentFrom(c.req.query('sent'), c.req.query('wait'))
      return codePage(c, { pending, next: localPath(c.req.query('next')), sent })
    })
    .post('/sign-in/code', async (c) => {
      const { code = '', method, next: wanted } = await formOf(c, services)
      const next = localPath(wanted)
      const given = { method: methodOf(method), code: code.replaceAll(' ', ''), from: fromOf(c) }
      const pending = await pendingOf(services, given.from)
      const result = await giveCode(services, given)
      if (result.kind === 'done') return welcome(c, services, { result, next })
      if (pending === undefined || result.kind === 'expired') return passwordPage(c, { next, isOver: true })
      return codePage(c, { pending, next, refused: result })
    })
    .post('/sign-in/code/again', async (c) => {
      const next = localPath((await formOf(c, services)).next)
      const pending = await pendingOf(services, fromOf(c))
      if (pending === undefined) return passwordPage(c, { next, isOver: true })
      return codePage(c, { pending, next, sent: await sendSignInCode(services, pending, languageOf(c)) })
    })
    .get('/sign-in/phone', (c) => phonePage(c, { next: localPath(c.req.query('next')) }))
    .post('/sign-in/phone', async (c) => {
      const { phone = '', next: wanted } = await formOf(c, services)
      const next = localPath(wanted)
      const parsed = Phone.safeParse(phone)
      if (!parsed.success)
        return phonePage(c, { next, phone, refusal: sayIssues(parsed.error, languageOf(c)) })
      const asked = { phone: parsed.data, from: fromOf(c), language: languageOf(c) }
      const result = await askDriverCode(services, asked)
      if (result.kind === 'locked') return phonePage(c, { next, phone, locked: result })
      return phoneCodePage(c, { next, phone: parsed.data, sent: result })
    })
    .post('/sign-in/phone/code', async (c) => {
      const { phone = '', code = '', next: wanted } = await formOf(c, services)
      const next = localPath(wanted)
      const parsed = Phone.safeParse(phone)
      if (!parsed.success) return phonePage(c, { next, phone })
      const given = { phone: parsed.data, code: code.replaceAll(' ', ''), from: fromOf(c) }
      const result = await giveDriverCode(services, { ...given, language: languageOf(c) })
      if (result.kind === 'done') return welcome(c, services, { result, next: next ?? driverHome })
      return phoneCodePage(c, { next, phone: parsed.data, refused: result })
    })
    .post('/sign-out', async (c) => {
      await formOf(c, services)
      await endSignIn(c, services)
      return c.redirect('/sign-in', 303)
    })
}

/** Whoever was signed in here before is not any more: the new sign-in has a cookie that nobody has seen. */
async function welcome(
  c: Context,
  services: Services,
  { result, next }: { result: Extract<CodeResult, { kind: 'done' }>; next: string | undefined },
): Promise<Response> {
  if (sessionTokenOf(c) !== undefined) await endSignIn(c, services)
  setCookies(c, result.setCookies)
  return c.redirect(next ?? home, 303)
}

function methodOf(text: string | undefined): CodeMethod {
  return text === 'app' || text === 'recovery' ? text : 'message'
}

const stateOf = (sent: IssueResult) =>
  sent.kind === 'tooMany' ? { sent: sent.kind, wait: String(sent.retryAfterMs) } : { sent: sent.kind }

/** As `stateOf` wrote it into the address, or as somebody else did: nothing hangs on it but a sentence. */
function sentFrom(kind: string | undefined, wait: string | undefined): IssueResult {
  if (kind === 'noChannel') return { kind }
  const retryAfterMs = Number(wait)
  return kind === 'tooMany' && retryAfterMs > 0 ? { kind, retryAfterMs } : { kind: 'sent' }
}

function sentence(sent: IssueResult | undefined, language: Language): string | undefined {
  const text = signInWords[language]
  switch (sent?.kind) {
    case undefined:
      return undefined
    case 'sent':
      return text.sent
    case 'tooMany':
      return text.notSentYet(waitText(text, sent.retryAfterMs))
    case 'noChannel':
      return text.noChannel
  }
}

function passwordPage(
  c: Context,
  state: {
    readonly next: string | undefined
    readonly email?: string
    readonly locked?: Locked
    readonly isWrong?: boolean
    readonly isOver?: boolean
  },
) {
  const language = languageOf(c)
  const text = signInWords[language]
  const { next, email, locked, isWrong, isOver } = state
  const refusal = locked
    ? text.locked(waitText(text, locked.retryAfterMs))
    : isWrong
      ? text.wrong
      : isOver
        ? text.expired
        : undefined
  if (locked) c.header('Retry-After', String(Math.ceil(locked.retryAfterMs / 1000)))
  return c.html(
    <FormPage language={language} title={text.signIn} path="/sign-in" refusal={refusal}>
      <Form action="/sign-in" submit={text.next} next={next}>
        <Field name="email" kind="email" label={text.email} value={email} />
        <Field name="password" kind="password" label={text.password} />
      </Form>
      <p>
        <a href="/password">{text.forgotten}</a>
      </p>
      <p>
        <a href={next === undefined ? '/sign-in/phone' : `/sign-in/phone?${new URLSearchParams({ next })}`}>
          {text.byPhone}
        </a>
      </p>
    </FormPage>,
    locked ? 429 : isWrong || isOver ? 401 : 200,
  )
}

type RefusedCode = Exclude<CodeResult, { kind: 'done' }>

function refusedCode(refused: RefusedCode | undefined, language: Language) {
  const text = signInWords[language]
  if (refused === undefined) return undefined
  return refused.kind === 'locked' ? text.locked(waitText(text, refused.retryAfterMs)) : text.wrongCode
}

const statusOf = (refused: RefusedCode | undefined) =>
  refused === undefined ? 200 : refused.kind === 'locked' ? 429 : 401

function codePage(
  c: Context,
  state: {
    readonly pending: Pending
    readonly next: string | undefined
    readonly sent?: IssueResult
    readonly refused?: RefusedCode
  },
) {
  const language = languageOf(c)
  const text = signInWords[language]
  const { pending, next, sent, refused } = state
  const byOther = (method: CodeMethod, kind: 'code' | 'recovery', label: string) => (
    <Form action="/sign-in/code" submit={text.next} next={next}>
      <input type="hidden" name="method" value={method} />
      <Field name="code" kind={kind} label={label} />
    </Form>
  )
  return c.html(
    <FormPage
      language={language}
      title={text.codeTitle}
      path="/sign-in/code"
      notice={sentence(sent, language)}
      refusal={refusedCode(refused, language)}
    >
      <Form action="/sign-in/code" submit={text.next} next={next}>
        <Field name="code" kind="code" label={text.code} />
      </Form>
      <details open={sent?.kind === 'noChannel'}>
        <summary>{text.otherWays}</summary>
        <form method="post" action="/sign-in/code/again" class="own">
          {next !== undefined && <input type="hidden" name="next" value={next} />}
          <button class="button wide" type="submit">
            {text.again}
          </button>
        </form>
        {pending.hasApp && byOther('app', 'code', text.appCode)}
        {pending.hasApp && byOther('recovery', 'recovery', text.recoveryCode)}
      </details>
    </FormPage>,
    statusOf(refused),
  )
}

function phonePage(
  c: Context,
  state: {
    readonly next: string | undefined
    readonly phone?: string
    readonly refusal?: string
    readonly locked?: Locked
  },
) {
  const language = languageOf(c)
  const text = signInWords[language]
  const { next, phone, locked } = state
  const refusal = locked ? text.locked(waitText(text, locked.retryAfterMs)) : state.refusal
  return c.html(
    <FormPage language={language} title={text.signIn} path="/sign-in/phone" refusal={refusal}>
      <Form action="/sign-in/phone" submit={text.next} next={next}>
        <Field name="phone" kind="phone" label={text.phoneHint} value={phone} />
      </Form>
      <p>
        <a href="/sign-in">{text.byPassword}</a>
      </p>
    </FormPage>,
    locked ? 429 : refusal === undefined ? 200 : 400,
  )
}

function phoneCodePage(
  c: Context,
  state: {
    readonly next: string | undefined
    readonly phone: string
    readonly sent?: IssueResult
    readonly refused?: RefusedCode
  },
) {
  const language = languageOf(c)
  const text = signInWords[language]
  const { next, phone, sent, refused } = state
  return c.html(
    <FormPage
      language={language}
      title={text.codeTitle}
      path="/sign-in/phone"
      notice={sentence(sent, language)}
      refusal={refusedCode(refused, language)}
    >
      <Form action="/sign-in/phone/code" submit={text.next} next={next}>
        <input type="hidden" name="phone" value={phone} />
        <Field name="code" kind="code" label={text.code} />
      </Form>
      <form method="post" action="/sign-in/phone" class="own">
        {next !== undefined && <input type="hidden" name="next" value={next} />}
        <input type="hidden" name="phone" value={phone} />
        <button class="button wide" type="submit">
          {text.again}
        </button>
      </form>
    </FormPage>,
    statusOf(refused),
  )
}
