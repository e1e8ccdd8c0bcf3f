import type { Clock } from '@colok/shared/time'
import type { Hono } from 'hono'
import { createLivePage } from '../../live/live-page.ts'
import type { PageAssets } from '../../live/page-assets.ts'
import type { PaymentProviders } from '../providers.ts'
import { act, issuerAppAction } from './actions.ts'
import { page } from './page.ts'
import { snapshotOf } from './snapshot.ts'

export interface IssuerAppOptions {
  readonly providers: PaymentProviders
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: nothing else on this machine's network may pay. */
  readonly hosts: () => readonly string[]
}

/** The payers' app. */
export function createIssuerApp({ providers, assets, clock, hosts }: IssuerAppOptions): Hono {
  return createLivePage({
    name: 'issuer-app',
    assets,
    clock,
    hosts,
    page,
    snapshot: () => snapshotOf(providers),
    source: providers.rails,
    action: issuerAppAction,
    longestActionKb: 4,
    act: (c, action) => c.json(act(providers, action)),
  })
}
