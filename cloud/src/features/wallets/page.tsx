/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { zoneLetters } from '@colok/shared/time'
import type { WalletRules } from '../../core/wallet.ts'
import { dayOf, type Language, type Place, timeOfDay, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { Rupiah } from '../../web/rupiah.tsx'
import type { WalletPageView } from './page-view.ts'
import type { TopUpRefusal } from './topping-up.ts'

/** A wallet belongs to no site: its times are told as the providers' days are. */
const timeZone = 'Asia/Jakarta'
const suggestedIdr = [20_000, 50_000, 100_000]

interface Props {
  readonly view: WalletPageView
  readonly language: Language
  readonly rules: WalletRules
}

/** What is in a wallet, a way to fill it up, and what happened to it. */
export function WalletPage(props: Props & { readonly refused?: TopUpRefusal | 'noProvider' }) {
  const { view, language, refused } = props
  const text = words[language].wallet
  return (
    <Page language={language} title={text.title} path={view.address}>
      <h1>{text.of(view.wallet.name)}</h1>
      {refused !== undefined && (
        <p class="refusal" role="alert">
          {text.refused[refused]}
        </p>
      )}
      <colok-live src={`${view.address}/live?lang=${language}`} keep>
        <WalletPart {...props} />
      </colok-live>
      <TopUpForm {...props} />
    </Page>
  )
}

/** The part that lives. */
export function WalletPart({ view, language }: Omit<Props, 'rules'>) {
  const text = words[language].wallet
  const { balanceIdr, heldIdr, owedIdr, frozen } = view.wallet
  const rupiah = (amountIdr: number) => formatIdr(amountIdr, language)
  return (
    <>
      <p class="note" role="status">
        {words[language].stale(timeOfDay(view.at, placeFor(language)))}
      </p>
      <section class="socket bill" data-key="wallet">
        <p>
          <Rupiah amountIdr={balanceIdr} language={language} />
          <br />
          {text.free}
        </p>
        {heldIdr > 0 && <p class="caption">{text.held(rupiah(heldIdr))}</p>}
        {owedIdr > 0 && <p role="status">{text.owed(rupiah(owedIdr))}</p>}
        {frozen && <p role="status">{text.frozen}</p>}
        <OpenTopUp view={view} language={language} />
        <Statement view={view} language={language} />
      </section>
    </>
  )
}

function OpenTopUp({ view, language }: Omit<Props, 'rules'>) {
  const text = words[language].wallet
  const { open, address } = view
  if (open === undefined) return null
  return (
    <div class="section" data-key="to-pay">
      <h2>{formatIdr(open.amountIdr, language)}</h2>
      <p>{text.scan}</p>
      <img class="qr large" src={`${address}/qr.svg?of=${open.id}`} alt="QRIS" width="280" height="280" />
      <details>
        <summary>{text.asText}</summary>
        <p class="number">{open.qrContent}</p>
      </details>
      <p class="caption">{text.until(timeOfDay(open.expiresAt, placeFor(language)))}</p>
    </div>
  )
}

function Statement({ view, language }: Omit<Props, 'rules'>) {
  const text = words[language].wallet
  if (view.lines.length === 0) return <p>{text.nothing}</p>
  return (
    <>
      <h2>{text.statement}</h2>
      <dl>
        {view.lines.map(({ kind, amountIdr, occurredAt, receiptUrl }) => (
          <>
            <dt>
              {dayOf(occurredAt, placeFor(language))} {text.kinds[kind as keyof typeof text.kinds] ?? kind}{' '}
              {receiptUrl !== undefined && <a href={receiptUrl}>{text.receipt}</a>}
            </dt>
            <dd>{formatIdr(amountIdr, language)}</dd>
          </>
        ))}
      </dl>
    </>
  )
}

function TopUpForm({ view, language, rules }: Props) {
  const text = words[language].wallet
  const action = `${view.address}/top-up`
  if (view.wallet.frozen) return null
  const { topUpLeastIdr, topUpMostIdr } = rules
  return (
    <section class="section">
      <h2>{text.topUp}</h2>
      <form method="post" action={action} class="amounts">
        {suggestedIdr
          .filter((amountIdr) => amountIdr >= topUpLeastIdr && amountIdr <= topUpMostIdr)
          .map((amountIdr) => (
            <button class="amount" name="amountIdr" value={String(amountIdr)} type="submit">
              <strong>{formatIdr(amountIdr, language)}</strong>
            </button>
          ))}
      </form>
      <form method="post" action={action} class="own short">
        <label>
          {text.own}
          <input name="amountIdr" inputMode="numeric" pattern="[0-9. ]{4,10}" required autocomplete="off" />
        </label>
        <button class="button" type="submit">
          {text.topUp}
        </button>
      </form>
      <p class="caption">
        {text.range(formatIdr(topUpLeastIdr, language), formatIdr(topUpMostIdr, language))}
      </p>
    </section>
  )
}

function placeFor(language: Language): Place {
  return { language, timeZone, letters: zoneLetters(timeZone) }
}
