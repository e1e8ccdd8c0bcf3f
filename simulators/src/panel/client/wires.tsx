/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { WireEntry } from '../snapshot.ts'
import type { Words } from './words.ts'

/** The bytes between charger and devices and the messages on its network, newest first; shut until asked for. */
export function Wires(props: {
  entries: readonly WireEntry[]
  /** The one wire to look at, or all of them. */
  only: string | undefined
  words: Words
  onToggle: (open: boolean) => void
  onChoose: (wire: string | undefined) => void
}) {
  const { entries, only, words } = props
  const wires = [...new Set(entries.map(({ wire }) => wire))].sort()
  const shown = entries.filter(({ wire }) => only === undefined || wire === only)
  return (
    <details
      class="wires"
      onToggle={(event: Event) => props.onToggle((event.target as HTMLDetailsElement).open)}
    >
      <summary>{words.wires.heading}</summary>
      <div class="wire-choice">
        {[undefined, ...wires].map((wire) => (
          <button
            key={wire ?? 'all'}
            type="button"
            aria-pressed={wire === only ? 'true' : 'false'}
            onClick={() => props.onChoose(wire)}
          >
            {wire ?? words.wires.all}
          </button>
        ))}
      </div>
      {shown.length === 0 ? <p class="hint">{words.wires.empty}</p> : null}
      <ol>
        {shown.map((entry) => (
          <li key={entry.id}>
            <time datetime={entry.at}>{entry.at.slice(11, 23)}</time>
            <b>{entry.wire}</b>
            <span>{words.wires[entry.direction]}</span>
            <code>{entry.text}</code>
          </li>
        ))}
      </ol>
    </details>
  )
}
