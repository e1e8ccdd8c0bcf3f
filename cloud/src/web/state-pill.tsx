/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Words } from './i18n/id.ts'

/** A socket as a driver sees it: an OCPP status, or that nothing is known, or that the post is offline. */
export type SocketState = Exclude<keyof Words['state'], 'offlineSince'>

type Colour = 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'grey'

const looks: Readonly<Record<SocketState, { colour: Colour; path: string }>> = {
  Available: { colour: 'blue', path: 'M4 12l5 5L20 6' },
  Preparing: {
    colour: 'amber',
    path: 'M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3',
  },
  Charging: { colour: 'green', path: 'M13 2L5 14h6l-1 8 8-12h-6z' },
  SuspendedEV: {
    colour: 'green',
    path: 'M3 8h15v8H3zM21 11v2M6 11v2M9 11v2M12 11v2M15 11v2',
  },
  SuspendedEVSE: { colour: 'amber', path: 'M9 5v14M15 5v14' },
  Finishing: {
    colour: 'amber',
    path: 'M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM4 21l16-3',
  },
  Reserved: {
    colour: 'violet',
    path: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 3',
  },
  Unavailable: {
    colour: 'grey',
    path: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12',
  },
  Faulted: { colour: 'red', path: 'M12 3L2 20h20zM12 10v4M12 17v.5' },
  unknown: {
    colour: 'grey',
    path: 'M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 18v.5',
  },
  offline: {
    colour: 'grey',
    path: 'M3 3l18 18M5 12a10 10 0 0 1 4-2M9 16a4 4 0 0 1 6 0M19 12a10 10 0 0 0-5-2',
  },
}

/** The state pill, the same on every page: a word and an icon, never colour alone. */
export function StatePill({ state, text }: { state: SocketState; text: Child }) {
  const { colour, path } = looks[state]
  const dashed = state === 'offline' ? ' dashed' : ''
  return (
    <span class={`pill ${colour}${dashed}`} data-state={state}>
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
      {text}
    </span>
  )
}
