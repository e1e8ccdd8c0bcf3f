/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import { dotsOf } from './glyphs.ts'

/** One dot of the LCD in drawing units, and the cell of a character: five dots and a gap, eight dots and a gap. */
const dot = 2
const cell = { width: 6 * dot, height: 9.5 * dot }
/** The part of a dot's square that lights, so that the dots stay apart. */
const lit = dot * 0.86

/** The display's glass with every dot of the characters that the simulated controller holds. */
export function Lcd(props: {
  /** Where the middle of the glass is. */
  middleX: number
  middleY: number
  lines: readonly string[]
  backlight: boolean
}) {
  const columns = Math.max(16, ...props.lines.map((line) => line.length))
  const width = columns * cell.width + 8
  const height = props.lines.length * cell.height + 8
  return (
    <svg
      class={props.backlight ? 'lcd' : 'lcd dark'}
      role="img"
      data-testid="lcd"
      aria-label={props.lines.join('\n')}
      x={props.middleX - width / 2}
      y={props.middleY - height / 2}
      width={width}
      height={height}
    >
      <rect class="lcd-glass" width={width} height={height} rx="3" />
      {props.lines.map((line, row) => (
        <g key={row} transform={`translate(5 ${5 + row * cell.height})`}>
          <path class="lcd-cells" d={cells(columns)} />
          <path class="lcd-dots" d={dots(line)} />
        </g>
      ))}
    </svg>
  )
}

function dots(line: string): string {
  return [...line]
    .flatMap((character, column) =>
      dotsOf(character).map(
        ([x, y]) => `M${column * cell.width + x * dot} ${y * dot}h${lit}v${lit}h-${lit}z`,
      ),
    )
    .join('')
}

/** The faint ground of each character cell, which is visible on real glass. */
function cells(columns: number): string {
  return Array.from(
    { length: columns },
    (_, column) => `M${column * cell.width} 0h${5 * dot}v${8 * dot}h-${5 * dot}z`,
  ).join('')
}
