/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { reportPeriods } from '../../core/report-period.ts'
import { channels } from '../../gateways/messaging/contract.ts'
import type { Actor } from '../../http/actor.ts'
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { PagePlace } from '../../web/page-place.ts'
import { type Column, orderOfTable, sortedBy, Table } from '../../web/table.tsx'
import { ConsolePage } from '../console/frame.tsx'
import { headFigures } from './figures.ts'
import {
  type Report,
  type ReportSchedule,
  type ReportSummary,
  reportSortKeys,
  scheduleSortKeys,
} from './schemas.ts'
import { reportWords } from './words.ts'

/** One page of a list. */
interface Listed<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

/** Reports that were written, and by which schedules. */
export function ReportsPage({
  actor,
  place,
  reports,
  schedules,
  mayWrite,
  refusal,
}: {
  readonly actor: Actor
  readonly place: PagePlace
  readonly reports: Listed<ReportSummary>
  readonly schedules: Listed<ReportSchedule>
  readonly mayWrite: boolean
  readonly refusal: string | undefined
}) {
  const { language } = place
  const text = reportWords[language]
  return (
    <ConsolePage actor={actor} place={place} title={text.title} lead={text.lead} section="/reports">
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <Table
        {...orderOfTable(place, 'reports')}
        rows={reports.items}
        nextCursor={reports.nextCursor}
        label={text.title}
        columns={sortedBy(reportSortKeys, reportColumns(language))}
        csv={false}
        empty={<p>{text.none}</p>}
      />
      <h2>{text.schedules}</h2>
      <Table
        {...orderOfTable(place, 'schedules')}
        rows={schedules.items}
        nextCursor={schedules.nextCursor}
        label={text.schedules}
        columns={sortedBy(scheduleSortKeys, scheduleColumns(language, mayWrite))}
        csv={false}
        empty={<p>{text.noSchedules}</p>}
      />
      {mayWrite && <ScheduleForm language={language} />}
    </ConsolePage>
  )
}

function reportColumns(language: Language): Column<ReportSummary>[] {
  const text = reportWords[language]
  return [
    { key: 'name', name: text.name, cell: ({ name }) => name },
    { key: 'from', name: text.period, cell: periodOf },
    {
      key: 'organisation',
      name: text.organisation,
      cell: ({ organisation }) => organisation ?? text.network,
    },
    {
      ...{ key: 'files', name: text.files },
      cell: ({ id }) => (
        <>
          <a href={`/reports/${id}/pdf`}>PDF</a> <a href={`/reports/${id}/csv`}>CSV</a>
        </>
      ),
    },
  ]
}

const periodOf = ({ from, until }: Pick<ReportSummary, 'from' | 'until'>) =>
  from === until ? from : `${from} – ${until}`

function scheduleColumns(language: Language, mayWrite: boolean): Column<ReportSchedule>[] {
  const text = reportWords[language]
  return [
    { key: 'name', name: text.name, cell: ({ name }) => name },
    { key: 'every', name: text.every, cell: ({ every }) => text.everyNames[every] },
    {
      key: 'organisation',
      name: text.organisation,
      cell: ({ organisation }) => organisation ?? text.network,
    },
    { key: 'recipients', name: text.recipients, cell: ({ recipients }) => recipients.join(', ') },
    {
      ...{ key: 'state', name: text.state },
      cell: ({ id, endedAt }) =>
        endedAt !== null ? (
          text.ended
        ) : mayWrite ? (
          <form method="post" action={`/reports/schedules/${id}/ending`}>
            {text.running}{' '}
            <button class="link" type="submit">
              {text.end}
            </button>
          </form>
        ) : (
          text.running
        ),
    },
  ]
}

function ScheduleForm({ language }: { readonly language: Language }) {
  const text = reportWords[language]
  return (
    <form method="post" action="/reports/schedules" class="card">
      <h2>{text.add}</h2>
      <label>
        {text.name}
        <input name="name" required maxlength={80} />
      </label>
      <label>
        {text.every}
        <select name="every">
          {reportPeriods.map((every) => (
            <option value={every}>{text.everyNames[every]}</option>
          ))}
        </select>
      </label>
      <label>
        {text.organisation}
        <input name="organisation" maxlength={60} placeholder={text.network} />
      </label>
      <label>
        {text.channel}
        <select name="channel">
          {channels.toReversed().map((channel) => (
            <option value={channel}>{channel}</option>
          ))}
        </select>
      </label>
      <label>
        {text.address}
        <input name="address" required maxlength={254} />
      </label>
      <label>
        {text.language}
        <select name="language">
          <option value="id">Indonesia</option>
          <option value="en">English</option>
        </select>
      </label>
      <button class="button" type="submit">
        {text.save}
      </button>
    </form>
  )
}

/** What the link in a message opens, on whatever phone. */
export function SentReportPage({
  report,
  path,
  language,
}: {
  readonly report: Report
  readonly path: string
  readonly language: Language
}) {
  const text = reportWords[language]
  return (
    <Page language={language} title={`${text.title} ${report.name}`} path={path}>
      <div>
        <h1>
          {text.title} {report.name}
        </h1>
        <p class="place">{periodOf(report)}</p>
      </div>
      <section class="socket bill">
        <dl>
          {headFigures(report.content, language).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      </section>
      <a class="button pay" href={`${path}/pdf`}>
        PDF
      </a>
      <a class="button wide" href={`${path}/csv`}>
        CSV
      </a>
    </Page>
  )
}
