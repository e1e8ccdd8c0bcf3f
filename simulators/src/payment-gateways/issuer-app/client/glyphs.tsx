/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */

/** Drawn, since not every font has them; each stands beside a word. */
const paths = {
  back: 'M15 5l-7 7 7 7',
  done: 'M5 13l5 5 9-11',
  ended: 'M6 6l12 12M18 6L6 18',
  returned: 'M9 6l-5 5 5 5M4 11h10a5 5 0 010 10h-2',
} as const

export function Glyph({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
