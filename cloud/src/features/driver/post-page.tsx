/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, placeOf, timeOfDay, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { Price } from '../../web/price.tsx'
import { StatePill } from '../../web/state-pill.tsx'
import { payPath } from './choose-page.tsx'
import { PostCode } from './post-code.tsx'
import { Bill, Figures } from './session-figures.tsx'
import type { PostView, SocketView } from './view.ts'

/** The page that a post's QR code opens. */
export function PostPage({ post, language }: { post: PostView; language: Language }) {
  const text = words[language]
  const path = `/c/${encodeURIComponent(post.chargePointId)}`
  return (
    <Page language={language} title={`${post.name}, ${post.siteName}`} path={path}>
      <div>
        <h1>{post.name}</h1>
        <p class="place">
          {post.siteName} <span class="post-id">· {post.chargePointId}</span>
        </p>
      </div>
      <Price price={post.price} language={language} />
      <colok-live src={`${path}/live?lang=${language}`} keep>
        <Sockets post={post} language={language} />
      </colok-live>
      <section class="section steps">
        <h2>{text.steps.title}</h2>
        <ol>
          {(post.methods.length > 0 ? text.steps.listWithQris : text.steps.list).map((step) => (
            <li>{step}</li>
          ))}
        </ol>
      </section>
      <a class="button wide" href={`${path}/report`}>
        {text.reportFault}
      </a>
    </Page>
  )
}

/** The part of the page that lives: sent with the page, and again whenever something has changed. */
export function Sockets({ post, language }: { post: PostView; language: Language }) {
  return (
    <>
      <p class="note" role="status">
        {words[language].stale(timeOfDay(post.at, placeOf(post, language)))}
      </p>
      <PostCode post={post} language={language} />
      <div class="sockets">
        {post.sockets.map((socket) => (
          <Socket post={post} socket={socket} language={language} />
        ))}
      </div>
      {!post.sockets.some(isUsable) && (
        <a class="button wide" href={`/nearest?lat=${post.latitude}&lon=${post.longitude}`}>
          {words[language].pay.elsewhere}
        </a>
      )}
    </>
  )
}

/** Whether somebody who stands here has something to do at it: to plug in, to pay, or to watch. */
function isUsable({ state, session, takesPayment }: SocketView): boolean {
  return takesPayment || session !== undefined || state === 'Available' || state === 'Preparing'
}

function Socket({ post, socket, language }: { post: PostView; socket: SocketView; language: Language }) {
  const text = words[language]
  return (
    <section
      class={socket.takesPayment ? 'socket next' : 'socket'}
      data-key={`socket-${socket.number}`}
      aria-labelledby={`socket-${socket.number}`}
    >
      <div class="socket-head">
        <h2 id={`socket-${socket.number}`}>{text.socket(socket.number)}</h2>
        <StatePill state={socket.state} text={stateText(post, socket, language)} />
      </div>
      {socket.session && <Figures post={post} socket={socket} session={socket.session} language={language} />}
      {socket.bill && <Bill post={post} bill={socket.bill} language={language} />}
      {socket.takesPayment && (
        <a class="button pay" href={payPath(post, socket)}>
          {post.methods.includes('qris') ? text.pay.offer : text.pay.offerOther}
        </a>
      )}
      <p class={socket.session ? 'centred' : ''}>{hint(post, socket, language)}</p>
      {socket.state === 'Reserved' && (
        <a class="button" href={`/c/${encodeURIComponent(post.chargePointId)}/arrival`}>
          {text.nearest.booked}
        </a>
      )}
    </section>
  )
}

function stateText(post: PostView, socket: SocketView, language: Language): string {
  const { state, pay } = words[language]
  // What takes a payment at the moment of plugging in has seen the plug.
  if (socket.takesPayment && socket.state === 'Preparing') return pay.plugged
  if (socket.state !== 'offline' || post.offline?.since === undefined) return state[socket.state]
  return state.offlineSince(timeOfDay(post.offline.since, placeOf(post, language)))
}

/** The one next step. */
function hint(post: PostView, socket: SocketView, language: Language): string {
  const text = words[language]
  if (socket.session && socket.state === 'offline') return text.hint.offlineCharging
  if (socket.takesPayment) return text.pay.orCard
  if (socket.session && socket.state === 'Charging')
    return socket.isPrepaid ? text.pay.stopHint : text.charging.stop
  if (socket.state === 'Available' && post.methods.length > 0) return text.pay.plugFirst
  return text.hint[socket.state]
}
