/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { IssuerAppAction } from '../actions.ts'
import type { BillView, IssuerAppSnapshot, PurseView } from '../snapshot.ts'
import { Bill } from './bill.tsx'
import { Home } from './home.tsx'
import { type Language, words } from './words.ts'

export interface View {
  readonly snapshot: IssuerAppSnapshot
  readonly language: Language
  readonly purse: PurseView['id']
  /** The bill that is looked at. */
  readonly bill: string | undefined
  /** A link that asks to link the account. */
  readonly binding: string | undefined
  readonly notice: string | undefined
}

export interface Handlers {
  act(action: IssuerAppAction): void
  choosePurse(id: PurseView['id']): void
  openBill(id: string | undefined): void
  setLanguage(language: Language): void
  scanPicture(picture: File): void
}

export function App({ view, handlers }: { view: View; handlers: Handlers }) {
  const said = words[view.language]
  const bill = view.snapshot.bills.find(({ id }) => id === view.bill)
  return (
    <div class="phone">
      <header>
        <div>
          <h1>{said.title}</h1>
          <p class="hint">{said.simulated}</p>
        </div>
        <button
          type="button"
          class="quiet"
          onClick={() => handlers.setLanguage(view.language === 'id' ? 'en' : 'id')}
        >
          {said.otherLanguage}
        </button>
      </header>
      <main>
        {view.notice === undefined ? null : (
          <p class="notice" role="alert">
            {view.notice}
          </p>
        )}
        <Screen view={view} bill={bill} handlers={handlers} />
      </main>
    </div>
  )
}

function Screen({ view, bill, handlers }: { view: View; bill: BillView | undefined; handlers: Handlers }) {
  const said = words[view.language]
  if (view.binding !== undefined) {
    const link = view.binding
    return (
      <section class="sheet" aria-label={said.link.heading}>
        <h2 class="large">{said.link.heading}</h2>
        <p>{said.link.hint}</p>
        <button type="button" class="primary" onClick={() => handlers.act({ kind: 'approve', link })}>
          {said.link.agree}
        </button>
      </section>
    )
  }
  return bill === undefined ? (
    <Home view={view} handlers={handlers} />
  ) : (
    <Bill bill={bill} view={view} handlers={handlers} />
  )
}
