/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import { formatIdr } from '@colok/shared/money'
import type { BillView, PurseView } from '../snapshot.ts'
import type { Handlers, View } from './app.tsx'
import { timeOf } from './format.ts'
import { type Language, type Words, words } from './words.ts'

/** The chosen app: its balance, what waits to be paid, and what happened. */
export function Home({ view, handlers }: { view: View; handlers: Handlers }) {
  const said = words[view.language]
  const purse = view.snapshot.purses.find(({ id }) => id === view.purse) ?? view.snapshot.purses[0]
  if (purse === undefined) return null
  const waiting = view.snapshot.bills.filter(({ state }) => state === 'open')
  return (
    <>
      <nav class="apps" aria-label={said.apps}>
        {view.snapshot.purses.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === purse.id ? 'true' : 'false'}
            onClick={() => handlers.choosePurse(id)}
          >
            {name}
          </button>
        ))}
      </nav>
      <section class="purse" aria-label={purse.name}>
        <p>
          {said.balance} {purse.name}
        </p>
        <output data-testid="balance">{formatIdr(purse.balanceIdr, view.language)}</output>
        {purse.reservedIdr > 0 ? (
          <p class="hint">{said.reserved(formatIdr(purse.reservedIdr, view.language))}</p>
        ) : null}
      </section>
      <Find said={said} handlers={handlers} />
      <section aria-label={said.waiting}>
        <h2>{said.waiting}</h2>
        {waiting.length === 0 ? <p class="hint">{said.nothingWaiting}</p> : null}
        <ul class="rows">
          {waiting.map((bill) => (
            <li key={bill.id}>
              <Waiting bill={bill} language={view.language} handlers={handlers} />
            </li>
          ))}
        </ul>
      </section>
      <History purse={purse} language={view.language} />
    </>
  )
}

function Find({ said, handlers }: { said: Words; handlers: Handlers }) {
  const submit = (event: Event) => {
    event.preventDefault()
    const text = new FormData(event.currentTarget as HTMLFormElement).get('text')
    if (typeof text === 'string' && text.trim() !== '') handlers.act({ kind: 'find', text })
  }
  const read = (event: Event) => {
    const picture = (event.currentTarget as HTMLInputElement).files?.[0]
    if (picture !== undefined) handlers.scanPicture(picture)
  }
  return (
    <section aria-label={said.findHeading}>
      <h2>{said.findHeading}</h2>
      <form onSubmit={submit}>
        <label class="hint" for="find">
          {said.findLabel}
        </label>
        <div class="find">
          <input id="find" name="text" type="text" autocomplete="off" placeholder={said.findHint} />
          <button type="submit">{said.open}</button>
        </div>
      </form>
      {'BarcodeDetector' in globalThis ? (
        <label class="picture">
          {said.fromPicture}
          <input type="file" accept="image/*" capture="environment" onChange={read} />
        </label>
      ) : null}
    </section>
  )
}

function Waiting(props: { bill: BillView; language: Language; handlers: Handlers }) {
  const { bill, language } = props
  return (
    <button type="button" class="row" onClick={() => props.handlers.openBill(bill.id)}>
      <span class="what">
        <strong>{bill.merchant}</strong>
        <small>{bill.description === bill.merchant ? bill.reference : bill.description}</small>
        <small>{words[language].until(timeOf(bill.expiresAt))}</small>
      </span>
      <span class="amount">{formatIdr(bill.amountIdr, language)}</span>
    </button>
  )
}

/** Which way the money went, as the purse sees it; what is set aside goes neither way. */
const signs = { paid: '−', refund: '+', reserved: '', released: '', captured: '−' } as const

function History({ purse, language }: { purse: PurseView; language: Language }) {
  const said = words[language]
  return (
    <section aria-label={said.history}>
      <h2>
        {said.history} {purse.name}
      </h2>
      {purse.entries.length === 0 ? <p class="hint">{said.noHistory}</p> : null}
      <ul class="rows">
        {purse.entries.map((entry) => (
          <li key={entry.id} class={`row entry entry-${entry.kind}`} data-testid={`entry-${entry.kind}`}>
            <span class="what">
              <strong>{said.entries[entry.kind]}</strong>
              <small>{entry.merchant}</small>
              <small>
                {timeOf(entry.at)} · {entry.retrievalReference}
              </small>
            </span>
            <span class="amount">
              {signs[entry.kind]}
              {formatIdr(entry.amountIdr, language)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
