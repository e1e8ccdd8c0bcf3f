/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { Profile } from '../drivers/schemas.ts'
import type { Consent } from '../privacy/schemas.ts'
import { MePage, type MePageProps } from './frame.tsx'
import { meWords } from './words.ts'

interface DataView extends Pick<MePageProps, 'notice' | 'refusal'> {
  readonly profile: Profile
  readonly consents: readonly Consent[]
  /** Whether a fresh code was given. */
  readonly mayClose: boolean
  readonly language: Language
}

/** What is known of a driver: to be changed, taken along, and deleted. */
export function DataPage({ profile, consents, mayClose, language, notice, refusal }: DataView) {
  const text = meWords[language].data
  return (
    <MePage language={language} title={text.title} path="/me/data" notice={notice} refusal={refusal}>
      <ProfileForm profile={profile} language={language} />
      <section class="section">
        <h2>{text.consents}</h2>
        <p>{text.consentsText}</p>
        {consents.map((consent) => (
          <form method="post" action={`/me/consents/${consent.purpose}`} class="card">
            <p>{consent.text[language]}</p>
            <input type="hidden" name="version" value={consent.version} />
            <input type="hidden" name="given" value={consent.given ? 'no' : 'yes'} />
            <p class="caption">{consent.given ? text.given : text.notGiven}</p>
            <button class="button" type="submit">
              {consent.given ? text.withdraw : text.give}
            </button>
          </form>
        ))}
      </section>
      <section class="section">
        <h2>{text.export}</h2>
        <p>{text.exportText}</p>
        <p class="methods">
          <a href="/api/v1/me/export/text">{text.asText}</a>
          <a href="/api/v1/me/export" download="colok.json">
            {text.asJson}
          </a>
        </p>
      </section>
      <section class="section" id="close">
        <h2>{text.close}</h2>
        <p>{text.closeText}</p>
        {mayClose ? (
          <details>
            <summary>{text.close}</summary>
            <form method="post" action="/me/closing">
              <button class="button stop wide" type="submit">
                {text.closeNow}
              </button>
            </form>
          </details>
        ) : (
          <CodeForms language={language} />
        )}
      </section>
    </MePage>
  )
}

/** The code goes to the person's own phone, so that a phone left unlocked is not enough. */
function CodeForms({ language }: { language: Language }) {
  const text = meWords[language].data
  return (
    <>
      <form method="post" action="/me/closing/code">
        <button class="button" type="submit">
          {text.askCode}
        </button>
      </form>
      <form method="post" action="/me/closing/code/redemption" class="own">
        <label>
          {text.code}
          <input
            name="code"
            required
            inputmode="numeric"
            pattern="[0-9 ]{6,8}"
            autocomplete="one-time-code"
          />
        </label>
        <button class="button wide" type="submit">
          {text.giveCode}
        </button>
      </form>
    </>
  )
}

function ProfileForm({ profile, language }: { profile: Profile; language: Language }) {
  const text = meWords[language].data
  return (
    <form method="post" action="/me/data" class="own">
      <label>
        {text.name}
        <input name="name" required maxlength={100} autocomplete="name" value={profile.name} />
      </label>
      {profile.phone !== null && (
        <p class="caption">
          {text.phone}: {profile.phone}
        </p>
      )}
      <label>
        {text.language}
        <select name="language">
          {(['id', 'en'] as const).map((one) => (
            <option value={one} selected={one === profile.language}>
              {text.languages[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <input type="checkbox" name="chargingFinished" checked={profile.notices.chargingFinished} />
        {text.finished}
      </label>
      <button class="button wide" type="submit">
        {text.save}
      </button>
    </form>
  )
}

/** The last page: nobody is signed in any more. */
export function ClosedPage({ language }: { language: Language }) {
  const text = meWords[language].data
  return (
    <Page language={language} title={text.closed} path="/">
      <h1>{text.closed}</h1>
      <p>{text.closedText}</p>
    </Page>
  )
}
