/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Instant } from '@colok/shared/time'
import {
  labelEvery,
  type Span,
  stretches,
  type TimedValue,
  thinnedToPeaks,
  timeStepMs,
  timeTicks,
  unbroken,
  valueTicks,
} from '../core/chart-layout.ts'
import { type ChartColour, ChartFigure, type ChartProps, Plot, percent } from './chart-frame.tsx'
import { type MeasureKind, measureOf } from './chart-measure.ts'
import { localeOf, type Place, timeOfDay, words } from './language.ts'

/** Lines beside the axis, at most one more than so many. */
const valueSteps = 4
/** Labels that stand beside each other on a telephone; twice as many elsewhere. */
const mostLabels = 8
/** A line of more points than a screen has dots is no better. */
const mostPoints = 400
const mostRows = 48

const dayMs = 86_400_000

export interface LineChartProps extends ChartProps {
  readonly measure: MeasureKind
  /** In the order of time. */
  readonly points: readonly TimedValue[]
  readonly from: Instant
  readonly to: Instant
  readonly place: Place
  /** A longer silence is a gap. */
  readonly longestGapMs: number
  readonly colour?: ChartColour
  /** The least that the scale reaches up to. */
  readonly leastTop?: number
}

/** Values over time, as a line with what lies below it. */
export function LineChart(props: LineChartProps) {
  const { title, language, summary, from, to, place } = props
  const measure = measureOf(props.measure, language)
  const text = words[language].chart
  const points = thinnedToPeaks(props.points, mostPoints)
  const ticks = lineTicks(props)
  const top = ticks.at(-1) ?? 1
  const timeOf = (at: Instant) => momentIn(at, to - from, place)
  return (
    <ChartFigure
      {...{ title, language, summary, unit: measure.unit }}
      table={{
        head: [text.when, measure.unit],
        rows: thinnedToPeaks(points, mostRows).map(({ at, value }) => [timeOf(at), measure.full(value)]),
      }}
    >
      <Plot
        name={summary === undefined ? title : `${title}. ${summary}`}
        {...{ ticks, measure }}
        labels={timeTicks({ from, to }, { timeZone: place.timeZone, most: mostLabels }).map((at) => ({
          percent: (100 * (at - from)) / (to - from),
          text: tickText(at, timeStepMs({ from, to }, mostLabels), place),
        }))}
      >
        <svg
          class={`chart-line ${props.colour ?? 'green'}`}
          viewBox={`0 0 ${Math.ceil((to - from) / 1000)} ${top}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {unbroken(points, props.longestGapMs).map((line) => (
            <LineWithArea {...{ line, from, top }} />
          ))}
        </svg>
      </Plot>
    </ChartFigure>
  )
}

type LineScale = Pick<LineChartProps, 'points' | 'leastTop'>

function lineTicks({ points, leastTop = 0 }: LineScale): number[] {
  return valueTicks(Math.max(leastTop, ...points.map(({ value }) => value)), valueSteps)
}

/** Up to where a line chart's scale reaches: who adds a point asks whether it is still within. */
export function lineTop(scale: LineScale): number {
  return lineTicks(scale).at(-1) ?? 1
}

/** In seconds across and in the values' own unit down, so that whoever adds a point needs to know nothing else. */
function LineWithArea({ line, from, top }: { line: readonly TimedValue[]; from: Instant; top: number }) {
  const placed = line.map(({ at, value }) => `${Math.round((at - from) / 1000)},${Math.round(top - value)}`)
  const xOf = (point: string | undefined) => point?.split(',')[0] ?? '0'
  return (
    <>
      <polygon points={`${xOf(placed[0])},${top} ${placed.join(' ')} ${xOf(placed.at(-1))},${top}`} />
      <polyline points={placed.join(' ')} />
    </>
  )
}

/** One bar of a chart: an hour, a day. */
export interface Slot {
  /** Below the bar, short. */
  readonly label: string
  /** In the table and to whoever points at the bar. */
  readonly name: string
  /** One for each series, from the bottom up. */
  readonly values: readonly number[]
}

/** Bars by hour or by day; of several series they are stacked. */
export function BarChart({
  title,
  language,
  summary,
  measure: kind,
  slots,
  series,
  slotName,
}: ChartProps & {
  readonly measure: MeasureKind
  readonly slots: readonly Slot[]
  readonly series: readonly { readonly name: string; readonly colour: ChartColour }[]
  /** What a slot is: a day, an hour. */
  readonly slotName: string
}) {
  const measure = measureOf(kind, language)
  const ticks = valueTicks(Math.max(0, ...slots.map(({ values }) => sum(values))), valueSteps)
  const top = ticks.at(-1) ?? 1
  const every = labelEvery(slots.length, mostLabels)
  const isAnything = slots.some(({ values }) => values.some((value) => value !== 0))
  return (
    <ChartFigure
      {...{ title, language, summary, unit: measure.unit, legend: series }}
      table={{
        head: [slotName, ...series.map(({ name }) => name)],
        rows: isAnything ? slots.map(({ name, values }) => [name, ...values.map(measure.full)]) : [],
      }}
    >
      <Plot
        name={summary === undefined ? title : `${title}. ${summary}`}
        {...{ ticks, measure }}
        labels={slots.flatMap(({ label }, index) =>
          index % every === 0 ? [{ percent: (100 * (index + 0.5)) / slots.length, text: label }] : [],
        )}
      >
        {slots.map((slot, index) => (
          <Bar {...{ slot, index, of: slots.length, top }} colours={series.map(({ colour }) => colour)}>
            {`${slot.name}: ${series.map(({ name }, one) => `${name} ${measure.full(slot.values[one] ?? 0)}`).join(', ')}`}
          </Bar>
        ))}
      </Plot>
    </ChartFigure>
  )
}

function Bar({
  slot,
  index,
  of,
  top,
  colours,
  children,
}: {
  readonly slot: Slot
  readonly index: number
  readonly of: number
  readonly top: number
  readonly colours: readonly ChartColour[]
  readonly children: string
}) {
  const width = 100 / of
  const parts = slot.values.map((value, one) => ({
    height: (100 * value) / top,
    below: (100 * sum(slot.values.slice(0, one))) / top,
    colour: colours[one] ?? 'grey',
  }))
  return (
    <g class="chart-bar">
      <title>{children}</title>
      {/* The whole column answers to a pointer, also where the bar is low. */}
      <rect
        class="chart-column"
        x={`${percent(index * width)}%`}
        y="0"
        width={`${percent(width)}%`}
        height="100%"
      />
      {parts.map(({ height, below, colour }) => (
        <rect
          class={colour}
          x={`${percent((index + 0.15) * width)}%`}
          y={`${percent(100 - below - height)}%`}
          width={`${percent(0.7 * width)}%`}
          height={`${percent(height)}%`}
        />
      ))}
    </g>
  )
}

export type Availability = keyof (typeof words)['id']['chart']['states']

const looksOf: Readonly<Record<Availability, ChartColour>> = {
  up: 'green',
  down: 'red',
  offline: 'amber',
  unknown: 'grey',
}

/** When something could be used and when not, in one strip for each thing; each state has its own height too. */
export function AvailabilityStrip({
  title,
  language,
  summary,
  strips,
  from,
  to,
  place,
}: ChartProps & {
  readonly strips: readonly { readonly name: string; readonly spans: readonly Span<Availability>[] }[]
  readonly from: Instant
  readonly to: Instant
  readonly place: Place
}) {
  const text = words[language].chart
  const states = Object.keys(looksOf) as Availability[]
  const seen = states.filter((state) =>
    strips.some(({ spans }) => spans.some((span) => span.state === state)),
  )
  const shares = strips.map(({ name, spans }) => {
    const parts = stretches(spans, { from, to })
    const shareOf = (state: Availability) =>
      sum(parts.filter((part) => part.state === state).map(({ widthPercent }) => widthPercent))
    return { name, parts, shareOf }
  })
  const share = measureOf('share', language)
  return (
    <ChartFigure
      {...{ title, language, summary }}
      legend={seen.map((state) => ({ name: text.states[state], colour: looksOf[state] }))}
      table={{
        head: ['', ...seen.map((state) => text.states[state])],
        rows: shares.map(({ name, shareOf }) => [name, ...seen.map((state) => share.full(shareOf(state)))]),
      }}
    >
      <div class="chart-strips">
        {shares.map(({ name, parts, shareOf }) => (
          <>
            <span>{name}</span>
            <svg
              class="chart-strip"
              role="img"
              aria-label={`${name}: ${text.states.up} ${share.full(shareOf('up'))}`}
            >
              {parts.map(({ state, startPercent, widthPercent }) => (
                <rect
                  class={looksOf[state]}
                  x={`${percent(startPercent)}%`}
                  width={`${percent(widthPercent)}%`}
                  y={state === 'up' ? '0' : '25%'}
                  height={state === 'up' ? '100%' : '75%'}
                />
              ))}
            </svg>
            <strong class="chart-share">{share.full(shareOf('up'))}</strong>
          </>
        ))}
        <span class="caption">
          {momentIn(from, dayMs * 2, place)} – {momentIn(to, dayMs * 2, place)}
        </span>
      </div>
    </ChartFigure>
  )
}

/** The day belongs to it where there is more than one. */
function momentIn(at: Instant, lengthMs: number, place: Place): string {
  const iso = new Date(at).toISOString()
  return lengthMs < dayMs ? timeOfDay(iso, place) : `${dayText(at, place)}, ${timeOfDay(iso, place)}`
}

function tickText(at: Instant, stepMs: number, place: Place): string {
  if (stepMs >= dayMs) return dayText(at, place)
  const format = new Intl.DateTimeFormat(localeOf(place.language), {
    timeZone: place.timeZone,
    hour: '2-digit',
    minute: '2-digit',
  })
  return format.format(at)
}

function dayText(at: Instant, { language, timeZone }: Place): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone, day: 'numeric', month: 'short' }).format(at)
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
