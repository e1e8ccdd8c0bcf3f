/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelAction } from '../actions.ts'
import type { Words } from './words.ts'

/** The mushroom on the post's face: pressing it latches it, and it is turned to come out again. */
export function EmergencyStop(props: { pressed: boolean; words: Words; act: (action: PanelAction) => void }) {
  const { pressed, words } = props
  return (
    <button
      type="button"
      class={pressed ? 'mushroom pressed' : 'mushroom'}
      aria-label={pressed ? words.emergency.reset : words.emergency.press}
      onClick={() => props.act({ action: 'emergencyStop', pressed: !pressed })}
    >
      <svg viewBox="0 0 98 98" aria-hidden="true">
        <rect class="plate" width="98" height="98" rx="14" />
        <circle class="collar" cx="49" cy="42" r="35" />
        <circle class="cap" cx="49" cy="42" r={pressed ? 26 : 30} />
        <path
          class="arrows"
          d="M33 36 a17 17 0 0 1 28 -5 M65 48 a17 17 0 0 1 -28 5 M61 23 v9 h-9 M37 61 v-9 h9"
        />
        <text x="49" y="91">
          {words.emergency.plate}
        </text>
      </svg>
    </button>
  )
}
