/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { dayOf, type Language, placeOf, timeOfDay, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { type SocketState, StatePill } from '../../web/state-pill.tsx'
import type { Charger } from '../chargers/schemas.ts'
import { Once } from '../console/once.tsx'
import type { Upload } from '../uploads/schemas.ts'
import type { PostDeed, SocketDeed } from './deeds.ts'
import { technicianWords } from './words.ts'

/** Which post? By its number, or from those that are not well. */
export function PostsPage({
  unwell,
  language,
  notThere,
}: {
  readonly unwell: readonly Charger[]
  readonly language: Language
  /** What was typed, and is no post. */
  readonly notThere?: string | undefined
}) {
  const text = technicianWords[language]
  return (
    <Page language={language} title={text.title} path="/technician">
      <h1>{text.title}</h1>
      {notThere !== undefined && (
        <p class="refusal" role="alert">
          {text.notThere(notThere)}
        </p>
      )}
      <form action="/technician/post" class="own">
        <label>
          {text.post}
          <input
            name="id"
            value={notThere}
            required
            maxlength={300}
            autocapitalize="characters"
            autocomplete="off"
          />
        </label>
        <button class="button pay" type="submit">
          {text.open}
        </button>
        <p class="caption">{text.scan}</p>
      </form>
      <h2>{text.needsYou}</h2>
      {unwell.length === 0 && <p>{text.allWell}</p>}
      {unwell.map((charger) => (
        <a class="post-link" href={`/technician/${encodeURIComponent(charger.chargePointId)}`}>
          <span>
            <strong>{charger.chargePointId}</strong>
            {charger.name}, {charger.site.name}
          </span>
          <WorstPill charger={charger} language={language} />
        </a>
      ))}
    </Page>
  )
}

function WorstPill({ charger, language }: { charger: Charger; language: Language }) {
  const states = charger.connectors.map((socket) => stateOf(charger, socket.status))
  const state = states.find((one) => one === 'offline' || one === 'Faulted') ?? states[0] ?? 'unknown'
  return <StatePill state={state} text={words[language].state[state]} />
}

const stateOf = ({ online }: Charger, status: Charger['connectors'][number]['status']): SocketState =>
  online ? (status ?? 'unknown') : 'offline'

export interface PostView {
  readonly charger: Charger
  readonly uploads: readonly Upload[]
  readonly language: Language
  /** Makes what each form is known by. */
  readonly newOnce: () => string
  /** What became of what was asked for. */
  readonly notice?: string | undefined
  readonly refusal?: string | undefined
  readonly claimCode?: string
}

/** One post, for one hand: how it is, and what can be done about it. */
export function PostPage(view: PostView) {
  const { charger, language, newOnce, notice, refusal, claimCode } = view
  const address = `/technician/${encodeURIComponent(charger.chargePointId)}`
  return (
    <Page language={language} title={charger.chargePointId} path={address}>
      <header>
        <h1>{charger.chargePointId}</h1>
        <p class="place">
          {charger.name}, {charger.site.name}
        </p>
      </header>
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {notice !== undefined && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {claimCode !== undefined && (
        <p class="post-code">
          <strong>{claimCode}</strong>
        </p>
      )}
      <div class="sockets">
        {charger.connectors.map((socket) => (
          <Socket {...{ charger, socket, address, language, newOnce }} />
        ))}
      </div>
      <WholePost {...{ charger, address, language, newOnce }} />
      <Results {...view} address={address} />
    </Page>
  )
}

function Socket({
  charger,
  socket,
  address,
  language,
  newOnce,
}: Pick<PostView, 'charger' | 'language' | 'newOnce'> & {
  readonly socket: Charger['connectors'][number]
  readonly address: string
}) {
  const text = technicianWords[language]
  const { connectorId, status, errorCode, info, session } = socket
  const state = stateOf(charger, status)
  const error = [errorCode === 'NoError' ? null : errorCode, info].filter((part) => part).join(': ')
  const ask = (deed: SocketDeed, sure?: string) => (
    <Ask {...{ action: address, deed, connectorId, sure, once: newOnce() }}>{text.deeds[deed]}</Ask>
  )
  return (
    <section class="socket">
      <div class="socket-head">
        <h2>{text.socket(connectorId)}</h2>
        <StatePill state={state} text={words[language].state[state]} />
      </div>
      <p>
        {text.said}: {error === '' ? text.nothingWrong : error}
      </p>
      <div class="row fill">
        {session === null && ask('unlock')}
        {status === 'Unavailable' ? ask('free') : ask('block')}
      </div>
      {session !== null && ask('unlock', text.sure.unlock)}
      {status === 'Faulted' && ask('clearLockout', text.sure.clearLockout)}
    </section>
  )
}

/** A button; what cannot be taken back says first what it does. */
function Ask({
  action,
  deed,
  once,
  connectorId,
  sure,
  children,
}: {
  readonly action: string
  readonly deed: SocketDeed | PostDeed
  readonly once: string
  readonly connectorId?: number
  readonly sure?: string | undefined
  readonly children: Child
}) {
  const form = (
    <form method="post" action={`${action}/deeds`}>
      <Once once={once} />
      <input type="hidden" name="deed" value={deed} />
      {connectorId !== undefined && <input type="hidden" name="connectorId" value={String(connectorId)} />}
      <button class={sure === undefined ? 'button' : 'button stop wide'} type="submit">
        {children}
      </button>
    </form>
  )
  if (sure === undefined) return form
  return (
    <details>
      <summary>{children}</summary>
      <div class="section">
        <p>{sure}</p>
        {form}
      </div>
    </details>
  )
}

function WholePost({
  charger,
  address,
  language,
  newOnce,
}: Pick<PostView, 'charger' | 'language' | 'newOnce'> & { readonly address: string }) {
  const text = technicianWords[language]
  const { lastMessageAt, firmwareVersion, serialNumber, site } = charger
  const place = placeOf(site, language)
  const ask = (deed: Exclude<PostDeed, 'diagnostics'>, sure?: string) => (
    <Ask {...{ action: address, deed, sure, once: newOnce() }}>{text.deeds[deed]}</Ask>
  )
  return (
    <section class="card bill">
      <h2>{text.wholePost}</h2>
      <dl>
        <dt>{text.lastWord}</dt>
        <dd>
          {lastMessageAt === null
            ? text.never
            : `${dayOf(lastMessageAt, place)}, ${timeOfDay(lastMessageAt, place)}`}
        </dd>
        <dt>{text.firmware}</dt>
        <dd>{firmwareVersion ?? '–'}</dd>
        <dt>{text.serial}</dt>
        <dd>{serialNumber ?? '–'}</dd>
      </dl>
      {ask('status')}
      {ask('softReset', text.sure.softReset)}
      {ask('hardReset', text.sure.hardReset)}
      <details>
        <summary>{text.deeds.claimCode}</summary>
        <form method="post" action={`${address}/claim-code`} class="own">
          <Once once={newOnce()} />
          <p>{text.sure.claimCode}</p>
          <button class="button wide" type="submit">
            {text.deeds.claimCode}
          </button>
        </form>
      </details>
      <a class="button wide" href={`/stock/${site.slug}`}>
        {text.stock}
      </a>
    </section>
  )
}

/** What the post's own checks wrote: archives of its log, its settings and its journal. */
function Results({ charger, uploads, language, newOnce, address }: PostView & { readonly address: string }) {
  const text = technicianWords[language]
  const place = placeOf(charger.site, language)
  const files = `/api/v1/chargers/${encodeURIComponent(charger.chargePointId)}/uploads`
  return (
    <section class="section">
      <h2>{text.results}</h2>
      {uploads.length === 0 && <p>{text.noResults}</p>}
      {uploads.map(({ id, kind, createdAt, fileName, sizeBytes }) => (
        <p>
          {dayOf(createdAt, place)}, {timeOfDay(createdAt, place)}:{' '}
          {sizeBytes === null ? (
            `${kind}, ${text.waiting}`
          ) : (
            <a href={`${files}/${id}/file`}>{fileName ?? kind}</a>
          )}
        </p>
      ))}
      <Ask action={address} deed="diagnostics" once={newOnce()}>
        {text.deeds.diagnostics}
      </Ask>
    </section>
  )
}
