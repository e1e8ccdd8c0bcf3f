/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { amountFor, energyFor } from '../../core/bill.ts'
import {
  type Battery,
  chargeTime,
  commonBatteries,
  commonChargerW,
  fullChargeWh,
} from '../../core/charge-time.ts'
import { suggestedAmounts } from '../../core/prepaid.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import { type Language, localeOf, words } from '../../web/language.ts'
import type { PaymentMethod } from '../payments/desk.ts'
import { durationText } from './duration.ts'

interface AmountFormProps {
  readonly price: SessionPrice
  /** Where it is posted to. */
  readonly action: string
  readonly method: PaymentMethod
  readonly language: Language
  /** Whose time is told, at the socket's power; none for what is added to a session. */
  readonly fills?: { readonly battery: Battery; readonly maxPowerW: number | undefined }
}

/** How much to charge: three suggestions, each a button of its own so that one touch is enough, or any amount. */
export function AmountForm({ price, action, method, language, fills }: AmountFormProps) {
  const text = words[language].pay
  return (
    <section class="section">
      <h2>{text.choose}</h2>
      <form method="post" action={action} class="amounts">
        <input type="hidden" name="method" value={method} />
        {suggestedAmounts(price).map((amountIdr) => {
          const energyWh = energyFor(price, amountIdr)
          return (
            <button class="amount" name="amountIdr" value={String(amountIdr)} type="submit">
              <strong>{formatIdr(amountIdr, language)}</strong>
              <span>{text.about(formatKwh(energyWh, language))}</span>
              {fills !== undefined && <span class="lasts">{lastsText(energyWh, fills, language)}</span>}
            </button>
          )
        })}
        {method === 'reserve' && fills !== undefined && (
          <FillUp price={price} fills={fills} language={language} />
        )}
      </form>
      <details>
        <summary>{text.own}</summary>
        <OwnAmount
          action={action}
          method={method}
          label={text.ownIdr}
          input={{ name: 'amountIdr', inputmode: 'numeric', pattern: '[0-9. ]{4,9}' }}
          language={language}
        />
        <OwnAmount
          action={action}
          method={method}
          label={text.ownKwh}
          input={{ name: 'kwh', inputmode: 'decimal', pattern: '[0-9]{1,3}([.,][0-9]{1,2})?' }}
          language={language}
        />
      </details>
    </section>
  )
}

/** As much as an empty pack takes: offered where what is not used is never taken. */
function FillUp({
  price,
  fills,
  language,
}: Pick<AmountFormProps, 'price' | 'language'> & { fills: NonNullable<AmountFormProps['fills']> }) {
  const text = words[language].battery
  const energyWh = fullChargeWh(fills.battery)
  const amountIdr = amountFor(price, energyWh)
  return (
    <button class="amount" name="amountIdr" value={String(amountIdr)} type="submit">
      <strong>{text.fillUp}</strong>
      <span>{text.atMost(formatIdr(amountIdr, language))}</span>
      <span class="lasts">{lastsText(energyWh, fills, language)}</span>
    </button>
  )
}

interface OwnAmountProps extends Pick<AmountFormProps, 'action' | 'method' | 'language'> {
  readonly label: string
  readonly input: {
    readonly name: string
    readonly inputmode: 'numeric' | 'decimal'
    readonly pattern: string
  }
}

function OwnAmount({ action, method, label, input, language }: OwnAmountProps) {
  return (
    <form method="post" action={action} class="own short">
      <input type="hidden" name="method" value={method} />
      <label>
        {label}
        <input {...input} required autocomplete="off" />
      </label>
      <button class="button" type="submit" aria-label={`${words[language].pay.continue}: ${label}`}>
        {words[language].pay.continue}
      </button>
    </form>
  )
}

/** `± 1 j 40 m · 83 % baterai`. */
function lastsText(
  energyWh: number,
  { battery, maxPowerW }: NonNullable<AmountFormProps['fills']>,
  language: Language,
): string {
  const text = words[language].battery
  const time = chargeTime(battery, { energyWh, ...(maxPowerW !== undefined && { maxPowerW }) })
  const percent = new Intl.NumberFormat(localeOf(language), { style: 'percent' }).format(time.share)
  const fills = time.isMore ? text.whole : text.fills(percent)
  return `${text.time(durationText(time.durationMs, language))} · ${fills}`
}

/** The pack whose times are told: a link each, so that it needs no script. */
export function BatteryChoice({
  battery,
  addressOf,
  language,
}: {
  battery: Battery
  addressOf: (battery: Battery) => string
  language: Language
}) {
  const text = words[language].battery
  return (
    <section class="section">
      <h2>{text.title}</h2>
      <nav class="methods" aria-label={text.title}>
        {commonBatteries.map((each) => (
          <a
            href={addressOf(each)}
            {...(each.id === battery.id && { 'aria-current': 'true' as const })}
          >{`${each.voltageV} V ${each.capacityAh} Ah`}</a>
        ))}
      </nav>
      <p class="caption">{text.estimate(new Intl.NumberFormat(localeOf(language)).format(commonChargerW))}</p>
    </section>
  )
}
