/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { WireEntry } from '../snapshot.ts'
import type { Words } from './words.ts'

/** The bytes between charger and devices and the messages on its network, newest first; shut until asked for. */
export function Wires(props: {
  entries: readonly WireEntry[]
  words: Words
  onToggle: (open: boolean) => void
}) {
  const { words } = props
  return (
    <details
      class="wires"
      onToggle={(event: Event) => props.onToggle((event.target as HTMLDetailsElement).open)}
    >
      <summary>{words.wires.heading}</summary>
      {props.entries.length === 0 ? <p class="hint">{words.wires.empty}</p> : null}
      <ol>
        {props.entries.map((entry) => (
          <li key={entry.id} class={entry.direction}>
            <time datetime={entry.at}>{entry.at.slice(11, 23)}</time>
            <b>{entry.wire}</b>
            <span role="img" aria-label={words.wires[entry.direction]}>
              {entry.direction === 'fromCharger' ? '→' : '←'}
            </span>
            <code>{entry.text}</code>
          </li>
        ))}
      </ol>
    </details>
  )
}
