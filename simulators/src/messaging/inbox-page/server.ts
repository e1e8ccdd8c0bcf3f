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
  return createLivePage({
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
}
