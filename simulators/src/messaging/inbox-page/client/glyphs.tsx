/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { InboxChannel, InboxState } from '../../inbox.ts'

const channelPaths: Readonly<Record<InboxChannel, string>> = {
  whatsapp: 'M4 20l1.3-3.8A8 8 0 1 1 8.2 19L4 20zM9 9.5c0 3 2.5 5.5 5.5 5.5',
  telegram: 'M21 4L3 11l6 2.2L11.500 20l3-4.500 4.500 3L21 4zM9 13.200L21 4',
  email: 'M3 6h18v12H3zM3 7l9 6 9-6',
}

const statePaths: Readonly<Record<InboxState, string>> = {
  accepted: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18',
  sent: 'M5 13l4 4L19 7',
  delivered: 'M2 13l4 4L16 7M11 16l1 1L22 7',
  read: 'M2 13l4 4L16 7M11 16l1 1L22 7',
  failed: 'M12 7v6M12 16.500v.5M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18',
}

function Glyph({ path }: { path: string }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

export function ChannelGlyph({ channel }: { channel: InboxChannel }) {
  return <Glyph path={channelPaths[channel]} />
}

export function StateGlyph({ state }: { state: InboxState }) {
  return <Glyph path={statePaths[state]} />
}

export function BackGlyph() {
  return <Glyph path="M15 5l-7 7 7 7" />
}
