/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { roundedEnd, type TimedValue } from '../../core/chart-layout.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { longestGapMs } from '../../core/power-curve.ts'
import { LineChart, lineTop } from '../../web/chart.tsx'
import { measureOf } from '../../web/chart-measure.ts'
import { type Language, placeOf, timeOfDay, words } from '../../web/language.ts'
import type { Session } from './schemas.ts'

/** Labels below a line that grows; its frame ends at one of them. */
const mostLabels = 8

/** A socket of a post of ours gives so much: what is less looks like less. */
const leastTopW = 1000

export interface PowerChartProps {
  readonly session: Session
  readonly points: readonly TimedValue[]
  readonly language: Language
}

/** The power of a session over time; one that is under way grows while one looks. It wants `chart.css` and `power.js`. */
export function PowerChart(props: PowerChartProps) {
  const { session, language } = props
  if (session.state === 'finished') return <PowerLine {...props} />
  return (
    <colok-power src={`/console/sessions/${session.id}/power?lang=${language}`}>
      <PowerLine {...props} />
    </colok-power>
  )
}

/** The drawing itself. */
export function PowerLine(props: PowerChartProps) {
  const { session, points, language } = props
  const { from, to } = frameOf(props)
  return (
    <LineChart
      title={words[language].chart.power}
      measure="power"
      leastTop={leastTopW}
      longestGapMs={longestGapMs(points)}
      place={placeOf(session, language)}
      {...{ points, language, from, to, summary: newestText(props) }}
    />
  )
}

/** What the drawing has room for. */
export function frameOf({ session, points }: Pick<PowerChartProps, 'session' | 'points'>) {
  const from = fromStoredInstant(session.startedAt)
  const last = Math.max(from, points.at(-1)?.at ?? from)
  const to =
    session.stoppedAt === null
      ? roundedEnd({ from, to: last }, mostLabels)
      : Math.max(last, from + 60_000, fromStoredInstant(session.stoppedAt))
  return { from, to, top: lineTop({ points, leastTop: leastTopW }) }
}

/** `Terakhir 1.180 W, pukul 14.05 WITA.` */
export function newestText({ session, points, language }: PowerChartProps): string | undefined {
  const newest = points.at(-1)
  if (newest === undefined) return undefined
  const time = timeOfDay(new Date(newest.at).toISOString(), placeOf(session, language))
  return words[language].chart.last(measureOf('power', language).full(newest.value), time)
}
