/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelAction } from '../actions.ts'
import type { PanelSnapshot } from '../snapshot.ts'
import { EmergencyStop } from './emergency-stop.tsx'
import { Lcd } from './lcd.tsx'
import { MotorcycleDrawing } from './motorcycle-drawing.tsx'
import { SocketDrawing } from './socket-drawing.tsx'
import type { Words } from './words.ts'

/** The middle of the two sockets that there is room for, in the units of the scene: 1200 × 640, the post in its middle. */
const places = [
  { side: 'left', x: 531, y: 428 },
  { side: 'right', x: 669, y: 428 },
] as const

/** The street: the post, and a motorcycle on either side of it. On a narrow screen only the post is left in sight. */
export function Scene(props: { snapshot: PanelSnapshot; words: Words; act: (action: PanelAction) => void }) {
  const { snapshot, words } = props
  const { post } = snapshot
  return (
    <div class="scene">
      <svg viewBox="0 0 1200 640" preserveAspectRatio="xMidYMid slice">
        <title>{`${snapshot.chargePointId}, ${words.title}`}</title>
        <path
          class="hill far"
          d="M0 430 C 140 330 300 350 420 410 S 760 300 900 340 S 1120 330 1200 380 V 604 H 0 Z"
        />
        <path
          class="hill"
          d="M0 500 C 120 440 260 452 380 500 S 700 420 860 452 S 1090 430 1200 490 V 604 H 0 Z"
        />
        <path class="ground" d="M0 600 H1200 V640 H0 Z" />
        <path class="kerb" d="M0 600 H1200" />
        <g class={post.powered ? 'post' : 'post dark'}>
          <Post post={post} words={words} />
          {places.map((place, index) => {
            const socket = post.sockets[index]
            return socket ? <SocketDrawing key={place.side} socket={socket} place={place} /> : null
          })}
        </g>
        {places.map((place, index) => {
          const socket = post.sockets[index]
          const motorcycle = snapshot.motorcycles[index]
          return socket && motorcycle ? (
            <MotorcycleDrawing key={place.side} place={place} socket={socket} motorcycle={motorcycle} />
          ) : null
        })}
      </svg>
      <EmergencyStop pressed={post.emergencyStop} words={words} act={props.act} />
    </div>
  )
}

function Post(props: { post: PanelSnapshot['post']; words: Words }) {
  const { post, words } = props
  return (
    <g>
      <ellipse class="shadow" cx="600" cy="604" rx="190" ry="9" />
      <rect class="post-foot" x="438" y="584" width="324" height="20" rx="4" />
      <rect class="post-body" x="450" y="24" width="300" height="566" rx="26" />
      <rect class="post-face" x="462" y="36" width="276" height="540" rx="18" />
      <g class="wordmark">
        <path d="M493 52 l-12 19 h8 l-4 15 l14 -20 h-8 z" />
        <text x="508" y="77">
          colok
        </text>
        <text class="post-name" x="722" y="76">
          SPKLU
        </text>
      </g>
      <rect class="bezel" x="466" y="98" width="268" height="104" rx="8" />
      <Lcd middleX={600} middleY={150} lines={post.lcd} backlight={post.powered && post.backlight} />
      <g class="reader" id="card-reader">
        <title>{words.reader}</title>
        <rect x="484" y="222" width="118" height="98" rx="14" />
        <rect
          class="reader-card"
          x="504"
          y="247"
          width="44"
          height="30"
          rx="5"
          transform="rotate(-12 526 262)"
        />
        <path d="M560 246 a26 26 0 0 1 0 36 M570 238 a38 38 0 0 1 0 52 M580 230 a50 50 0 0 1 0 68" />
      </g>
    </g>
  )
}
