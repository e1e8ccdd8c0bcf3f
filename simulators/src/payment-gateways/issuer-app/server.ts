import type { Clock } from '@colok/shared/time'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { follow } from '../../live/follow.ts'
import { guardLocalPage, problem } from '../../live/local-page.ts'
import type { PageAssets } from '../../live/page-assets.ts'
import type { PaymentProviders } from '../providers.ts'
import { act, issuerAppAction } from './actions.ts'
import { page } from './page.ts'
import { snapshotOf } from './snapshot.ts'

/** More pages than anyone opens on one machine. */
const mostStreams = 64

export interface IssuerAppOptions {
  readonly providers: PaymentProviders
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: nothing else on this machine's network may pay. */
  readonly hosts: () => readonly string[]
}

/** The payers' app: its page, snapshots as server-sent events, and `POST /actions` for what payers do. */
export function createIssuerApp(options: IssuerAppOptions): Hono {
  const { providers, assets, clock } = options
  let openStreams = 0
  const app = new Hono()
  guardLocalPage(app, options.hosts)
  app.get('/', (c) => c.html(page(snapshotOf(providers))))
  app.get('/issuer-app.js', (c) =>
    c.body(assets.script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  app.get('/issuer-app.css', (c) => c.body(assets.styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/snapshot', (c) => c.json(snapshotOf(providers)))
  app.get('/snapshots', (c) => {
    if (openStreams >= mostStreams) return problem(c, 503, `${mostStreams} pages are open already.`)
    openStreams += 1
    return streamSSE(c, async (events) => {
      try {
        await follow(events, clock, providers.rails, () =>
          events.writeSSE({ event: 'snapshot', data: JSON.stringify(snapshotOf(providers)) }),
        )
      } finally {
        openStreams -= 1
      }
    })
  })
  app.post(
    '/actions',
    bodyLimit({ maxSize: 4096, onError: (c) => problem(c, 413, 'An action is at most 4 kB.') }),
    async (c) => {
      if (!c.req.header('content-type')?.startsWith('application/json'))
        return problem(c, 415, 'An action is sent as application/json.')
      const action = issuerAppAction.safeParse(await c.req.json().catch(() => undefined))
      if (!action.success)
        return problem(
          c,
          422,
          `${action.error.issues[0]?.path.join('.')}: ${action.error.issues[0]?.message}`,
        )
      return c.json(act(providers, action.data))
    },
  )
  app.notFound((c) => problem(c, 404, `Nothing is at ${c.req.path}; the page is at /.`))
  return app
}
