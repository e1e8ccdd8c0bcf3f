import type { Clock } from '@colok/shared/time'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { follow } from '../live/follow.ts'
import { guardLocalPage, problem } from '../live/local-page.ts'
import type { PageAssets } from '../live/page-assets.ts'
import { panelAction } from './actions.ts'
import { page } from './page.ts'
import type { Stage } from './stage.ts'

/** More pages than anyone opens on one machine; past it a stream is refused and the page says so. */
const mostStreams = 64

export interface PanelOptions {
  readonly stage: Stage
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: nothing else on this machine's network may drive the post. */
  readonly hosts: readonly string[]
}

/** The panel's page, its snapshots as server-sent events, and `POST /actions` for what hands do. */
export function createPanel(options: PanelOptions): Hono {
  const { stage, assets, clock } = options
  let openStreams = 0
  const app = new Hono()

  guardLocalPage(app, () => options.hosts)
  app.get('/', (c) => c.html(page(stage.snapshot())))
  app.get('/panel.js', (c) =>
    c.body(assets.script, 200, {
      'content-type': 'text/javascript; charset=utf-8',
    }),
  )
  app.get('/panel.css', (c) => c.body(assets.styles, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/snapshot', (c) => c.json(stage.snapshot()))

  const stream = (c: Context, follow: (events: SSEStreamingApi) => Promise<void>) => {
    if (openStreams >= mostStreams)
      return problem(c, 503, `${mostStreams} panels are open already: close one.`)
    openStreams += 1
    return streamSSE(c, async (events) => {
      try {
        await follow(events)
      } finally {
        openStreams -= 1
      }
    })
  }
  app.get('/snapshots', (c) =>
    stream(c, (events) =>
      follow(events, clock, stage, () =>
        events.writeSSE({
          event: 'snapshot',
          data: JSON.stringify(stage.snapshot()),
        }),
      ),
    ),
  )
  app.get('/wires', (c) => {
    let lastId = Number(c.req.header('last-event-id') ?? 0) || 0
    return stream(c, (events) =>
      follow(events, clock, stage.wires, async () => {
        const entries = stage.wires.since(lastId)
        lastId = entries.at(-1)?.id ?? lastId
        if (entries.length > 0)
          await events.writeSSE({
            event: 'wires',
            id: String(lastId),
            data: JSON.stringify(entries),
          })
      }),
    )
  })

  app.post(
    '/actions',
    bodyLimit({
      maxSize: 4096,
      onError: (c) => problem(c, 413, 'An action is at most 4 kB.'),
    }),
    async (c) => {
      if (!c.req.header('content-type')?.startsWith('application/json'))
        return problem(c, 415, 'An action is sent as application/json.')
      const action = panelAction.safeParse(await c.req.json().catch(() => undefined))
      if (!action.success)
        return problem(
          c,
          422,
          action.error.issues
            .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
            .join('; '),
        )
      const result = await stage.act(action.data)
      return result.kind === 'done' ? c.json({ ok: true }) : problem(c, 409, result.reason)
    },
  )
  app.notFound((c) => problem(c, 404, `Nothing is at ${c.req.path}; the panel is at /.`))
  return app
}
