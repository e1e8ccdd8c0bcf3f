import type { Clock } from '@colok/shared/time'
import type { Hono } from 'hono'
import { follow } from '../live/follow.ts'
import { createLivePage } from '../live/live-page.ts'
import { problem } from '../live/local-page.ts'
import type { PageAssets } from '../live/page-assets.ts'
import { panelAction } from './actions.ts'
import { page } from './page.ts'
import type { Stage } from './stage.ts'

export interface PanelOptions {
  readonly stage: Stage
  readonly assets: PageAssets
  readonly clock: Clock
  /** The `Host` headers that are served, with their port: nothing else on this machine's network may drive the post. */
  readonly hosts: readonly string[]
}

/** The post as a page, what hands do at it, and what goes over its wires. */
export function createPanel({ stage, assets, clock, hosts }: PanelOptions): Hono {
  return createLivePage({
    name: 'panel',
    assets,
    clock,
    hosts: () => hosts,
    page,
    snapshot: () => stage.snapshot(),
    source: stage,
    action: panelAction,
    longestActionKb: 4,
    act: async (c, action) => {
      const result = await stage.act(action)
      return result.kind === 'done' ? c.json({ ok: true }) : problem(c, 409, result.reason)
    },
    streams: {
      '/wires': (events, lastId) => {
        let told = lastId
        return follow(events, clock, stage.wires, async () => {
          const entries = stage.wires.since(told)
          told = entries.at(-1)?.id ?? told
          if (entries.length > 0)
            await events.writeSSE({ event: 'wires', id: String(told), data: JSON.stringify(entries) })
        })
      },
    },
  })
}
