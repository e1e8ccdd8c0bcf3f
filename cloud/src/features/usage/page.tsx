/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { businessDay } from '@colok/shared/time'
import { type Context, Hono } from 'hono'
import { csvLine } from '../../http/csv.ts'
import { listQuery } from '../../http/list-query.ts'
import type { Services } from '../../services.ts'
import { assetUrl } from '../../web/assets.ts'
import { BarChart } from '../../web/chart.tsx'
import { measureOf } from '../../web/chart-measure.ts'
import { type Language, localeOf } from '../../web/language.ts'
import { addressOf, type PagePlace, pagePlace } from '../../web/page-place.ts'
import { type Column, Table } from '../../web/table.tsx'
import { ConsolePage } from '../console/frame.tsx'
import { sitePlaces } from '../sites/queries.ts'
import { usageOf } from './queries.ts'
import { type SiteUsage, UsageQuery } from './schemas.ts'
import { usageWords } from './words.ts'

/** How far back the form offers; older months by their address. */
const monthsOffered = 24

/** Looked at rather than read: what is used and taken in at the sites within reach; mounted at `/console/usage`. */
export function usagePages(services: Services): Hono {
  return new Hono()
    .get('/', async (c) => {
      const { month, site, sort } = listQuery(c, UsageQuery)
      const usage = await usageOf(services, { reach: c.var.actor.reach, month, site, sort })
      return usagePage(c, services, { usage, site })
    })
    .get('/csv', async (c) => {
      const usage = await usageOf(services, { reach: c.var.actor.reach, ...listQuery(c, UsageQuery) })
      const { csvHead } = usageWords[pagePlace(c).language]
      const lines = usage.days.map(({ day, sessions, energyWh, amountIdr }) => [
        day,
        sessions,
        energyWh,
        amountIdr,
      ])
      return c.body([csvHead, ...lines].map(csvLine).join(''), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="usage-${usage.month}.csv"`,
      })
    })
}

interface View {
  readonly usage: SiteUsage
  readonly site: string | undefined
}

async function usagePage(c: Context, services: Services, { usage, site }: View): Promise<Response> {
  const place = pagePlace(c)
  const { language } = place
  const text = usageWords[language]
  const sites = await sitePlaces(services, c.var.actor.reach)
  return c.html(
    <ConsolePage
      actor={c.var.actor}
      place={place}
      title={text.title}
      lead={text.lead}
      actions={
        <a class="button" href={addressOf({ ...place, path: '/console/usage/csv' })}>
          {text.csv}
        </a>
      }
    >
      <link rel="stylesheet" href={assetUrl('chart.css')} />
      <Choice
        months={monthsUntil(businessDay(services.clock.wallMs(), 'Asia/Jayapura').slice(0, 7), usage.month)}
        {...{ sites, usage, site, language }}
      />
      <Total usage={usage} language={language} />
      {usage.total.sessions > 0 && <Charts usage={usage} language={language} />}
      {usage.total.sessions > 0 && <Sites usage={usage} place={place} />}
    </ConsolePage>,
  )
}

function Choice({
  months,
  sites,
  usage,
  site,
  language,
}: View & {
  readonly months: readonly string[]
  readonly sites: readonly { readonly slug: string; readonly name: string }[]
  readonly language: Language
}) {
  const text = usageWords[language]
  return (
    <form class="filters">
      <label>
        {text.month}
        <select name="month">
          {months.map((month) => (
            <option value={month} selected={month === usage.month}>
              {monthName(month, language)}
            </option>
          ))}
        </select>
      </label>
      {sites.length > 1 && (
        <label>
          {text.site}
          <select name="site">
            <option value="">{text.everySite}</option>
            {sites.map(({ slug, name }) => (
              <option value={slug} selected={slug === site}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <button class="button" type="submit">
        {text.show}
      </button>
    </form>
  )
}

function Total({ usage, language }: { usage: SiteUsage; language: Language }) {
  const text = usageWords[language]
  const { sessions, energyWh, amountIdr } = usage.total
  if (sessions === 0) return <p>{text.none}</p>
  return (
    <dl class="today">
      <div>
        <dt>{text.takings}</dt>
        <dd>{formatIdr(amountIdr, language)}</dd>
      </div>
      <div>
        <dt>{text.energy}</dt>
        <dd>{measureOf('energy', language).full(energyWh)}</dd>
      </div>
      <div>
        <dt>{text.sessions}</dt>
        <dd>{measureOf('count', language).full(sessions)}</dd>
      </div>
    </dl>
  )
}

function Charts({ usage, language }: { usage: SiteUsage; language: Language }) {
  const text = usageWords[language]
  const days = (value: (day: SiteUsage['days'][number]) => number) =>
    usage.days.map((day) => ({
      label: String(Number(day.day.slice(8))),
      name: dayName(day.day, language),
      values: [value(day)],
    }))
  return (
    <div class="charts">
      <section class="card">
        <BarChart
          {...{ title: text.takingsByDay, language, measure: 'money', slotName: text.day }}
          series={[{ name: text.takings, colour: 'blue' }]}
          slots={days(({ amountIdr }) => amountIdr)}
        />
      </section>
      <section class="card">
        <BarChart
          {...{ title: text.energyByDay, language, measure: 'energy', slotName: text.day }}
          series={[{ name: text.energy, colour: 'green' }]}
          slots={days(({ energyWh }) => energyWh)}
        />
      </section>
      <section class="card">
        <BarChart
          {...{ title: text.sessionsByHour, language, measure: 'count', slotName: text.hour }}
          series={[{ name: text.sessions, colour: 'violet' }]}
          slots={usage.hours.map(({ hour, sessions }) => {
            const label = `${String(hour).padStart(2, '0')}${language === 'id' ? '.' : ':'}00`
            return { label, name: label, values: [sessions] }
          })}
        />
      </section>
    </div>
  )
}

/** Where it comes from: each site leads to its own charts. */
function Sites({ usage, place }: { usage: SiteUsage; place: PagePlace }) {
  const { language } = place
  const text = usageWords[language]
  if (usage.sites.length < 2) return null
  const columns: readonly Column<SiteUsage['sites'][number]>[] = [
    {
      ...{ key: 'name', name: text.site, sorts: true },
      cell: ({ slug, name }) => <a href={addressOf(place, { site: slug })}>{name}</a>,
    },
    {
      ...{ key: 'sessions', name: text.sessions, figure: true, sorts: true },
      cell: ({ sessions }) => measureOf('count', language).full(sessions),
    },
    {
      ...{ key: 'energyWh', name: text.energy, figure: true, sorts: true },
      cell: ({ energyWh }) => measureOf('energy', language).full(energyWh),
    },
    {
      ...{ key: 'amountIdr', name: text.takings, figure: true, sorts: true },
      cell: ({ amountIdr }) => formatIdr(amountIdr, language),
    },
  ]
  return (
    <section class="section">
      <h2>{text.sites}</h2>
      <Table
        {...{ place, columns, rows: usage.sites, nextCursor: null, csv: false, empty: text.none }}
        sort={place.query.sort ?? ''}
        label={text.sites}
      />
    </section>
  )
}

/** The newest first; the one that is shown is among them, however old or new. */
function monthsUntil(month: string, shown: string): string[] {
  const [year = 0, monthOfYear = 1] = month.split('-').map(Number)
  const months = Array.from({ length: monthsOffered }, (_, back) =>
    new Date(Date.UTC(year, monthOfYear - 1 - back, 1)).toISOString().slice(0, 7),
  )
  return months.includes(shown) ? months : [...months, shown].sort().reverse()
}

function monthName(month: string, language: Language): string {
  return named(`${month}-01`, { month: 'long', year: 'numeric' }, language)
}

const dayName = (day: string, language: Language) =>
  named(day, { day: 'numeric', month: 'short', weekday: 'short' }, language)

function named(day: string, parts: Intl.DateTimeFormatOptions, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: 'UTC', ...parts }).format(Date.parse(day))
}
