import type { Clock } from '@colok/shared/time'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { html } from 'hono/html'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { z } from 'zod'
import { type ChangeSource, follow } from './follow.ts'
import { guardLocalPage, problem } from './local-page.ts'
import type { PageAssets } from './page-assets.ts'

/** More pages than anyone opens on one machine; past it a stream is refused and the page says so. */
const mostStreams = 64

type Stream = (events: SSEStreamingApi, lastId: number) => Promise<void>

interface LivePage<Snapshot, Action> {
  /** Its script is `/{name}.js`, its styles `/{name}.css`. */
  readonly name: string
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: nothing else on this machine's network may act here. */
  readonly hosts: () => readonly string[]
  /** The shell; the snapshot stands in it, so that the page is drawn before the stream opens. */
  readonly page: (snapshot: Snapshot) => ReturnType<typeof html>
  readonly snapshot: () => Snapshot
  /** When there is a new snapshot. */
  readonly source: ChangeSource
  readonly action: z.ZodType<Action>
  readonly longestActionKb: number
  readonly act: (c: Context, action: Action) => Response | Promise<Response>
  /** Other streams by their path; `lastId` is that of the last event that the page has, or 0. */
  readonly streams?: Readonly<Record<string, Stream>>
}

/** A page on this machine: its shell, snapshots as server-sent events, and `POST /actions` for what people do. */
export function createLivePage<Snapshot, Action>(of: LivePage<Snapshot, Action>): Hono {
  const { name, assets, clock, source } = of
  const app = new Hono()
  guardLocalPage(app, of.hosts)
  app.get('/', (c) => c.html(of.page(of.snapshot())))
  app.get(`/${name}.js`, (c) =>
    c.body(assets.script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  app.get(`/${name}.css`, (c) => c.body(assets.styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/snapshot', (c) => c.json(of.snapshot()))
  const streams: Readonly<Record<string, Stream>> = {
    '/snapshots': (events) =>
      follow(events, clock, source, () =>
        events.writeSSE({ event: 'snapshot', data: JSON.stringify(of.snapshot()) }),
      ),
    ...of.streams,
  }
  let openStreams = 0
  for (const [path, stream] of Object.entries(streams))
    app.get(path, (c) => {
      if (openStreams >= mostStreams)
        return problem(c, 503, `${mostStreams} pages are open already: close one.`)
      openStreams += 1
      return streamSSE(c, async (events) => {
        try {
          await stream(events, Number(c.req.header('last-event-id') ?? 0) || 0)
        } finally {
          openStreams -= 1
        }
      })
    })
  app.post('/actions', limited(of.longestActionKb), async (c) => {
    if (!c.req.header('content-type')?.startsWith('application/json'))
      return problem(c, 415, 'An action is sent as application/json.')
    const action = of.action.safeParse(await c.req.json().catch(() => undefined))
    if (action.success) return of.act(c, action.data)
    const wrong = action.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    return problem(c, 422, wrong.join('; '))
  })
  app.notFound((c) => problem(c, 404, `Nothing is at ${c.req.path}; the page is at /.`))
  return app
}

function limited(kb: number) {
  return bodyLimit({
    maxSize: kb * 1024,
    onError: (c) => problem(c, 413, `An action is at most ${kb} kB.`),
  })
}
