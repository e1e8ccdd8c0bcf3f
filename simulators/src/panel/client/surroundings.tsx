/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelAction } from '../actions.ts'
import type { PanelSnapshot } from '../snapshot.ts'
import type { Words } from './words.ts'

/** The mains, the network cable and the service door, and how the controller's process is. */
export function SurroundingsSwitches(props: {
  snapshot: PanelSnapshot
  words: Words
  act: (action: PanelAction) => void
}) {
  const { snapshot, words, act } = props
  const on = snapshot.post.powered
  const connected = snapshot.network === 'connected'
  return (
    <section class="surroundings" aria-label={words.surroundings}>
      <h2>{words.surroundings}</h2>
      <div class="switch">
        <svg class={on ? 'icon on' : 'icon'} viewBox="0 0 32 32" aria-hidden="true">
          <path d="M18 3 L7 18 h8 l-2 11 L25 13 h-9 z" />
        </svg>
        <p>{on ? words.power.on : words.power.off}</p>
        <button
          type="button"
          class={on ? 'act' : 'act first'}
          onClick={() => act({ action: 'power', on: !on })}
        >
          {on ? words.power.cut : words.power.restore}
        </button>
      </div>
      <div class="switch">
        <svg class={connected ? 'icon on' : 'icon'} viewBox="0 0 32 32" aria-hidden="true">
          <path
            d={
              connected
                ? 'M2 14 h9 M21 14 h9 v4 h-9 M2 18 h9 M11 9 h10 v14 h-10 z M15 9 v6 M18 9 v6'
                : 'M1 14 h5 M26 14 h5 v4 h-5 M1 18 h5 M6 10 h8 v12 h-8 z M26 10 h-6 v12 h6 z M15 6 l4 20'
            }
          />
        </svg>
        <p>{connected ? words.network.connected : words.network.cut}</p>
        <button
          type="button"
          class={connected ? 'act' : 'act first'}
          onClick={() => act({ action: 'network', connected: !connected })}
        >
          {connected ? words.network.doCut : words.network.restore}
        </button>
      </div>
      <ServiceDoor snapshot={snapshot} words={words} act={act} />
      <p class={`controller controller-${snapshot.controller}`} data-testid="controller">
        {words.controller[snapshot.controller]}
      </p>
    </section>
  )
}

function ServiceDoor(props: { snapshot: PanelSnapshot; words: Words; act: (action: PanelAction) => void }) {
  const { doorOpen, solenoidOn } = props.snapshot.post
  const { door } = props.words
  return (
    <div class="switch">
      <svg class={doorOpen ? 'icon' : 'icon on'} viewBox="0 0 32 32" aria-hidden="true">
        <path
          d={
            doorOpen
              ? 'M7 3 h18 v26 h-18 z M7 3 l11 4 v26 l-11 -4 M15 18 v3'
              : 'M7 3 h18 v26 h-18 z M21 15 v4'
          }
        />
      </svg>
      <p>{doorOpen ? door.open : solenoidOn ? door.letGo : door.shut}</p>
      <button
        type="button"
        class={doorOpen || solenoidOn ? 'act first' : 'act'}
        onClick={() => props.act({ action: 'door', open: !doorOpen })}
      >
        {doorOpen ? door.doShut : solenoidOn ? door.pull : door.force}
      </button>
    </div>
  )
}
