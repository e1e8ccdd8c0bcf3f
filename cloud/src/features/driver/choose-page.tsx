/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { energyFor } from '../../core/bill.ts'
import { suggestedAmounts } from '../../core/prepaid.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import { type Language, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { PaymentMethod } from '../payments/desk.ts'
import type { OpenRefusal } from '../payments/opening.ts'
import { durationText } from './duration.ts'
import { Price } from './price.tsx'
import type { PostView, SocketView } from './view.ts'

interface ChooseProps {
  readonly post: PostView
  readonly socket: SocketView
  readonly language: Language
  readonly method: PaymentMethod
  /** Why the last choice led to nothing. */
  readonly refused?: OpenRefusal | 'noProvider'
}

/** Where a driver says how much to charge: three suggestions, or any amount in rupiah or kWh. */
export function ChoosePage({ post, socket, language, method, refused }: ChooseProps) {
  const text = words[language].pay
  const path = payPath(post, socket)
  return (
    <Page language={language} title={text.title(socket.number)} path={path}>
      <div>
        <h1>{text.title(socket.number)}</h1>
        <p class="place">
          {post.name}, {post.siteName} <span class="post-id">· {post.chargePointId}</span>
        </p>
      </div>
      <Price price={post.price} language={language} />
      {refused !== undefined && (
        <p class="refusal" role="alert">
          {refused === 'noProvider' ? text.noProvider : text.refused[refused]}
        </p>
      )}
      {post.methods.length > 1 && (
        <nav class="methods">
          {post.methods.map((each) => (
            <a href={`${path}?method=${each}`} {...(each === method && { 'aria-current': 'true' as const })}>
              {text.methods[each]}
            </a>
          ))}
        </nav>
      )}
      {post.price !== undefined && (
        <AmountForm
          price={post.price}
          maxPowerW={socket.maxPowerW}
          action={path}
          method={method}
          language={language}
        />
      )}
      <p class="caption">{text.comesBack}</p>
      <a href={`/c/${encodeURIComponent(post.chargePointId)}`}>{text.again}</a>
    </Page>
  )
}

export function payPath(
  post: { readonly chargePointId: string },
  socket: { readonly number: number },
): string {
  return `/c/${encodeURIComponent(post.chargePointId)}/${socket.number}/pay`
}

/** Each suggestion is a button of its own, so that one touch is enough. */
export function AmountForm({
  price,
  maxPowerW,
  action,
  method,
  language,
}: {
  price: SessionPrice
  maxPowerW: number | undefined
  action: string
  method: PaymentMethod
  language: Language
}) {
  const text = words[language].pay
  return (
    <section class="section">
      <h2>{text.choose}</h2>
      <form method="post" action={action} class="amounts">
        <input type="hidden" name="method" value={method} />
        {suggestedAmounts(price).map((amountIdr) => {
          const energyWh = energyFor(price, amountIdr)
          const lasts = maxPowerW === undefined ? undefined : (energyWh * 3_600_000) / maxPowerW
          return (
            <button class="amount" name="amountIdr" value={String(amountIdr)} type="submit">
              <strong>{formatIdr(amountIdr, language)}</strong>
              <span>
                {text.about(formatKwh(energyWh, language))}
                {lasts !== undefined && text.duration(durationText(lasts, language))}
              </span>
            </button>
          )
        })}
      </form>
      <details>
        <summary>{text.own}</summary>
        <form method="post" action={action} class="own">
          <input type="hidden" name="method" value={method} />
          <label>
            {text.ownIdr}
            <input name="amountIdr" inputMode="numeric" pattern="[0-9. ]{4,9}" required autocomplete="off" />
          </label>
          <button class="button" type="submit">
            {text.continue}
          </button>
        </form>
        <form method="post" action={action} class="own">
          <input type="hidden" name="method" value={method} />
          <label>
            {text.ownKwh}
            <input
              name="kwh"
              inputMode="decimal"
              pattern="[0-9]{1,3}([.,][0-9]{1,2})?"
              required
              autocomplete="off"
            />
          </label>
          <button class="button" type="submit">
            {text.continue}
          </button>
        </form>
      </details>
    </section>
  )
}
