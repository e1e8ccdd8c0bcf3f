/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { PostView } from '../driver/view.ts'
import { faults } from './opening.ts'
import { reportWords } from './report-words.ts'

export interface ReportFormProps {
  readonly post: PostView
  readonly language: Language
  /** What was wrong with what was sent, by field; what was typed stays. */
  readonly refusal?: { readonly field: 'fault' | 'phone'; readonly message: string }
  readonly typed?: Readonly<Record<string, string>>
}

/** What a driver at a post fills in, from HTML alone. */
export function ReportPage({ post, language, refusal, typed = {} }: ReportFormProps) {
  const text = reportWords[language]
  const path = `/c/${encodeURIComponent(post.chargePointId)}/report`
  const wrong = (field: 'fault' | 'phone') =>
    refusal?.field === field && (
      <p class="refusal" role="alert" id={`${field}-wrong`}>
        {refusal.message}
      </p>
    )
  return (
    <Page language={language} title={`${text.title}, ${post.siteName}`} path={path}>
      <div>
        <h1>{text.title}</h1>
        <p class="place">
          {post.siteName} <span class="post-id">· {post.chargePointId}</span>
        </p>
      </div>
      <p>{text.lead}</p>
      <p class="note">{text.danger}</p>
      <form method="post" action={`${path}?lang=${language}`} class="own">
        <label>
          {text.what}
          <select name="fault" required>
            <option value="">–</option>
            {faults.map((fault) => (
              <option value={fault} selected={typed.fault === fault}>
                {text.faults[fault]}
              </option>
            ))}
          </select>
        </label>
        {wrong('fault')}
        <label>
          {text.socket}
          <select name="socket">
            <option value="">{text.anySocket}</option>
            {post.sockets.map(({ number }) => (
              <option value={String(number)} selected={typed.socket === String(number)}>
                {number}
              </option>
            ))}
          </select>
        </label>
        <label>
          {text.words}
          <textarea name="words" maxlength={500} rows={3}>
            {typed.words ?? ''}
          </textarea>
        </label>
        <label>
          {text.phone}
          <input
            name="phone"
            type="tel"
            inputmode="tel"
            autocomplete="tel"
            maxlength={20}
            value={typed.phone ?? ''}
            aria-describedby="phone-hint"
          />
        </label>
        <p class="caption" id="phone-hint">
          {text.phoneHint}
        </p>
        {wrong('phone')}
        <button class="button pay" type="submit">
          {text.send}
        </button>
      </form>
    </Page>
  )
}

/** What a driver reads afterwards. */
export function ReportedPage({
  post,
  language,
  outcome,
}: {
  readonly post: PostView
  readonly language: Language
  readonly outcome: 'taken' | 'takenWithPhone' | 'known'
}) {
  const text = reportWords[language]
  const path = `/c/${encodeURIComponent(post.chargePointId)}`
  return (
    <Page language={language} title={text.thanks} path={`${path}/report`}>
      <h1>{text.thanks}</h1>
      <p role="status">{outcome === 'known' ? text.known : text.thanksText}</p>
      {outcome === 'takenWithPhone' && <p>{text.tellYou}</p>}
      <a class="button wide" href={path}>
        {text.back}
      </a>
    </Page>
  )
}
