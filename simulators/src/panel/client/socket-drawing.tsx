/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelSnapshot } from '../snapshot.ts'

type Socket = PanelSnapshot['post']['sockets'][number]

/** One outlet: its light as a ring, its lid while nothing is in it, the plug while something is. */
export function SocketDrawing(props: { socket: Socket; place: { readonly x: number; readonly y: number } }) {
  const { socket, place } = props
  const { colour, blinking } = socket.light
  return (
    <g class="socket" transform={`translate(${place.x} ${place.y})`}>
      <text class="socket-number" x="0" y="-68">
        {socket.connectorId}
      </text>
      <circle class={`ring ring-${colour}${blinking ? ' blinking' : ''}`} r="53" />
      <circle class="rim" r="45" />
      {socket.plugged ? <Plug live={socket.relayClosed} /> : <Lid />}
      <g class={socket.relayClosed ? 'relay closed' : 'relay'} transform="translate(0 78)">
        <path d="M-30 0 H-12 M12 0 H30" />
        <path d={socket.relayClosed ? 'M-12 0 H12' : 'M-12 0 L9 -11'} />
        <circle cx="-12" cy="0" r="3" />
        <circle cx="12" cy="0" r="3" />
      </g>
    </g>
  )
}

function Lid() {
  return (
    <g class="lid">
      <circle r="40" />
      <path class="hinge" d="M-18 -38 h36" />
      <path class="bolt" d="M4 -18 l-14 21 h10 l-4 15 l15 -22 h-10 z" />
      <path class="grip" d="M-13 31 h26" />
    </g>
  )
}

function Plug(props: { live: boolean }) {
  return (
    <g class={props.live ? 'plug live' : 'plug'}>
      <path class="open-lid" d="M-37 -34 q37 -26 74 0 l-5 8 q-32 -20 -64 0 z" />
      <circle class="plug-body" r="34" />
      <circle class="plug-grip" r="21" />
      <path class="plug-mark" d="M-9 -2 v-8 M9 -2 v-8 M-13 -2 h26 v4 a13 13 0 0 1 -26 0 z" />
    </g>
  )
}
