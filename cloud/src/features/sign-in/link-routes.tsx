/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { sayIssues } from '../../web/issue-words.ts'
import { type Language, languageOf } from '../../web/language.ts'
import { queueMessage } from '../messages/commands.ts'
import { openSession } from './commands.ts'
import { Field, Form, FormPage } from './forms.tsx'
import { findLink, type LinkKind } from './links.ts'
import { Email, formOf, fromOf, NewPassword, NewPersonForm, setCookies } from './page-input.ts'
import {
  type AcceptResult,
  acceptAsKnown,
  acceptAsNew,
  hashPassword,
  makeFirstAdmin,
  resetLinkFor,
  resetPassword,
} from './people.ts'
import { findSignedIn, sessionTokenOf } from './signed-in.ts'
import { beginAttempt } from './throttle.ts'
import { signInWords, waitText } from './words.ts'

/** Pages behind links that are good once, at the root: the first admin's, invitations, new passwords. */
export function linkRoutes(services: Services): Hono {
  const isGood = async (c: Context, kind: LinkKind) =>
    findLink(services.read, services, { kind, token: c.req.param('token') ?? '' })
  return new Hono()
    .get('/first-admin/:token', async (c) =>
      (await isGood(c, 'firstAdmin')) === undefined ? overPage(c) : personPage(c, { kind: 'firstAdmin' }),
    )
    .post('/first-admin/:token', async (c) => {
      const token = c.req.param('token')
      const form = NewPersonForm.safeParse(await formOf(c, services))
      if ((await isGood(c, 'firstAdmin')) === undefined) return overPage(c)
      if (!form.success)
        return personPage(c, { kind: 'firstAdmin', refusal: sayIssues(form.error, languageOf(c)) })
      const person = await toPerson(services, form.data, languageOf(c))
      return accepted(c, services, await makeFirstAdmin(services, { token, person }), 'firstAdmin')
    })
    .get('/invitation/:token', async (c) => {
      const invited = await invitation(services, c.req.param('token'))
      return invited === undefined ? overPage(c) : personPage(c, { kind: 'invitation', invited })
    })
    .post('/invitation/:token', async (c) => {
      const token = c.req.param('token')
      const fields = await formOf(c, services)
      const invited = await invitation(services, token)
      if (invited === undefined) return overPage(c)
      const sessionToken = sessionTokenOf(c)
      const actor = sessionToken === undefined ? undefined : await findSignedIn(services, sessionToken)
      if (fields.as === 'known' && actor !== undefined) {
        const result = await acceptAsKnown(services, { token, userId: actor.id })
        if (result.kind === 'accepted') return c.redirect('/account', 303)
        return accepted(c, services, result, 'invitation')
      }
      const form = NewPersonForm.safeParse(fields)
      if (!form.success)
        return personPage(c, { kind: 'invitation', invited, refusal: sayIssues(form.error, languageOf(c)) })
      const person = await toPerson(services, form.data, languageOf(c))
      const signedInAs = actor === undefined ? {} : { signedInAs: actor.id }
      return accepted(
        c,
        services,
        await acceptAsNew(services, { token, person, ...signedInAs }),
        'invitation',
      )
    })
    .get('/password', (c) => resetPage(c, {}))
    .post('/password', (c) => askReset(c, services))
    .get('/password/:token', async (c) =>
      (await isGood(c, 'passwordReset')) === undefined ? overPage(c) : newPasswordPage(c, undefined),
    )
    .post('/password/:token', async (c) => {
      const { password = '' } = await formOf(c, services)
      const given = NewPassword.safeParse(password)
      if (!given.success) return newPasswordPage(c, sayIssues(given.error, languageOf(c)))
      if ((await isGood(c, 'passwordReset')) === undefined) return overPage(c)
      const passwordHash = await hashPassword(services, given.data)
      const isChanged = await resetPassword(services, { token: c.req.param('token'), passwordHash })
      if (!isChanged) return overPage(c)
      const language = languageOf(c)
      const text = signInWords[language]
      return c.html(
        <FormPage language={language} title={text.resetTitle} path="/password" notice={text.passwordChanged}>
          <a class="button" href="/sign-in">
            {text.signIn}
          </a>
        </FormPage>,
      )
    })
}

async function toPerson(
  services: Services,
  { password, ...rest }: { name: string; email: string; phone: string; password: string },
  language: Language,
) {
  return { ...rest, language, passwordHash: await hashPassword(services, password) }
}

interface Invited {
  readonly organisation: string
  readonly role: keyof ReturnType<typeof rolesOf>
}

const rolesOf = (language: Language) => signInWords[language].roles

async function invitation(services: Services, token: string): Promise<Invited | undefined> {
  const link = await findLink(services.read, services, { kind: 'invitation', token })
  if (link?.role == null) return undefined
  const organisation = await first<{ name: string }>(
    services.read,
    'select name from organisation where id = ? and ended_at is null',
    [link.organisationId],
  )
  return organisation && { organisation: organisation.name, role: link.role }
}

/** Who has accepted is signed in: the link was sent to them, and they have just chosen the password. */
async function accepted(
  c: Context,
  services: Services,
  result: AcceptResult,
  kind: 'firstAdmin' | 'invitation',
): Promise<Response> {
  const text = signInWords[languageOf(c)]
  switch (result.kind) {
    case 'accepted':
      setCookies(c, await openSession(services, { userId: result.userId, from: fromOf(c), by: 'password' }))
      return c.redirect('/account', 303)
    case 'linkOver':
      return overPage(c)
    case 'known':
      return personPage(c, { kind, refusal: text.known })
    case 'notYours':
      return personPage(c, { kind, refusal: text.notYours })
  }
}

function personPage(
  c: Context,
  state: {
    readonly kind: 'firstAdmin' | 'invitation'
    readonly invited?: Invited
    readonly refusal?: string
  },
) {
  const language = languageOf(c)
  const text = signInWords[language]
  const { kind, invited } = state
  const refusal = state.refusal === undefined ? undefined : `${text.invalid} ${state.refusal}`
  const title = kind === 'firstAdmin' ? text.firstAdmin : text.invitation
  const notice = invited ? text.invitedTo(invited.organisation, text.roles[invited.role]) : undefined
  return c.html(
    <FormPage
      language={language}
      title={title}
      path={c.req.path}
      refusal={refusal}
      notice={kind === 'firstAdmin' ? text.firstAdminText : notice}
    >
      <Form action={c.req.path} submit={kind === 'firstAdmin' ? text.next : text.accept}>
        <Field name="name" kind="name" label={text.name} />
        <Field name="email" kind="email" label={text.email} />
        <Field name="phone" kind="phone" label={text.phoneHint} />
        <Field name="password" kind="newPassword" label={text.newPassword} />
      </Form>
      {kind === 'invitation' && (
        <form method="post" action={c.req.path} class="own">
          <input type="hidden" name="as" value="known" />
          <p>{text.haveAccount}</p>
          <div class="row">
            <a class="button" href={`/sign-in?next=${encodeURIComponent(c.req.path)}`}>
              {text.signIn}
            </a>
            <button class="button" type="submit">
              {text.accept}
            </button>
          </div>
        </form>
      )}
    </FormPage>,
    refusal === undefined ? 200 : 409,
  )
}

function overPage(c: Context) {
  const language = languageOf(c)
  const text = signInWords[language]
  return c.html(
    <FormPage language={language} title={text.linkOver} path="/sign-in">
      <p>{text.linkOverTodo}</p>
      <a class="button" href="/sign-in">
        {text.signIn}
      </a>
    </FormPage>,
    410,
  )
}

/** The same answer whoever asks for whom; the link goes to the mail alone. */
async function askReset(c: Context, services: Services): Promise<Response> {
  const { email = '' } = await formOf(c, services)
  const text = signInWords[languageOf(c)]
  const parsed = Email.safeParse(email)
  if (!parsed.success) return resetPage(c, { refusal: sayIssues(parsed.error, languageOf(c)) })
  const attempt = { account: `reset:${parsed.data}`, address: fromOf(c).address }
  const begun = await beginAttempt(services, attempt)
  if (begun.kind === 'locked')
    return resetPage(c, { refusal: text.locked(waitText(text, begun.retryAfterMs)) })
  await services.writer.write(async (tx) => {
    const link = await resetLinkFor(tx, services, parsed.data)
    if (link === undefined) return
    const { url, until, language } = link
    await queueMessage(tx, services, {
      ...{
        dedupeKey: `reset:${services.newId()}`,
        kind: 'passwordReset',
        parameters: { url, until },
        language,
      },
      ...{ timeZone: 'Asia/Jakarta', createdBy: 'sign-in' },
      addresses: [{ channel: 'email', address: parsed.data }],
    })
  })
  return resetPage(c, { notice: text.resetSent })
}

function resetPage(c: Context, state: { readonly refusal?: string; readonly notice?: string }) {
  const language = languageOf(c)
  const text = signInWords[language]
  return c.html(
    <FormPage
      language={language}
      title={text.resetTitle}
      path="/password"
      refusal={state.refusal}
      notice={state.notice ?? text.resetText}
    >
      {state.notice === undefined && (
        <Form action="/password" submit={text.next}>
          <Field name="email" kind="email" label={text.email} />
        </Form>
      )}
    </FormPage>,
    state.refusal === undefined ? 200 : 400,
  )
}

function newPasswordPage(c: Context, refusal: string | undefined) {
  const language = languageOf(c)
  const text = signInWords[language]
  return c.html(
    <FormPage language={language} title={text.resetTitle} path={c.req.path} refusal={refusal}>
      <Form action={c.req.path} submit={text.next}>
        <Field name="password" kind="newPassword" label={text.newPassword} />
      </Form>
    </FormPage>,
    refusal === undefined ? 200 : 400,
  )
}
