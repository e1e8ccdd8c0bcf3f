import type { Clock } from '@colok/shared/time'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { follow } from '../../live/follow.ts'
import { guardLocalPage, problem } from '../../live/local-page.ts'
import type { PageAssets } from '../../live/page-assets.ts'
import type { MessagingProviders } from '../providers.ts'
import { act, inboxAction } from './actions.ts'
import { page } from './page.ts'
import { snapshotOf } from './snapshot.ts'

/** More pages than anyone opens on one machine. */
const mostStreams = 64

/** A text of 4096 characters, whatever the language. */
const longestActionBytes = 16 * 1024

export interface InboxPageOptions {
  readonly providers: MessagingProviders
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: codes are nobody else's to read. */
  readonly hosts: () => readonly string[]
}

/** People's phones: the page, snapshots as server-sent events, and `POST /actions` for what people do. */
export function createInboxPage(options: InboxPageOptions): Hono {
  const { providers, assets, clock } = options
  let openStreams = 0
  const app = new Hono()
  guardLocalPage(app, options.hosts)
  app.get('/', (c) => c.html(page(snapshotOf(providers))))
  app.get('/inbox-page.js', (c) =>
    c.body(assets.script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  app.get('/inbox-page.css', (c) => c.body(assets.styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/snapshot', (c) => c.json(snapshotOf(providers)))
  app.get('/snapshots', (c) => {
    if (openStreams >= mostStreams) return problem(c, 503, `${mostStreams} pages are open already.`)
    openStreams += 1
    return streamSSE(c, async (events) => {
      try {
        await follow(events, clock, providers.inbox, () =>
          events.writeSSE({ event: 'snapshot', data: JSON.stringify(snapshotOf(providers)) }),
        )
      } finally {
        openStreams -= 1
      }
    })
  })
  app.post(
    '/actions',
    bodyLimit({
      maxSize: longestActionBytes,
      onError: (c) => problem(c, 413, 'An action is at most 16 kB.'),
    }),
    async (c) => {
      if (!c.req.header('content-type')?.startsWith('application/json'))
        return problem(c, 415, 'An action is sent as application/json.')
      const action = inboxAction.safeParse(await c.req.json().catch(() => undefined))
      if (action.success) return c.json(act(providers, action.data))
      const [issue] = action.error.issues
      return problem(c, 422, `${issue?.path.join('.')}: ${issue?.message}`)
    },
  )
  app.notFound((c) => problem(c, 404, `Nothing is at ${c.req.path}; the page is at /.`))
  return app
}
