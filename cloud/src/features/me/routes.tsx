/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { listDriverMonths, listDriverSessions } from '../drivers/history.ts'
import { walletsOf } from '../drivers/wallets.ts'
import { signedInOf } from '../sign-in/account-routes.tsx'
import { Period } from '../statements/schemas.ts'
import { walletView } from '../wallets/queries.ts'
import { ownCardPages } from './card-routes.tsx'
import { ownDataPages } from './data-routes.tsx'
import { historyCsv, ownSessions } from './history.ts'
import { HistoryPage } from './history-page.tsx'
import { OverviewPage } from './overview-page.tsx'

/** Enough to see what is running: one card charges at few posts at once. */
const newestSessions = 10

/** A driver's own pages, whole from HTML alone; mounted at `/me`. */
export function mePages(services: Services): Hono {
  return new Hono()
    .get('/', async (c) => {
      const { id: userId, name } = signedInOf(c)
      const wallets = await walletsOf(services.read, userId)
      const views = await Promise.all(wallets.map((id) => walletView(services, id, true)))
      const newest = { before: undefined, limit: newestSessions }
      const sessions = await listDriverSessions(services.read, userId, newest)
      const [newestMonth] = await listDriverMonths(services.read, userId)
      const page = {
        ...{ name, newestMonth, language: languageOf(c) },
        wallets: views.filter((view) => view !== undefined),
        running: sessions.filter(({ state }) => state === 'charging'),
      }
      return c.html(<OverviewPage {...page} />)
    })
    .get('/history', async (c) => {
      const { id: userId } = signedInOf(c)
      const months = await listDriverMonths(services.read, userId)
      const month = monthOf(c.req.query('month') ?? months[0]?.month ?? '1970-01')
      const sessions = await ownSessions(services, { userId, month })
      return c.html(<HistoryPage {...{ month, months, sessions, language: languageOf(c) }} />)
    })
    .get('/history/csv', async (c) => {
      const month = monthOf(c.req.query('month') ?? '')
      const sessions = await ownSessions(services, { userId: signedInOf(c).id, month })
      return c.body(historyCsv(sessions, languageOf(c)), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="colok-${month}.csv"`,
      })
    })
    .route('/', ownCardPages(services))
    .route('/', ownDataPages(services))
}

function monthOf(text: string): string {
  const month = Period.safeParse(text)
  if (!month.success) throw new Problem('invalid-request', 'A month is written as 2026-11.')
  return month.data
}
