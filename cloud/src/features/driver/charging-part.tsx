/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { type Language, localeOf, placeOf, timeOfDay, words } from '../../web/language.ts'
import { Rupiah } from '../../web/rupiah.tsx'
import { priceOf } from '../payments/payment-rows.ts'
import { AmountForm } from './amount-form.tsx'
import { durationText } from './duration.ts'
import type { PaymentView, Shown } from './payment-view.ts'
import { kwhDigits, Ring } from './session-figures.tsx'

/** A paid session under way: the ring fills towards what was paid. */
export function ChargingPart({
  view,
  shows,
  language,
}: {
  view: PaymentView
  shows: Extract<Shown, { kind: 'charging' }>
  language: Language
}) {
  const text = words[language].pay
  const { progress, costIdr, paidIdr } = shows
  const permille = progress.limitWh === 0 ? 0 : Math.round((progress.energyWh * 1000) / progress.limitWh)
  const number = new Intl.NumberFormat(localeOf(language))
  return (
    <section class="socket" data-key="charging">
      <div class="figures">
        <div class="dial">
          <Ring permille={Math.min(1000, Math.max(0, permille))} />
          <p class="hero">
            {kwhDigits(progress.energyWh, language)} <span class="unit">kWh</span>
          </p>
        </div>
        <p>
          <Rupiah amountIdr={costIdr} language={language} />
        </p>
        <p class="power">
          {(view.payment.method === 'reserve' ? text.reserve.ofHeld : text.ofPaid)(
            formatKwh(progress.limitWh, language),
            formatIdr(paidIdr, language),
          )}
        </p>
        <dl class="facts">
          <div>
            <dt>{text.powerNow}</dt>
            <dd>
              {progress.powerW === null
                ? '–'
                : words[language].charging.power(number.format(progress.powerW))}
            </dd>
          </div>
          <div>
            <dt>{text.timeLeft}</dt>
            <dd>{progress.leftMs === undefined ? '–' : `± ${durationText(progress.leftMs, language)}`}</dd>
          </div>
        </dl>
        <p class="caption">
          {progress.readAt === null
            ? words[language].charging.since(timeOfDay(progress.startedAt, placeOf(view, language)))
            : words[language].charging.readAt(timeOfDay(progress.readAt, placeOf(view, language)))}
        </p>
      </div>
      <form method="post" action={`${view.address}/stop`}>
        <button class="button wide stop" type="submit">
          {text.stop}
        </button>
      </form>
      <details>
        <summary>{text.topUp}</summary>
        <AmountForm
          price={priceOf(view.payment)}
          action={`${view.address}/top-up`}
          method={view.payment.method}
          language={language}
        />
      </details>
    </section>
  )
}
