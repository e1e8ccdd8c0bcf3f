/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { energyFor } from '../../core/bill.ts'
import { type Language, type Place, placeOf, timeOfDay, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { Rupiah } from '../../web/rupiah.tsx'
import { priceOf } from '../payments/payment-rows.ts'
import type { ReservedSum } from '../payments/queries.ts'
import { ChargingPart } from './charging-part.tsx'
import type { PaymentView, Shown, ToPay } from './payment-view.ts'
import { RatingPart } from './rating-part.tsx'
import { RefundPart, type RefusedClaim } from './refund-part.tsx'

interface Props {
  readonly view: PaymentView
  readonly language: Language
  readonly refused?: RefusedClaim | undefined
}

/** Without the script, a page that waits for something asks again after so long. */
const refreshS = 5

/** What a form led to, when it led to nothing. */
type Wrong = 'claim' | 'claimTooLate' | 'link' | 'rating' | 'stop'

/** One payment from its QR to what comes back. */
export function PaymentPage({ view, language, wrong, refused }: Props & { readonly wrong?: Wrong }) {
  const text = words[language].pay
  const { payment, shows } = view
  const path = view.address
  const isMoving = shows.kind !== 'done' && shows.kind !== 'returned' && shows.kind !== 'failed'
  return (
    <Page
      language={language}
      title={text.title(payment.connectorId)}
      path={path}
      {...(isMoving && { refreshS })}
    >
      <div>
        <h1>{words[language].socket(payment.connectorId)}</h1>
        <p class="place">
          {view.postName}, {view.siteName} <span class="post-id">· {payment.chargePointId}</span>
        </p>
      </div>
      {wrong !== undefined && (
        <p class="refusal" role="alert">
          {wrongText(wrong, language)}
        </p>
      )}
      {refused === undefined ? (
        <colok-live src={`${path}/live?lang=${language}`} keep>
          <PaymentPart view={view} language={language} />
        </colok-live>
      ) : (
        // What comes live knows nothing of what was typed, and would take it away.
        <PaymentPart view={view} language={language} refused={refused} />
      )}
      <a href={`/c/${encodeURIComponent(payment.chargePointId)}`}>{text.again}</a>
    </Page>
  )
}

function wrongText(wrong: Wrong, language: Language): string {
  const { pay, rating } = words[language]
  return {
    claim: pay.claimWrong,
    claimTooLate: pay.claimTooLate,
    link: pay.reserve.linkRefused,
    rating: rating.wrong,
    stop: pay.stopUnheard,
  }[wrong]
}

/** The part that lives. */
export function PaymentPart({ view, language, refused }: Props) {
  return (
    <>
      <p class="note" role="status">
        {words[language].stale(timeOfDay(view.at, placeIn(view, language)))}
      </p>
      <Shows view={view} language={language} refused={refused} />
    </>
  )
}

function Shows({ view, language, refused }: Props) {
  const text = words[language].pay
  const { shows } = view
  switch (shows.kind) {
    case 'toPay':
      return <Asked view={view} toPay={shows.toPay} language={language} />
    case 'expired':
    case 'ending':
      return <p class="socket">{text[shows.kind]}</p>
    case 'failed':
      return (
        <div class="socket">
          <p>{text.failed}</p>
          {reasonOf(view, language)}
        </div>
      )
    case 'reserving':
      return <p class="socket">{text.reserve.asking(amountOf(view, language))}</p>
    case 'waitsForPerson':
      return <p class="socket">{text.endingPerson}</p>
    case 'starting':
      return (
        <div class="socket">
          <h2>{isReserved(view) ? text.reserve.starting(amountOf(view, language)) : text.starting}</h2>
          <p>{isReserved(view) ? text.reserve.startingHint : text.startingHint}</p>
        </div>
      )
    case 'toppedUp':
      return (
        <div class="socket">
          <p>{text.toppedUp}</p>
          <a class="button" href={shows.sessionAddress}>
            {text.toSession}
          </a>
        </div>
      )
    case 'charging':
      return <ChargingPart view={view} shows={shows} language={language} />
    case 'done':
    case 'returned':
      return <Ended view={view} shows={shows} language={language} refused={refused} />
  }
}

const isReserved = ({ payment }: PaymentView) => payment.method === 'reserve'

const amountOf = ({ payment }: PaymentView, language: Language) => formatIdr(payment.amountIdr, language)

function reasonOf({ payment }: PaymentView, language: Language) {
  const reasons: Readonly<Record<string, string>> = words[language].pay.reasons
  const reason = payment.problem === null ? undefined : reasons[payment.problem]
  return reason !== undefined && <p>{reason}</p>
}

function Asked({ view, toPay, language }: Props & { toPay: ToPay }) {
  const text = words[language].pay
  const { payment, address } = view
  const energyWh = energyFor(priceOf(payment), payment.amountIdr)
  return (
    <section class="socket" data-key="to-pay">
      <p>
        <Rupiah amountIdr={payment.amountIdr} language={language} />
        <br />
        {text.gives(formatKwh(energyWh, language))}
      </p>
      {toPay.kind === 'qris' ? (
        <>
          <p>{text.scan}</p>
          <img class="qr large" src={`${address}/qr.svg`} alt="QRIS" width="280" height="280" />
          <a class="button pay" href={`${address}/qr.png`} download={`qris-${payment.reference}.png`}>
            {text.save}
          </a>
          <p class="caption">{text.saveHint}</p>
          <details>
            <summary>{text.copy}</summary>
            <p class="number">{toPay.qrContent}</p>
          </details>
        </>
      ) : toPay.kind === 'link' ? (
        <>
          <p>{text.reserve.linkFirst(amountOf(view, language))}</p>
          <a class="button wide" href={toPay.pageUrl}>
            {text.reserve.link}
          </a>
        </>
      ) : (
        <Links toPay={toPay} language={language} />
      )}
      <p class="caption">{text.until(timeOfDay(payment.expiresAt, placeIn(view, language)))}</p>
    </section>
  )
}

function Links({
  toPay,
  language,
}: {
  toPay: Exclude<ToPay, { kind: 'qris' | 'link' }>
  language: Language
}) {
  const text = words[language].pay
  const appUrl = toPay.kind === 'wallet' ? toPay.appUrl : undefined
  return (
    <>
      {appUrl !== undefined && (
        <a class="button" href={appUrl}>
          {text.openApp}
        </a>
      )}
      {toPay.pageUrl !== undefined && (
        <a class="button" href={toPay.pageUrl}>
          {text.openPage}
        </a>
      )}
    </>
  )
}

function Ended({
  view,
  shows,
  language,
  refused,
}: Props & { shows: Extract<Shown, { kind: 'done' | 'returned' }> }) {
  const text = words[language].pay
  const { sum } = shows
  const releasedIdr = sum.reserves.reduce((total, reserve) => total + reserve.releasedIdr, 0)
  const backIdr = sum.refunds.reduce((total, { amountIdr }) => total + amountIdr, releasedIdr)
  const reserved = isReserved(view)
  return (
    <>
      <section class="socket bill" data-key="ended">
        <h2>{text[shows.kind]}</h2>
        {shows.kind === 'returned' && reasonOf(view, language)}
        <dl class="total">
          <dt>{reserved ? text.reserve.held : text.paid}</dt>
          <dd>{formatIdr(sum.paidIdr, language)}</dd>
          <dt>{reserved ? text.reserve.taken : text.used}</dt>
          <dd>{formatIdr(sum.usedIdr, language)}</dd>
          <dt>{reserved ? text.reserve.released : text.back}</dt>
          <dd>
            <Rupiah amountIdr={backIdr} language={language} />
          </dd>
        </dl>
        {sum.reserves.map((reserve) => (
          <p data-key={`reserve-${reserve.paymentId}`}>{reserveText(reserve, language)}</p>
        ))}
        {sum.refunds.map((refund) => (
          <RefundPart refund={refund} address={view.address} refused={refused} language={language} />
        ))}
        {shows.kind === 'done' && (
          <a class="button wide" href={`${view.address}/receipt`}>
            {text.receipt}
          </a>
        )}
      </section>
      {view.isRated !== undefined && (
        <RatingPart address={view.address} isRated={view.isRated} language={language} />
      )}
    </>
  )
}

function reserveText({ state, captures }: ReservedSum, language: Language): string {
  const text = words[language].pay.reserve
  switch (state) {
    case 'voiding':
    case 'voided':
    case 'lapsed':
      return text[state]
    case 'captured':
      // What was captured whole goes back as a refund, which says so itself.
      return captures === 'all' ? '' : text.captured
    default:
      return text.takingSoon
  }
}

function placeIn(view: PaymentView, language: Language): Place {
  return placeOf(view, language)
}
