/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { toString as qrToString, toBuffer } from 'qrcode'
import { commonBatteries, usualBattery } from '../../core/charge-time.ts'
import { addressOf, rateLimit } from '../../http/rate-limit.ts'
import { streamSnapshots } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { errorPage } from '../../web/error-page.tsx'
import { languageOf, words } from '../../web/language.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { type ClaimOutcome, claimIntoWallet, claimRefund, RefundClaim } from '../payments/claims.ts'
import type { PaymentMethod } from '../payments/desk.ts'
import { wrongAddress } from '../payments/guesses.ts'
import { finishLinking } from '../payments/linking.ts'
import { openPayment, type PaymentWish } from '../payments/opening.ts'
import { pageAddress, paymentAt } from '../payments/page-address.ts'
import { findPayment, type Payment } from '../payments/payment-rows.ts'
import { linkOf, linkPass, unlink } from '../payments/wallet-links.ts'
import { rateSession } from '../ratings/commands.ts'
import { RatingForm } from '../ratings/schemas.ts'
import { ChoosePage, payPath } from './choose-page.tsx'
import { PaymentPage, PaymentPart } from './payment-page.tsx'
import { paymentView, type ToPay } from './payment-view.ts'
import type { RefusedClaim } from './refund-part.tsx'
import { postView } from './view.ts'

/** A driver makes one payment, perhaps two; behind one address of a mobile network stand many drivers. */
const openingLimits = { burst: 20, perSecond: 0.2 }

/** By which a browser's linked wallet account is known, for half a year after it was linked. */
const linkCookie = 'colok_wallet'
const linkKeptS = 180 * 86_400

/** Choosing, paying, following and ending, all of it by links and forms. */
export function paymentRoutes(services: Services): Hono {
  const limited = rateLimit(services.clock, openingLimits, addressOf)
  return (
    new Hono()
      .get('/c/:chargePointId/:socket/pay', (c) =>
        choose(c, services, { method: methodOf(services, c.req.query('method')) }),
      )
      .post('/c/:chargePointId/:socket/pay', limited, async (c) => {
        const form = await c.req.parseBody()
        return open(c, services, {
          chargePointId: c.req.param('chargePointId'),
          connectorId: Number(c.req.param('socket')),
          method: methodOf(services, form.method),
          buys: buysOf(form),
          link: await linkOf(services, getCookie(c, linkCookie)),
        })
      })
      .get('/p/:address', (c) =>
        withPayment(c, services, async (payment) => {
          const view = await paymentView(services, payment)
          const wrong =
            c.req.query('stop') === 'unheard' && view.shows.kind === 'charging' ? 'stop' : undefined
          return c.html(<PaymentPage view={view} language={languageOf(c)} {...(wrong && { wrong })} />)
        }),
      )
      .get('/p/:address/linked', limited, (c) =>
        withPayment(c, services, (payment) => linked(c, services, payment)),
      )
      .get('/p/:address/live', (c) =>
        withPayment(c, services, async (payment) => {
          const language = languageOf(c)
          return streamSnapshots(c, {
            clock: services.clock,
            changes: services.changes,
            chargePointId: payment.chargePointId,
            initially: [payment.chargePointId],
            snapshot: async () => {
              const now = await paymentAt(services, c.req.param('address') ?? '')
              if (now === undefined) return undefined
              return String(<PaymentPart view={await paymentView(services, now)} language={language} />)
            },
          })
        }),
      )
      .get('/p/:address/qr.svg', (c) =>
        withQr(c, services, async (content) =>
          c.body(await qrToString(content, { type: 'svg', errorCorrectionLevel: 'M', margin: 1 }), 200, {
            'Content-Type': 'image/svg+xml',
            'Cache-Control': 'no-store',
          }),
        ),
      )
      .get('/p/:address/qr.png', (c) =>
        withQr(c, services, async (content) =>
          c.body(
            new Uint8Array(await toBuffer(content, { errorCorrectionLevel: 'M', scale: 8, margin: 4 })),
            200,
            {
              'Content-Type': 'image/png',
              'Cache-Control': 'no-store',
            },
          ),
        ),
      )
      .post('/p/:address/top-up', limited, (c) =>
        withPayment(c, services, async (payment) => {
          const { chargePointId, connectorId, method, id } = payment
          const buys = buysOf(await c.req.parseBody())
          const link = await linkOf(services, getCookie(c, linkCookie))
          return open(c, services, { chargePointId, connectorId, method, buys, topsUp: id, link })
        }),
      )
      .post('/c/:chargePointId/:socket/unlink', limited, async (c) => {
        await unlink(services, await linkOf(services, getCookie(c, linkCookie)))
        deleteCookie(c, linkCookie)
        return c.redirect(
          payPath({ chargePointId: c.req.param('chargePointId') }, { number: Number(c.req.param('socket')) }),
          303,
        )
      })
      .post('/p/:address/stop', (c) =>
        withPayment(c, services, async (payment) => {
          const { chargePointId, transactionId, state } = payment
          const address = pageAddress(services, payment)
          if (state !== 'charging' || transactionId === null) return c.redirect(address, 303)
          const { outcome } = await commandCharger(services, chargePointId, 'RemoteStopTransaction', {
            transactionId,
          })
          return c.redirect(outcome === 'accepted' ? address : `${address}?stop=unheard`, 303)
        }),
      )
      .post('/p/:address/claim', limited, (c) =>
        withPayment(c, services, (payment) => claim(c, services, payment)),
      )
      .post('/p/:address/rating', limited, (c) =>
        withPayment(c, services, (payment) => rate(c, services, payment)),
      )
      // Loading again what was sent when the signal went, or going back to it.
      .get('/p/:address/:deed{stop|top-up|claim|rating}', (c) =>
        withPayment(c, services, async (payment) => c.redirect(pageAddress(services, payment), 303)),
      )
  )
}

async function choose(
  c: Context,
  services: Services,
  { method, refused }: Pick<Parameters<typeof ChoosePage>[0], 'method' | 'refused'>,
): Promise<Response> {
  const language = languageOf(c)
  const post = await postView(services, c.req.param('chargePointId') ?? '')
  const socket = post?.sockets.find(({ number }) => String(number) === c.req.param('socket'))
  if (post === undefined || socket === undefined) return nothingHere(c)
  const page = (
    <ChoosePage
      post={post}
      socket={socket}
      method={method}
      battery={commonBatteries.find(({ id }) => id === c.req.query('battery')) ?? usualBattery}
      language={language}
      linked={method === 'reserve' && (await linkOf(services, getCookie(c, linkCookie))) !== undefined}
      {...(refused && { refused })}
    />
  )
  return c.html(page, refused === undefined ? 200 : 409)
}

/** The owner of a wallet is back from its provider, which has said yes or no. */
async function linked(c: Context, services: Services, payment: Payment): Promise<Response> {
  const result = await finishLinking(services, payment, c.req.query('authCode') ?? '')
  if (result.kind === 'refused') {
    const now = (await findPayment(services.read, payment.id)) ?? payment
    const view = await paymentView(services, now)
    return c.html(<PaymentPage view={view} language={languageOf(c)} wrong="link" />, 409)
  }
  if (result.kind === 'linked')
    setCookie(c, linkCookie, linkPass(services, result.linkId), {
      httpOnly: true,
      sameSite: 'Lax',
      secure: services.settings.publicUrl.startsWith('https:'),
      path: '/',
      maxAge: linkKeptS,
    })
  return c.redirect(pageAddress(services, payment), 303)
}

/** One that is offered; the first where something else was asked for. */
function methodOf(services: Services, asked: unknown): PaymentMethod {
  const { methods } = services.payments
  return methods.find((method) => method === asked) ?? methods[0] ?? 'qris'
}

async function open(c: Context, services: Services, wish: PaymentWish): Promise<Response> {
  const result = await openPayment(services, wish)
  if (result.kind === 'opened') return c.redirect(pageAddress(services, result.payment), 303)
  const why = result.kind === 'noProvider' ? 'noProvider' : result.why
  if (wish.topsUp === undefined) return choose(c, services, { method: wish.method, refused: why })
  const { pay } = words[languageOf(c)]
  const message = why === 'noProvider' ? pay.noProvider : pay.refused[why]
  return errorPage(c, { status: 409, title: pay.topUp, message })
}

/** What was typed, or touched: `10.000`, `2,5`. What cannot be read is an amount of nothing, which is refused. */
function buysOf(form: Record<string, unknown>): PaymentWish['buys'] {
  const text = (name: string) => String(form[name] ?? '').replace(/\s/g, '')
  if (text('kwh') !== '') {
    const kwh = Number(text('kwh').replace(',', '.'))
    return { energyWh: Number.isFinite(kwh) && kwh > 0 && kwh <= 1000 ? Math.round(kwh * 1000) : 0 }
  }
  const rupiah = text('amountIdr').replaceAll('.', '')
  return { amountIdr: /^\d{1,9}$/.test(rupiah) ? Number(rupiah) : 0 }
}

async function claim(c: Context, services: Services, payment: Payment): Promise<Response> {
  const form = await c.req.parseBody()
  const text = (name: string) => lineOf(form[name])
  const refundId = text('refundId')
  const sayWhy = async (refused: Omit<RefusedClaim, 'refundId'>) => {
    const view = await paymentView(services, payment)
    const page = { view, language: languageOf(c), refused: { refundId, ...refused } }
    return c.html(<PaymentPage {...page} wrong="claim" />, 400)
  }
  let outcome: ClaimOutcome
  if (form.card !== undefined) {
    const card = text('card')
    const credited = await claimIntoWallet(services, payment, { refundId, card: card.replaceAll(' ', '') })
    if (credited === 'unknownCard' || credited === 'walletFull')
      return sayWhy({ typed: { card }, wrong: [credited === 'walletFull' ? 'cardFull' : 'cardUnknown'] })
    outcome = credited
  } else {
    const typed = { name: text('name'), institution: text('institution'), account: text('account') }
    const parsed = RefundClaim.safeParse(typed)
    if (!parsed.success) {
      const wrong = new Set(parsed.error.issues.map(({ path }) => path[0] as keyof RefundClaim))
      return sayWhy({ typed, wrong: [...wrong] })
    }
    outcome = await claimRefund(services, payment, { refundId, claim: parsed.data })
  }
  if (outcome === 'claimed') return c.redirect(pageAddress(services, payment), 303)
  const view = await paymentView(services, payment)
  return c.html(<PaymentPage view={view} language={languageOf(c)} wrong="claimTooLate" />, 409)
}

/** What was typed as one line: what no keyboard types goes, and what is too long for any field is cut. */
const lineOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 200)
    : ''

async function rate(c: Context, services: Services, payment: Payment): Promise<Response> {
  const parsed = RatingForm.safeParse(await c.req.parseBody())
  if (parsed.success) {
    await rateSession(services, payment, parsed.data)
    return c.redirect(pageAddress(services, payment), 303)
  }
  const view = await paymentView(services, payment)
  return c.html(<PaymentPage view={view} language={languageOf(c)} wrong="rating" />, 400)
}

async function withPayment(
  c: Context,
  services: Services,
  answer: (payment: Payment) => Promise<Response>,
): Promise<Response> {
  const payment = await paymentAt(services, c.req.param('address') ?? '')
  if (payment !== undefined) return answer(payment)
  await wrongAddress(services, addressOf(c))
  return nothingHere(c)
}

function withQr(
  c: Context,
  services: Services,
  draw: (content: string) => Promise<Response>,
): Promise<Response> {
  return withPayment(c, services, async (payment) => {
    const toPay = payment.toPay === null ? undefined : (JSON.parse(payment.toPay) as ToPay)
    return toPay?.kind === 'qris' ? draw(toPay.qrContent) : nothingHere(c)
  })
}

function nothingHere(c: Context): Response | Promise<Response> {
  const { error } = words[languageOf(c)]
  return errorPage(c, { status: 404, title: error.notFound, message: error.notFoundText })
}
