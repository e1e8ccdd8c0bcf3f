/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { toString as qrToString } from 'qrcode'
import { addressOf, rateLimit } from '../../http/rate-limit.ts'
import { streamSnapshots } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { errorPage } from '../../web/error-page.tsx'
import { languageOf, words } from '../../web/language.ts'
import { WalletPage, WalletPart } from './page.tsx'
import { walletAddress, walletIdAt } from './page-address.ts'
import { type WalletPageView, walletPageView } from './page-view.ts'
import { openTopUp } from './topping-up.ts'

/** Of one address: behind one of a mobile network stand many holders. */
const openingLimits = { burst: 20, perSecond: 0.2 }

/** A wallet's own page, all of it by links and forms. */
export function walletPageRoutes(services: Services): Hono {
  const limited = rateLimit(services.clock, openingLimits, addressOf)
  const rules = services.settings.wallets
  return new Hono()
    .get('/w/:address', (c) =>
      withWallet(c, services, (view) =>
        c.html(<WalletPage view={view} language={languageOf(c)} rules={rules} />),
      ),
    )
    .get('/w/:address/live', (c) =>
      withWallet(c, services, ({ wallet }) => {
        const language = languageOf(c)
        // What fills a wallet up happens at no post.
        const chargePointId = ''
        return streamSnapshots(c, {
          clock: services.clock,
          changes: services.changes,
          chargePointId,
          initially: [chargePointId],
          snapshot: async () => {
            const view = await walletPageView(services, wallet.id)
            return view && String(<WalletPart view={view} language={language} />)
          },
        })
      }),
    )
    .get('/w/:address/qr.svg', (c) =>
      withWallet(c, services, async ({ open }) => {
        if (open === undefined || open.id !== c.req.query('of')) return nothingHere(c)
        const svg = await qrToString(open.qrContent, { type: 'svg', errorCorrectionLevel: 'M', margin: 1 })
        return c.body(svg, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' })
      }),
    )
    .post('/w/:address/top-up', limited, (c) =>
      withWallet(c, services, async (view) => {
        const amountIdr = rupiahOf((await c.req.parseBody()).amountIdr)
        const result = await openTopUp(services, { walletId: view.wallet.id, amountIdr })
        if (result.kind === 'opened') return c.redirect(walletAddress(services, view.wallet.id), 303)
        const refused = result.kind === 'noProvider' ? 'noProvider' : result.why
        const page = <WalletPage view={view} language={languageOf(c)} rules={rules} refused={refused} />
        return c.html(page, 409)
      }),
    )
}

/** What was typed, or touched: `50.000`. What cannot be read is an amount of nothing, which is refused. */
function rupiahOf(given: unknown): number {
  const digits = String(given ?? '').replace(/[\s.]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : 0
}

async function withWallet(
  c: Context,
  services: Services,
  answer: (view: WalletPageView) => Response | Promise<Response>,
): Promise<Response> {
  const id = walletIdAt(services, c.req.param('address') ?? '')
  const view = id === undefined ? undefined : await walletPageView(services, id)
  return view === undefined ? nothingHere(c) : answer(view)
}

function nothingHere(c: Context): Response | Promise<Response> {
  const { error } = words[languageOf(c)]
  return errorPage(c, { status: 404, title: error.notFound, message: error.notFoundText })
}
