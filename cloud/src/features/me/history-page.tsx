/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { assetUrl } from '../../web/assets.ts'
import { BarChart } from '../../web/chart.tsx'
import { measureOf } from '../../web/chart-measure.ts'
import { dayOf, type Language, localeOf, placeOf, timeOfDay } from '../../web/language.ts'
import { Rupiah } from '../../web/rupiah.tsx'
import type { DriverMonth } from '../drivers/schemas.ts'
import { cardName, MePage } from './frame.tsx'
import { energyByDay, type OwnSession } from './history.ts'
import { meWords } from './words.ts'

/** On the page; the file has them all. */
const mostShown = 100

/** A driver's sessions of a month, with what they came to. */
export function HistoryPage({
  month,
  months,
  sessions,
  language,
}: {
  readonly month: string
  readonly months: readonly DriverMonth[]
  readonly sessions: readonly OwnSession[]
  readonly language: Language
}) {
  const text = meWords[language].history
  const total = months.find((one) => one.month === month)
  return (
    <MePage language={language} title={text.title} path="/me/history">
      {total === undefined ? (
        <p>{text.none}</p>
      ) : (
        <>
          <link rel="stylesheet" href={assetUrl('chart.css')} />
          <nav class="methods" aria-label={text.title}>
            {months.map((one) => (
              <a
                href={`/me/history?month=${one.month}`}
                {...(one.month === month && { 'aria-current': 'true' as const })}
              >
                {monthName(one.month, language)}
              </a>
            ))}
          </nav>
          <section class="card">
            <p>
              <Rupiah amountIdr={total.totalIdr} language={language} />
            </p>
            <dl class="facts">
              <div>
                <dt>{text.energy}</dt>
                <dd>{measureOf('energy', language).full(total.energyWh)}</dd>
              </div>
              <div>
                <dt>{text.sessions}</dt>
                <dd>{total.sessions}</dd>
              </div>
            </dl>
            <EnergyByDay {...{ month, sessions, language }} />
          </section>
          <ul class="posts">
            {sessions.slice(0, mostShown).map((one) => (
              <SessionLine {...one} language={language} />
            ))}
          </ul>
          {total.sessions > mostShown && <p class="caption">{text.more(mostShown)}</p>}
          <p class="methods">
            <a href={`/me/history/csv?month=${month}`}>{text.csv}</a>
          </p>
        </>
      )}
    </MePage>
  )
}

function EnergyByDay(props: { month: string; sessions: readonly OwnSession[]; language: Language }) {
  const { month, sessions, language } = props
  const text = meWords[language].history
  return (
    <BarChart
      title={text.perDay}
      measure="energy"
      slotName={text.day}
      series={[{ name: text.energy, colour: 'green' }]}
      slots={energyByDay(sessions, month).map(({ day, energyWh }) => ({
        label: String(day),
        name: `${day} ${monthName(month, language)}`,
        values: [energyWh],
      }))}
      language={language}
    />
  )
}

function SessionLine({ session, receiptUrl, language }: OwnSession & { readonly language: Language }) {
  const text = meWords[language].history
  const place = placeOf(session, language)
  return (
    <li class="record">
      <span>
        <strong>
          {dayOf(session.startedAt, place)}, {timeOfDay(session.startedAt, place)}
        </strong>
        <span class="caption">
          <a href={`/c/${session.chargePointId}`}>{session.chargePointId}</a> · {cardName(session.idTag)}
          {receiptUrl !== undefined && (
            <>
              {' '}
              · <a href={receiptUrl}>{text.receipt}</a>
            </>
          )}
        </span>
      </span>
      <span class="record-figures">
        <strong>{session.amountIdr === null ? text.inDoubt : formatIdr(session.amountIdr, language)}</strong>
        <span class="caption">{measureOf('energy', language).full(session.energyWh ?? 0)}</span>
      </span>
    </li>
  )
}

/** `November 2026`. */
function monthName(month: string, language: Language): string {
  const format = new Intl.DateTimeFormat(localeOf(language), {
    timeZone: 'UTC',
    month: 'long',
    year: 'numeric',
  })
  return format.format(Date.parse(`${month}-01T00:00:00Z`))
}
