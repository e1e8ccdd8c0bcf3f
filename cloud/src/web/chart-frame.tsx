/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Measure } from './chart-measure.ts'
import { type Language, words } from './language.ts'

/** The colours of `state.css`: named, so that a chart needs no style of its own. */
export type ChartColour = 'blue' | 'green' | 'amber' | 'violet' | 'red' | 'grey'

export interface ChartProps {
  /** What the chart shows, in the page's language: it is its heading and its name for a screen reader. */
  readonly title: string
  readonly language: Language
  /** What one should see in it, in a sentence. */
  readonly summary?: string | undefined
}

/** The same numbers for those who read them, or hear them. */
export interface ChartTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What is around every chart: its title and unit, a sentence, the drawing, and its numbers as a table. */
export function ChartFigure({
  title,
  language,
  summary,
  unit,
  legend = [],
  table,
  children,
}: ChartProps & {
  readonly unit?: string
  readonly legend?: readonly { readonly name: string; readonly colour: ChartColour }[]
  readonly table: ChartTable
  readonly children: Child
}) {
  const text = words[language].chart
  const isEmpty = table.rows.length === 0
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        {unit !== undefined && <span class="caption">{unit}</span>}
        {summary !== undefined && !isEmpty && <span class="chart-summary">{summary}</span>}
      </figcaption>
      {legend.length > 1 && !isEmpty && (
        <ul class="chart-legend">
          {legend.map(({ name, colour }) => (
            <li class={colour}>{name}</li>
          ))}
        </ul>
      )}
      {isEmpty ? <p class="chart-nothing">{text.nothing}</p> : children}
      {!isEmpty && (
        <details>
          <summary>{text.asTable}</summary>
          <section class="chart-table" aria-label={title} tabindex={0}>
            <table>
              <thead>
                <tr>
                  {table.head.map((cell) => (
                    <th scope="col">{cell}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map(([first, ...cells]) => (
                  <tr>
                    <th scope="row">{first}</th>
                    {cells.map((cell) => (
                      <td>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </figure>
  )
}

/** A label below the drawing, at so many percent of its width; every second one gives way where there is little room. */
export interface AxisLabel {
  readonly percent: number
  readonly text: string
}

/**
 * The drawing: values up, whatever it is across. Everything is placed by percent, so that it fits any width while its
 * letters stay as large as the page's; what is drawn by `children` lies in a box of 100 by 100 percent.
 */
export function Plot({
  name,
  ticks,
  measure,
  labels,
  children,
}: {
  readonly name: string
  readonly ticks: readonly number[]
  readonly measure: Measure
  readonly labels: readonly AxisLabel[]
  readonly children: Child
}) {
  const top = ticks.at(-1) ?? 1
  const yOf = (value: number) => `${percent(100 - (100 * value) / top)}%`
  return (
    <div class="chart-plot">
      <svg class="chart-values" aria-hidden="true">
        {ticks.map((tick) => (
          <text x="100%" y={yOf(tick)} dy="0.35em">
            {measure.tick(tick)}
          </text>
        ))}
      </svg>
      <svg class="chart-drawing" role="img" aria-label={name}>
        {ticks.map((tick) => (
          <line class={tick === 0 ? 'base' : 'grid'} x1="0" x2="100%" y1={yOf(tick)} y2={yOf(tick)} />
        ))}
        {children}
        {labels.map((label, index) => (
          <text class={classOf(label, index)} x={`${percent(label.percent)}%`} y="100%" dy="1.5em">
            {label.text}
          </text>
        ))}
      </svg>
    </div>
  )
}

/** Labels at the edges stay inside. */
function classOf({ percent: at }: AxisLabel, index: number): string {
  const anchor = at < 2 ? 'at-start' : at > 98 ? 'at-end' : 'at-middle'
  return index % 2 === 0 ? anchor : `${anchor} spare`
}

/** Two digits are finer than any screen. */
export function percent(value: number): number {
  return Number(value.toFixed(2))
}
