import type { Clock } from '@colok/shared/time'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { panelAction } from './actions.ts'
import type { PanelAssets } from './assets.ts'
import { page } from './page.ts'
import type { Stage } from './stage.ts'

/** A snapshot is 2 kB: ten a second are enough for the eye and nothing for the loopback. */
const shortestGapMs = 100
/** A comment goes out when nothing has changed for so long, so that a dead page is noticed. */
const keepAliveMs = 15_000
/** More pages than anyone opens on one machine; past it a stream is refused and the page says so. */
const mostStreams = 64

export interface PanelOptions {
  readonly stage: Stage
  readonly assets: PanelAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: nothing else on this machine's network may drive the post. */
  readonly hosts: readonly string[]
}

/** The panel's page, its snapshots as server-sent events, and `POST /actions` for what hands do. */
export function createPanel(options: PanelOptions): Hono {
  const { stage, assets, clock } = options
  let openStreams = 0
  const app = new Hono()

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
    async (c, next) => {
      // A page elsewhere that rebinds its name to 127.0.0.1 sends its own name here.
      if (!options.hosts.includes(c.req.header('host') ?? ''))
        return problem(c, 403, `This panel is served at http://${options.hosts[0]}/ only.`)
      await next()
      if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-cache')
    },
  )

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

/** Writes at once, then after each change, and a comment when it is quiet, until the page goes away. */
async function follow(
  events: SSEStreamingApi,
  clock: Clock,
  source: { onChange(listener: () => void): () => void },
  write: () => Promise<void>,
): Promise<void> {
  let changed = true
  let wake = () => {}
  const stopListening = source.onChange(() => {
    changed = true
    wake()
  })
  events.onAbort(() => wake())
  try {
    while (!events.aborted && !events.closed) {
      if (changed) {
        changed = false
        await write()
        await new Promise<void>((resolve) => clock.after(shortestGapMs, resolve))
      } else {
        const cancel = await new Promise<() => void>((resolve) => {
          const cancelTimer = clock.after(keepAliveMs, () => resolve(cancelTimer))
          wake = () => resolve(cancelTimer)
        })
        cancel()
        if (!changed && !events.aborted) await events.write(': still here\n\n')
      }
    }
  } finally {
    stopListening()
  }
}

function problem(c: Context, status: 403 | 404 | 409 | 413 | 415 | 422 | 503, detail: string): Response {
  return c.json({ title: 'Not done', status, detail }, status, {
    'content-type': 'application/problem+json',
  })
}
