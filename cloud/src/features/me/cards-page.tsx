/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../web/language.ts'
import type { CardLink, CardOrder, DriverCard } from '../drivers/schemas.ts'
import { cardName, MePage, type MePageProps } from './frame.tsx'
import { meWords } from './words.ts'

interface CardsView {
  readonly cards: readonly DriverCard[]
  readonly orders: readonly CardOrder[]
  readonly language: Language
  /** What was typed, when it was refused. */
  readonly typed?: Readonly<Record<string, string>>
}

type Said = Pick<MePageProps, 'notice' | 'refusal'>

/** A driver's cards: link one, block one at once, order one, report one lost. */
export function CardsPage({ notice, refusal, ...view }: CardsView & Said) {
  const { cards, orders, language, typed = {} } = view
  const text = meWords[language].cards
  return (
    <MePage language={language} title={text.title} path="/me/cards" notice={notice} refusal={refusal}>
      {cards.length === 0 && <p>{text.none}</p>}
      {cards.map((card) => (
        <Card card={card} language={language} />
      ))}
      <section class="section">
        <h2>{text.link.title}</h2>
        <p>{text.link.text}</p>
        <form method="post" action="/me/card-links" class="own">
          <label>
            {text.link.post}
            <input
              name="chargePointId"
              required
              maxlength={64}
              autocapitalize="characters"
              value={typed.chargePointId ?? ''}
            />
          </label>
          <button class="button pay" type="submit">
            {text.link.go}
          </button>
        </form>
      </section>
      <section class="section">
        {orders
          .filter(({ state }) => state === 'ordered')
          .map(({ id, delivery }) => (
            <form method="post" action={`/me/card-orders/${id}/cancellation`} class="record">
              <span>
                <strong>{text.order.waiting}</strong>
                <span class="caption">{delivery?.address}</span>
              </span>
              <button class="button" type="submit">
                {text.order.cancel}
              </button>
            </form>
          ))}
        <details {...(typed.address !== undefined && { open: true })}>
          <summary>{text.order.go}</summary>
          <form method="post" action="/me/card-orders" class="own">
            <DeliveryFields language={language} typed={typed} />
            <button class="button wide" type="submit">
              {text.order.go}
            </button>
          </form>
        </details>
      </section>
    </MePage>
  )
}

function Card({ card, language }: { card: DriverCard; language: Language }) {
  const text = meWords[language].cards
  const { idTag, state, mayCharge, paidBy, replacedBy } = card
  const address = `/me/cards/${encodeURIComponent(idTag)}`
  const facts = [
    text.states[state],
    ...(state === 'active' && !mayCharge ? [text.cannotCharge] : []),
    ...(state === 'lost' ? [] : [text.paidBy[paidBy]]),
    ...(replacedBy === null ? [] : [text.replacedBy(cardName(replacedBy))]),
  ]
  return (
    <section class="card">
      <h2>{cardName(idTag)}</h2>
      <p>{facts.join(' · ')}</p>
      {state !== 'lost' && (
        <div class="row">
          <form method="post" action={`${address}/${state === 'blocked' ? 'unblocking' : 'blocking'}`}>
            <button class="button" type="submit">
              {state === 'blocked' ? text.unblock : text.block}
            </button>
          </form>
          <a class="button" href={`${address}/loss`}>
            {text.lost}
          </a>
        </div>
      )}
    </section>
  )
}

function DeliveryFields({
  language,
  typed,
}: {
  language: Language
  typed: Readonly<Record<string, string>>
}) {
  const text = meWords[language].cards.order
  return (
    <>
      <label>
        {text.name}
        <input name="name" autocomplete="name" required maxlength={100} value={typed.name ?? ''} />
      </label>
      <label>
        {text.address}
        <textarea
          name="address"
          autocomplete="street-address"
          required
          minlength={5}
          maxlength={300}
          rows={3}
        >
          {typed.address ?? ''}
        </textarea>
      </label>
    </>
  )
}

/** Asks once, plainly: a lost card stays blocked for good. */
export function LossPage({
  idTag,
  language,
  refusal,
  typed = {},
}: Omit<CardsView, 'cards' | 'orders'> & Said & { idTag: string }) {
  const text = meWords[language].cards.loss
  const address = `/me/cards/${encodeURIComponent(idTag)}/loss`
  return (
    <MePage
      language={language}
      title={text.title(cardName(idTag))}
      path={address}
      section="/me/cards"
      refusal={refusal}
    >
      <p>{text.text}</p>
      <form method="post" action={address} class="own">
        <button class="button stop wide" type="submit">
          {text.yes}
        </button>
      </form>
      <details {...(typed.address !== undefined && { open: true })}>
        <summary>{text.replace}</summary>
        <form method="post" action={address} class="own">
          <DeliveryFields language={language} typed={typed} />
          <button class="button stop wide" type="submit">
            {text.yesReplace}
          </button>
        </form>
      </details>
      <a class="button wide" href="/me/cards">
        {text.no}
      </a>
    </MePage>
  )
}

/** Without scripts the page asks by itself whether the card has been tapped. */
const askAgainS = 3

/** A card is about to be linked: tap it, then type in what the display shows. */
export function LinkPage({
  link,
  language,
  refusal,
}: {
  link: CardLink
  language: Language
  refusal?: string | undefined
}) {
  const text = meWords[language].cards.link
  const address = `/me/card-links/${link.id}`
  return (
    <MePage
      {...{ language, title: text.title, path: address, section: '/me/cards', refusal }}
      {...(link.state === 'waiting' && { refreshS: askAgainS })}
    >
      {/* While it waits the page is asked for again, and there is nothing typed that could be lost. */}
      <colok-live src={`${address}/live?lang=${language}`}>
        <LinkPart link={link} language={language} />
      </colok-live>
    </MePage>
  )
}

export function LinkPart({ link, language }: { link: CardLink; language: Language }) {
  const text = meWords[language].cards.link
  switch (link.state) {
    case 'waiting':
      return (
        <p class="card" role="status" data-key="waiting">
          <strong>{text.waiting(link.chargePointId)}</strong>
        </p>
      )
    case 'tapped':
      return (
        <form method="post" action={`/me/card-links/${link.id}/confirmation`} class="own" data-key="tapped">
          <p role="status">
            {text.tapped} {text.left(link.attemptsLeft)}
          </p>
          <label>
            {text.code}
            <input name="code" required maxlength={12} autocomplete="off" autocapitalize="characters" />
          </label>
          <button class="button pay" type="submit">
            {text.confirm}
          </button>
        </form>
      )
    case 'linked':
      return (
        <p role="status" data-key="linked">
          {text.linked}
        </p>
      )
    case 'refused':
    case 'expired':
      return (
        <div class="section" data-key="over">
          <p role="alert">{text.over}</p>
          <a class="button wide" href="/me/cards">
            {text.again}
          </a>
        </div>
      )
  }
}
