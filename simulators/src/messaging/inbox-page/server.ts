import type { Clock } from '@colok/shared/time'
import type { Hono } from 'hono'
import { createLivePage } from '../../live/live-page.ts'
import type { PageAssets } from '../../live/page-assets.ts'
import type { MessagingProviders } from '../providers.ts'
import { act, inboxAction } from './actions.ts'
import { page } from './page.ts'
import { snapshotOf } from './snapshot.ts'

/** A text of 4096 characters, whatever the language. */
const longestActionKb = 16

export interface InboxPageOptions {
  readonly providers: MessagingProviders
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: codes are nobody else's to read. */
  readonly hosts: () => readonly string[]
}

/** People's phones. */
export function createInboxPage({ providers, assets, clock, hosts }: InboxPageOptions): Hono {
  const app = createLivePage({
    name: 'inbox-page',
    assets,
    clock,
    hosts,
    page,
    snapshot: () => snapshotOf(providers),
    source: providers.inbox,
    action: inboxAction,
    longestActionKb,
    act: (c, action) => c.json(act(providers, action)),
  })
  return app.get('/images/:number', (c) => {
    const image = providers.inbox.image(Number(c.req.param('number')))
    if (image === undefined) return c.notFound()
    // What is sent as a picture is whatever somebody has sent: no browser is to take it for a page.
    return c.body(image.bytes, 200, {
      'content-type': /^image\/(jpeg|png|webp)$/.test(image.contentType)
        ? image.contentType
        : 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    })
  })
}
