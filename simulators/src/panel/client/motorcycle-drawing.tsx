/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelSnapshot } from '../snapshot.ts'

/** An electric scooter in side view, its battery above it, and its cable: to the socket, or hung up on the handlebar. */
export function MotorcycleDrawing(props: {
  place: {
    readonly side: 'left' | 'right'
    readonly x: number
    readonly y: number
  }
  socket: PanelSnapshot['post']['sockets'][number]
  motorcycle: PanelSnapshot['motorcycles'][number]
}) {
  const { socket, motorcycle, place } = props
  const { side } = place
  const percent = Math.floor(motorcycle.stateOfChargePermille / 10)
  const flowing = socket.plugged && socket.relayClosed && socket.powerW > 0
  // Drawn facing left, standing on the left; the right one is its mirror image.
  const towards = side === 'left' ? place.x : 1200 - place.x
  const mirror = side === 'left' ? undefined : 'translate(1200 0) scale(-1 1)'
  const gaugeX = side === 'left' ? 336 : 864
  return (
    <g class={`motorcycle ${side}`}>
      <g transform={mirror}>
        <ellipse class="shadow" cx="235" cy="604" rx="180" ry="7" />
        <Scooter />
        {socket.plugged ? (
          <path
            class={flowing ? 'cable flowing' : 'cable'}
            d={`M352 476 C 396 476 402 588 452 580 S ${towards - 58} 540 ${towards - 33} ${place.y + 8}`}
          />
        ) : (
          <g>
            <path class="cable" d="M352 476 C 392 480 398 540 372 544 S 340 516 356 500" />
            <rect
              class="hung-plug"
              x="346"
              y="486"
              width="20"
              height="26"
              rx="6"
              transform="rotate(24 356 498)"
            />
          </g>
        )}
      </g>
      <Gauge x={gaugeX} percent={percent} permille={motorcycle.stateOfChargePermille} charging={flowing} />
    </g>
  )
}

function Scooter() {
  return (
    <g class="scooter">
      <circle class="tyre" cx="112" cy="552" r="42" />
      <circle class="hub" cx="112" cy="552" r="14" />
      <circle class="tyre" cx="352" cy="552" r="42" />
      <circle class="hub" cx="352" cy="552" r="14" />
      <path class="frame" d="M150 392 L112 552" />
      <path class="frame" d="M300 500 L352 552" />
      <path class="fender" d="M70 530 C 78 500 120 494 152 518" />
      <path
        class="body"
        d="M148 380 C 166 372 182 384 186 404 L 202 488 C 205 502 214 508 226 508 L 262 508
           C 270 508 274 503 275 495 C 279 462 300 444 344 438 L 396 432 C 404 431 408 440 402 446
           C 388 462 384 476 392 508 C 372 500 342 506 326 532 L 204 532 C 182 532 172 522 167 504 Z"
      />
      <path class="stripe" d="M288 486 C 300 466 330 460 384 456" />
      <path
        class="seat"
        d="M262 432 C 262 420 272 416 286 417 L 392 410 C 408 409 412 424 400 430 L 300 442 C 280 446 262 446 262 432 Z"
      />
      <path class="frame thin" d="M152 386 L144 352" />
      <path class="bars" d="M122 346 C 136 338 150 340 168 352" />
      <circle class="lamp" cx="140" cy="376" r="13" />
      <path class="mirror" d="M158 348 L169 333" />
      <circle class="mirror-glass" cx="171" cy="328" r="8" />
      <rect class="inlet" x="336" y="464" width="24" height="24" rx="7" />
    </g>
  )
}

function Gauge(props: { x: number; percent: number; permille: number; charging: boolean }) {
  const width = 112
  return (
    <g class={props.charging ? 'gauge charging' : 'gauge'} transform={`translate(${props.x} 366)`}>
      <rect class="gauge-case" x={-width / 2} y="-24" width={width} height="48" rx="10" />
      <rect class="gauge-pole" x={width / 2 + 2} y="-9" width="6" height="18" rx="3" />
      <rect
        class={props.permille < 200 ? 'gauge-fill low' : 'gauge-fill'}
        x={-width / 2 + 5}
        y="-19"
        width={Math.max(3, ((width - 10) * props.permille) / 1000)}
        height="38"
        rx="6"
      />
      <text x="0" y="8">
        {props.percent}%
      </text>
    </g>
  )
}
