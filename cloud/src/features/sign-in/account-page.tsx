/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { deviceName } from '../../core/device-name.ts'
import { mayRole, type Permission, type Role, reachKindOf } from '../../core/roles.ts'
import { dayOf, type Language, type Place, timeOfDay } from '../../web/language.ts'
import { Field, Form, FormPage } from './forms.tsx'
import type { Membership, NewApp, SignInView } from './own-sign-ins.ts'
import { signInWords } from './words.ts'

/** Where the times of this page are told. */
const place = (language: Language): Place => ({ language, timeZone: 'Asia/Jakarta', letters: 'WIB' })

const momentOf = (instant: string, language: Language) =>
  `${dayOf(instant, place(language))} ${timeOfDay(instant, place(language))}`

export interface AccountView {
  readonly language: Language
  readonly name: string
  readonly role: Role
  readonly signInId: string
  readonly freshUntil: string | undefined
  readonly signIns: readonly SignInView[]
  readonly memberships: readonly Membership[]
  readonly hasApp: boolean
  /** Whoever came by a phone alone has no password. */
  readonly hasPassword: boolean
  readonly notice?: string | undefined
  readonly refusal?: string | undefined
}

/** One's own sign-ins and what protects them. */
export function AccountPage(view: AccountView) {
  const { language, name, role, notice, refusal, hasPassword, memberships } = view
  const text = signInWords[language]
  return (
    <FormPage language={language} title={text.account} path="/account" notice={notice} refusal={refusal}>
      <p>{text.signedInAs(name, text.roles[role])}</p>
      <OwnPages {...view} />
      {memberships.length > 1 && <Memberships {...view} />}
      <SignIns {...view} />
      {hasPassword && <FreshCode {...view} />}
      {hasPassword && <App {...view} />}
      {hasPassword && (
        <section class="section">
          <h2>{text.changePassword}</h2>
          <Form quiet action="/account/password" submit={text.changePassword}>
            <Field name="present" kind="password" label={text.presentPassword} />
            <Field name="password" kind="newPassword" label={text.newPassword} />
          </Form>
        </section>
      )}
      <form method="post" action="/sign-out">
        <button class="button wide" type="submit">
          {text.signOut}
        </button>
      </form>
    </FormPage>
  )
}

const pages: readonly (readonly [
  name: 'console' | 'statements' | 'planning' | 'stock' | 'chat' | 'api',
  path: string,
  Permission,
])[] = [
  ['console', '/console', 'sessions.read'],
  ['statements', '/statements', 'partners.read'],
  ['planning', '/planning', 'planning.read'],
  ['stock', '/stock/depot', 'assets.read'],
  ['chat', '/console/chat', 'account'],
  ['api', '/docs', 'keys.read'],
]

/**
 * What there is to look at for somebody of this role. The depot's stock is not for those who have sites of their own, nor
 * are commands for drivers.
 */
function OwnPages({ language, role }: AccountView) {
  const text = signInWords[language]
  const own = pages.filter(
    ([name, , permission]) =>
      mayRole(role, permission) &&
      (name !== 'stock' || reachKindOf(role) === 'all') &&
      (name !== 'chat' || reachKindOf(role) !== 'driver') &&
      (name !== 'statements' || reachKindOf(role) === 'organisation'),
  )
  if (own.length === 0) return null
  return (
    <nav class="row" aria-label={text.pages}>
      {own.map(([name, path]) => (
        <a class="button" href={path}>
          {text.page[name]}
        </a>
      ))}
    </nav>
  )
}

function Memberships({ language, memberships }: AccountView) {
  const text = signInWords[language]
  return (
    <section class="section">
      <h2>{text.organisation}</h2>
      {memberships.map(({ organisationId, organisation, role }) => (
        <form method="post" action="/account/organisation" class="row">
          <input type="hidden" name="organisationId" value={organisationId} />
          <button class="button" type="submit">
            {organisation}, {text.roles[role]}
          </button>
        </form>
      ))}
    </section>
  )
}

function SignIns({ language, signIns, signInId }: AccountView) {
  const text = signInWords[language]
  return (
    <section class="section">
      <h2>{text.sessions}</h2>
      {signIns.map(({ id, address, userAgent, signedInAt }) => (
        <form method="post" action={`/account/sign-ins/${id}/revocation`} class="own">
          <span>
            {deviceName(userAgent ?? '') ?? text.otherProgram} · {address || '?'} ·{' '}
            {text.since(momentOf(signedInAt, language))}
            {id === signInId && ` · ${text.here}`}
          </span>
          {id !== signInId && (
            <button class="button" type="submit">
              {text.end}
            </button>
          )}
        </form>
      ))}
    </section>
  )
}

function FreshCode({ language, freshUntil, hasApp }: AccountView) {
  const text = signInWords[language]
  return (
    <section class="section" id="code">
      <h2>{text.freshTitle}</h2>
      <p>
        {text.freshText} {freshUntil !== undefined && text.isFresh(momentOf(freshUntil, language))}
      </p>
      <form method="post" action="/account/codes">
        <button class="button" type="submit">
          {text.freshAsk}
        </button>
      </form>
      <Form quiet action="/account/codes/redemption" submit={text.next}>
        <Field name="code" kind="code" label={text.code} />
      </Form>
      {hasApp && (
        <Form quiet action="/account/codes/redemption" submit={text.next}>
          <input type="hidden" name="method" value="app" />
          <Field name="code" kind="code" label={text.appCode} />
        </Form>
      )}
    </section>
  )
}

function App({ language, hasApp }: AccountView) {
  const text = signInWords[language]
  return (
    <section class="section">
      <h2>{text.app}</h2>
      <p>
        {text.appText} {hasApp && text.appIsSet}
      </p>
      {!hasApp && (
        <Form quiet action="/account/authenticator" submit={text.appSetUp}>
          <Field name="password" kind="password" label={text.presentPassword} />
        </Form>
      )}
    </section>
  )
}

/** What an authenticator app scans, once. */
export function NewAppPage({ app, qr, language }: { app: NewApp; qr: string; language: Language }) {
  const text = signInWords[language]
  return (
    <FormPage language={language} title={text.app} path="/account">
      <p>{text.appScan}</p>
      <img class="qr" src={qr} alt={text.app} width="200" height="200" />
      <p>
        {text.appSecret} <code>{app.secret}</code>
      </p>
      <section class="section">
        <p>{text.recovery}</p>
        <ul>
          {app.recoveryCodes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </section>
      <Form action="/account/authenticator/confirmation" submit={text.next}>
        <Field name="code" kind="code" label={text.appCode} />
      </Form>
    </FormPage>
  )
}
