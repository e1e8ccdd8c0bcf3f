/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Battery } from '../../core/charge-time.ts'
import { type Language, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { Price } from '../../web/price.tsx'
import type { PaymentMethod } from '../payments/desk.ts'
import type { OpenRefusal } from '../payments/opening.ts'
import { AmountForm, BatteryChoice } from './amount-form.tsx'
import { PostCode } from './post-code.tsx'
import type { PostView, SocketView } from './view.ts'

interface ChooseProps {
  readonly post: PostView
  readonly socket: SocketView
  readonly language: Language
  readonly method: PaymentMethod
  readonly battery: Battery
  /** Whether this browser has linked an account to set money aside in. */
  readonly linked: boolean
  /** Why the last choice led to nothing. */
  readonly refused?: OpenRefusal | 'noProvider'
}

/** Where a driver says how much to charge: three suggestions, or any amount in rupiah or kWh. */
export function ChoosePage({ post, socket, language, method, battery, linked, refused }: ChooseProps) {
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
      <PostCode post={post} language={language} />
      {refused !== undefined && (
        <p class="refusal" role="alert">
          {refused === 'noProvider' ? text.noProvider : text.refused[refused]}
        </p>
      )}
      {post.methods.length > 1 && (
        <nav class="methods" aria-label={text.offerOther}>
          {post.methods.map((each) => (
            <a href={`${path}?method=${each}`} {...(each === method && { 'aria-current': 'true' as const })}>
              {text.methods[each]}
            </a>
          ))}
        </nav>
      )}
      {method === 'reserve' && <p class="caption">{text.reserve.hint}</p>}
      {linked && (
        <form method="post" action={path.replace(/pay$/, 'unlink')}>
          <p class="caption">
            {text.reserve.linked}{' '}
            <button class="link" type="submit">
              {text.reserve.unlink}
            </button>
          </p>
        </form>
      )}
      {post.price !== undefined && (
        <AmountForm
          price={post.price}
          action={path}
          method={method}
          language={language}
          fills={{ battery, maxPowerW: socket.maxPowerW }}
        />
      )}
      {method !== 'reserve' && <p class="caption">{text.comesBack}</p>}
      <BatteryChoice
        battery={battery}
        addressOf={({ id }) => `${path}?method=${method}&battery=${id}`}
        language={language}
      />
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
