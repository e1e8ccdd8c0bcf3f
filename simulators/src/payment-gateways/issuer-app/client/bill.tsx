/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import { formatIdr } from '@colok/shared/money'
import type { BillView, PurseView } from '../snapshot.ts'
import type { Handlers, View } from './app.tsx'
import { timeOf } from './format.ts'
import { Glyph } from './glyphs.tsx'
import { type Language, words } from './words.ts'

/** One bill: to be paid, or what became of it. */
export function Bill(props: { bill: BillView; view: View; handlers: Handlers }) {
  const { bill, view, handlers } = props
  const said = words[view.language]
  return (
    <section class="sheet" aria-label={said.payTo}>
      <button type="button" class="quiet" onClick={() => handlers.openBill(undefined)}>
        <Glyph name="back" /> {said.back}
      </button>
      {bill.state === 'open' ? (
        <p class="hint">{said.payTo}</p>
      ) : (
        <p class={`state state-${bill.state}`} data-testid="state">
          <Glyph name={bill.state === 'paid' ? 'done' : 'ended'} /> {said.states[bill.state]}
        </p>
      )}
      <h2 class="large">{bill.merchant}</h2>
      {bill.description === bill.merchant ? null : <p>{bill.description}</p>}
      <output class="hero">{formatIdr(bill.paid?.amountIdr ?? bill.amountIdr, view.language)}</output>
      {bill.state === 'open' ? (
        <Choose bill={bill} view={view} handlers={handlers} />
      ) : (
        <Outcome bill={bill} purses={view.snapshot.purses} language={view.language} />
      )}
      <dl>
        <dt>{said.reference}</dt>
        <dd>{bill.reference}</dd>
      </dl>
    </section>
  )
}

function Choose({ bill, view, handlers }: { bill: BillView; view: View; handlers: Handlers }) {
  const said = words[view.language]
  const able = view.snapshot.purses.filter(({ id }) => bill.onlyFor?.includes(id) ?? true)
  const chosen = able.find(({ id }) => id === view.purse) ?? able[0]
  if (chosen === undefined) return null
  const pay = (late: boolean) => handlers.act({ kind: 'pay', bill: bill.id, issuer: chosen.id, late })
  return (
    <>
      <p class="hint">{said.until(timeOf(bill.expiresAt))}</p>
      <fieldset>
        <legend>{said.with}</legend>
        <div class="choices">
          {able.map((purse) => (
            <label key={purse.id} class="choice">
              <input
                type="radio"
                name="purse"
                checked={purse.id === chosen.id}
                onChange={() => handlers.choosePurse(purse.id)}
              />
              <span>{purse.name}</span>
              <span class="amount">{formatIdr(purse.balanceIdr, view.language)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <button type="button" class="primary" onClick={() => pay(false)}>
        {said.pay(formatIdr(bill.amountIdr, view.language))}
      </button>
      <div class="others">
        <button type="button" onClick={() => handlers.act({ kind: 'decline', bill: bill.id })}>
          {said.decline}
        </button>
        <button type="button" onClick={() => pay(true)}>
          {said.payLate}
        </button>
      </div>
    </>
  )
}

function Outcome(props: { bill: BillView; purses: readonly PurseView[]; language: Language }) {
  const { bill, purses, language } = props
  const said = words[language]
  const back = { done: said.returned, pending: said.returning, failed: said.notReturned }
  return (
    <>
      {bill.paid === undefined ? null : (
        <dl>
          <dt>{purses.find(({ id }) => id === bill.paid?.issuer)?.name}</dt>
          <dd>{timeOf(bill.paid.at)} WIB</dd>
          <dt>{said.retrievalReference}</dt>
          <dd>{bill.paid.retrievalReference}</dd>
        </dl>
      )}
      {bill.refunds.map((refund) => (
        <p key={refund.reference} class={`refund refund-${refund.state}`} data-testid="refund">
          <Glyph name="returned" /> {back[refund.state](formatIdr(refund.amountIdr, language))}
        </p>
      ))}
      {bill.returnUrl === undefined ? null : (
        <a class="button" href={bill.returnUrl}>
          {said.toMerchant}
        </a>
      )}
    </>
  )
}
