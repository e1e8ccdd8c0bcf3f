/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { zoneLetters } from '@colok/shared/time'
import { type Language, timeOfDay } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { HeldSocket } from './schemas.ts'
import { holdingWords } from './words.ts'

interface PostOf {
  readonly chargePointId: string
  readonly post: string
  readonly site: string
}

const postPath = ({ chargePointId }: Pick<PostOf, 'chargePointId'>) =>
  `/c/${encodeURIComponent(chargePointId)}`

/** What a driver says yes to, or why it is not possible. `minutes` null: not here, or not now. */
export function HoldPage({
  place,
  minutes,
  refusal,
  language,
}: {
  readonly place: PostOf
  readonly minutes: number | null
  readonly refusal: string | undefined
  readonly language: Language
}) {
  const text = holdingWords[language]
  const path = `${postPath(place)}/reserve`
  return (
    <Page language={language} title={text.title} path={path}>
      <Head place={place} title={text.title} />
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {minutes !== null && refusal === undefined && (
        <form method="post" action={path} class="card">
          <p>{text.offer(minutes)}</p>
          <button class="button pay" type="submit">
            {text.hold}
          </button>
          <p class="caption">{text.rules}</p>
        </form>
      )}
      <a class="button wide" href="/nearest">
        {text.nearest}
      </a>
    </Page>
  )
}

function Head({ place, title }: { readonly place: PostOf; readonly title: string }) {
  return (
    <div>
      <h1>{title}</h1>
      <p class="place">
        {place.site}, {place.post}
      </p>
    </div>
  )
}

/** The newest booking of whoever is signed in: what to do at the post, or what became of it. */
export function MyReservationPage({
  held,
  refusal,
  language,
}: {
  readonly held: HeldSocket | undefined
  readonly refusal: string | undefined
  readonly language: Language
}) {
  const text = holdingWords[language]
  return (
    <Page language={language} title={text.title} path="/reservation" refreshS={30}>
      {held === undefined ? (
        <h1>{text.title}</h1>
      ) : (
        <Head place={held} title={text.socket(held.connectorId)} />
      )}
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {held === undefined && <p class="card">{text.none}</p>}
      {held?.state === 'held' && <Waiting held={held} language={language} />}
      {held !== undefined && held.state !== 'held' && <p class="card">{text.over[held.state]}</p>}
      {held !== undefined && (
        <a class="button wide" href={postPath(held)}>
          {text.openPost}
        </a>
      )}
      {held?.state !== 'held' && (
        <a class="button wide" href="/nearest">
          {text.nearest}
        </a>
      )}
    </Page>
  )
}

function Waiting({ held, language }: { readonly held: HeldSocket; readonly language: Language }) {
  const text = holdingWords[language]
  const place = { language, timeZone: held.timeZone, letters: zoneLetters(held.timeZone) }
  return (
    <section class="card">
      <p>
        <strong>{text.until(timeOfDay(held.expiresAt, place))}</strong>
      </p>
      {!held.postOnline && <p class="refusal">{text.offline}</p>}
      {held.card !== null && <p>{text.withCard(held.card)}</p>}
      <p>{text.withCode}</p>
      <p class="post-code">
        {text.code} <strong class="number">{held.code}</strong>
      </p>
      <form method="post" action="/reservation/arrival">
        <button class="button pay" type="submit">
          {text.here}
        </button>
      </form>
      <form method="post" action="/reservation/letting-go">
        <button class="button quiet wide" type="submit">
          {text.letGo}
        </button>
      </form>
    </section>
  )
}

/** Where the code of a booking is given, on whatever phone. */
export function ArrivalPage({
  place,
  said,
  language,
}: {
  readonly place: PostOf
  readonly said: { readonly refusal: string } | { readonly notice: string } | undefined
  readonly language: Language
}) {
  const text = holdingWords[language]
  const path = `${postPath(place)}/arrival`
  return (
    <Page language={language} title={text.arrival} path={path}>
      <Head place={place} title={text.arrival} />
      {said !== undefined && 'refusal' in said && (
        <p class="refusal" role="alert">
          {said.refusal}
        </p>
      )}
      {said !== undefined && 'notice' in said ? (
        <p class="card" role="status">
          {said.notice}
        </p>
      ) : (
        <form method="post" action={path} class="card">
          <label>
            {text.arrivalText}
            <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength={7} />
          </label>
          <button class="button pay" type="submit">
            {text.give}
          </button>
        </form>
      )}
      <a class="button wide" href={postPath(place)}>
        {text.openPost}
      </a>
    </Page>
  )
}
