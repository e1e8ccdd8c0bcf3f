/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { toIso } from '@colok/shared/time'
import { type Context, Hono } from 'hono'
import { toDataURL } from 'qrcode'
import { first } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { sayIssues } from '../../web/issue-words.ts'
import { type Language, languageOf } from '../../web/language.ts'
import { AccountPage, NewAppPage } from './account-page.tsx'
import { askFreshCode, giveFreshCode, type Locked } from './commands.ts'
import {
  actFor,
  changePassword,
  hasApp,
  isAppCode,
  listSignIns,
  membershipsOf,
  revokeSignIn,
  setUpApp,
} from './own-sign-ins.ts'
import { formOf, fromOf, NewPassword } from './page-input.ts'
import { signInWords, waitText } from './words.ts'

type SignedIn = Actor & { readonly signIn: NonNullable<Actor['signIn']> }

/** The matrix lets only people in here. */
export function signedInOf(c: Context): SignedIn {
  const { actor } = c.var
  if (actor.signIn === undefined) throw new Problem('forbidden', 'It is about a person, and a key is none.')
  return { ...actor, signIn: actor.signIn }
}

/** One's own account, at the root. */
export function accountPages(services: Services): Hono {
  return new Hono()
    .get('/account', (c) => accountPage(c, services, {}))
    .post('/account/sign-ins/:id/revocation', async (c) => {
      await formOf(c, services)
      await revokeSignIn(services, { userId: signedInOf(c).id, id: c.req.param('id') })
      return c.redirect('/account', 303)
    })
    .post('/account/organisation', async (c) => {
      const { organisationId = '' } = await formOf(c, services)
      const { id: userId, signIn } = signedInOf(c)
      await actFor(services, { userId, signInId: signIn.id, organisationId })
      return c.redirect('/account', 303)
    })
    .post('/account/codes', async (c) => {
      await formOf(c, services)
      const { id: userId, signIn } = signedInOf(c)
      const text = signInWords[languageOf(c)]
      const sent = await askFreshCode(services, { userId, signInId: signIn.id })
      if (sent.kind === 'noChannel') return accountPage(c, services, { refusal: text.noChannel })
      const notice = sent.kind === 'sent' ? text.sent : text.notSentYet(waitText(text, sent.retryAfterMs))
      return accountPage(c, services, { notice })
    })
    .post('/account/codes/redemption', async (c) => {
      const { code = '', method } = await formOf(c, services)
      const { id: userId, signIn } = signedInOf(c)
      const given = { userId, signInId: signIn.id, code: code.replaceAll(' ', ''), from: fromOf(c) }
      const result = await giveFreshCode(services, {
        ...given,
        ...(method === 'app' && { isGoodApp: () => isAppCode(services, given) }),
      })
      const text = signInWords[languageOf(c)]
      if (result.kind === 'fresh') return c.redirect('/account#code', 303)
      const refusal =
        result.kind === 'locked' ? text.locked(waitText(text, result.retryAfterMs)) : text.wrongCode
      return accountPage(c, services, { refusal })
    })
    .post('/account/authenticator', async (c) => {
      const { password = '' } = await formOf(c, services)
      const result = await setUpApp(services, { userId: signedInOf(c).id, password, from: fromOf(c) })
      const language = languageOf(c)
      if (result.kind !== 'done') return accountPage(c, services, { refusal: refusedFor(result, language) })
      const app = result.value
      c.header('Cache-Control', 'no-store')
      const qr = await toDataURL(app.uri, { errorCorrectionLevel: 'M' })
      return c.html(<NewAppPage app={app} qr={qr} language={language} />)
    })
    .post('/account/authenticator/confirmation', async (c) => {
      const { code = '' } = await formOf(c, services)
      const given = { userId: signedInOf(c).id, code: code.replaceAll(' ', ''), from: fromOf(c) }
      const text = signInWords[languageOf(c)]
      const isGood = await isAppCode(services, given)
      return accountPage(c, services, isGood ? { notice: text.appIsSet } : { refusal: text.wrongCode })
    })
    .post('/account/password', async (c) => {
      const { present = '', password = '' } = await formOf(c, services)
      const text = signInWords[languageOf(c)]
      const next = NewPassword.safeParse(password)
      if (!next.success) return accountPage(c, services, { refusal: sayIssues(next.error, languageOf(c)) })
      const { id: userId, signIn } = signedInOf(c)
      const given = { userId, signInId: signIn.id, present, next: next.data, from: fromOf(c) }
      const result = await changePassword(services, given)
      const said =
        result.kind === 'done' ? { notice: text.resetTitle } : { refusal: refusedFor(result, languageOf(c)) }
      return accountPage(c, services, said)
    })
}

function refusedFor(result: Locked | { readonly kind: 'wrong' }, language: Language): string {
  const text = signInWords[language]
  return result.kind === 'locked' ? text.locked(waitText(text, result.retryAfterMs)) : text.wrong
}

async function accountPage(
  c: Context,
  services: Services,
  said: { readonly notice?: string; readonly refusal?: string },
): Promise<Response> {
  const { id, name, role, signIn } = signedInOf(c)
  const now = services.clock.wallMs()
  const isFresh = signIn.freshUntil !== undefined && signIn.freshUntil > now
  const account = await first(services.read, 'select 1 as found from user_account where user_id = ?', [id])
  const page = (
    <AccountPage
      {...{ language: languageOf(c), name, role, signInId: signIn.id, ...said }}
      freshUntil={isFresh ? toIso(signIn.freshUntil ?? now) : undefined}
      signIns={await listSignIns(services, id)}
      memberships={await membershipsOf(services, id)}
      hasApp={await hasApp(services, id)}
      hasPassword={account !== undefined}
    />
  )
  return c.html(page, said.refusal === undefined ? 200 : 400)
}
