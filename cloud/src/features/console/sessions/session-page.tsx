/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import type { Services } from '../../../services.ts'
import { assetUrl } from '../../../web/assets.ts'
import type { Column } from '../../../web/table.tsx'
import type { ActivityEntry } from '../../activity/schemas.ts'
import type { SealedCdr } from '../../cdrs/schemas.ts'
import { PowerChart } from '../../charging/power-chart.tsx'
import { sessionPower } from '../../charging/power-readings.ts'
import type { Reading, Session } from '../../charging/schemas.ts'
import type { PaymentInfo } from '../../payments/schemas.ts'
import type { SignedReading } from '../../signed-readings/schemas.ts'
import { activityColumns } from '../activity-columns.tsx'
import type { Asking } from '../asking.ts'
import { BillLines } from '../bill-lines.tsx'
import { DeedLink, deskPage, Facts, Mark, Raw, Section, ShortList, ViewLink } from '../desk.tsx'
import { clock, duration, kwh, maskedCard, rupiah, watts, when, whole } from '../figures.ts'
import { paymentColumns } from '../payments/columns.tsx'
import { isOpen, SessionState } from './columns.tsx'
import { resolutions, suspicion, verdicts, sessionWords as w } from './words.ts'

interface Items<Item> {
  readonly items: readonly Item[]
}

interface Frame {
  readonly at: string
  readonly direction: 'in' | 'out' | 'note'
  readonly text: string
}

/** Of long lists the page shows the beginning, and says where the rest is. */
const shown = 50

/** One session: all that is known of it, and what can be done about it. */
export async function sessionPage(asking: Asking, services: Services): Promise<Response> {
  const { c, api, names, language } = asking
  const path = `/sessions/${encodeURIComponent(names.id ?? '')}`
  const session = await api.get<Session>(c, path)
  const { id, chargePointId, startedAt } = session
  const to = session.stoppedAt ?? new Date(services.clock.wallMs()).toISOString()
  const [payments, cdrs, signed, readings, frames, history] = await Promise.all([
    api.find<Items<PaymentInfo>>(c, `/payments?sessionId=${id}`),
    api.find<Items<SealedCdr>>(c, `/cdrs?session=${id}`),
    api.find<Items<z.infer<typeof SignedReading>>>(c, `${path}/signed-readings`),
    api.find<Items<Reading>>(c, `${path}/readings?limit=${shown}`),
    api.find<Items<Frame>>(
      c,
      `/chargers/${encodeURIComponent(chargePointId)}/frames?${new URLSearchParams({ from: startedAt, to })}`,
    ),
    api.find<Items<ActivityEntry>>(c, `/activity?subject=session:${id}`),
  ])
  const points = await sessionPower(services.read, session)
  return deskPage(asking, {
    title: `${w.session[language]} ${session.transactionId}`,
    section: '/console/sessions',
    lead: (
      <>
        <a href={`/console/chargers/${encodeURIComponent(chargePointId)}`}>{chargePointId}</a> ·{' '}
        {when(startedAt, language, session.timeZone)} · <SessionState session={session} language={language} />
      </>
    ),
    actions: <Deeds asking={asking} session={session} />,
    scripts: ['power.js'],
    children: (
      <>
        <link rel="stylesheet" href={assetUrl('chart.css')} />
        <Doubts session={session} asking={asking} />
        <div class="beside">
          <Section title={w.facts[language]}>
            <SessionFacts session={session} asking={asking} />
          </Section>
          <Section title={w.bill[language]}>
            {session.bill === null ? (
              <p>{w.noBill[language]}</p>
            ) : (
              <BillLines bill={session.bill} language={language} />
            )}
          </Section>
        </div>
        <Section title={w.curve[language]}>
          <PowerChart session={session} points={points} language={language} />
        </Section>
        {payments && (
          <ShortList
            title={w.payment[language]}
            columns={paymentColumns(asking)}
            rows={payments.items}
            empty={w.noPayment[language]}
          />
        )}
        <ShortList
          title={w.records[language]}
          columns={cdrColumns(asking)}
          rows={cdrs?.items ?? []}
          empty={w.noRecords[language]}
        />
        <ShortList
          title={w.signed[language]}
          columns={signedColumns(asking, session)}
          rows={signed?.items ?? []}
          empty={w.noSigned[language]}
        />
        <ShortList
          title={w.readings[language]}
          columns={readingColumns(asking, session)}
          rows={readings?.items ?? []}
          empty={w.noReadings[language]}
        />
        {frames && (
          <ShortList
            title={w.frames[language]}
            columns={frameColumns(asking, session)}
            rows={frames.items}
            empty={w.noFrames[language]}
          />
        )}
        {history && (
          <ShortList
            title={w.history[language]}
            columns={activityColumns(asking)}
            rows={history.items}
            empty={w.noHistory[language]}
          />
        )}
      </>
    ),
  })
}

function Deeds({ asking, session }: { readonly asking: Asking; readonly session: Session }) {
  const names = { id: session.id }
  if (session.state === 'charging')
    return <DeedLink asking={asking} form="/console/sessions/:id/stop" names={names} text={w.stop} />
  if (!isOpen(session)) return null
  return (
    <>
      <DeedLink asking={asking} form="/console/sessions/:id/bill" names={names} text={w.billIt} isMain />
      <DeedLink asking={asking} form="/console/sessions/:id/waive" names={names} text={w.waive} />
    </>
  )
}

function Doubts({ asking, session }: { readonly asking: Asking; readonly session: Session }) {
  const { language } = asking
  const { suspectReasons, resolution, resolvedAt } = session
  if (suspectReasons.length === 0) return null
  return (
    <section class="card doubts">
      <h2>{w.why[language]}</h2>
      <ul class="points">
        {suspectReasons.map((reason) => (
          <li>{suspicion(reason)[language]}</li>
        ))}
      </ul>
      {resolution !== null && (
        <p>
          <Mark colour="green" text={resolutions[resolution][language]} />{' '}
          {when(resolvedAt, language, session.timeZone)}
        </p>
      )}
    </section>
  )
}

function SessionFacts({ asking, session }: { readonly asking: Asking; readonly session: Session }) {
  const { language } = asking
  const { timeZone, stoppedAt, startedAt, signature, stopSource } = session
  const time = (at: string | null) => when(at, language, timeZone)
  const seconds = stoppedAt === null ? null : (Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000
  return (
    <Facts
      facts={[
        [w.started[language], time(startedAt)],
        [w.stopped[language], time(stoppedAt)],
        [w.duration[language], seconds === null || seconds < 0 ? null : duration(seconds, language)],
        [w.socket[language], String(session.connectorId)],
        [
          w.site[language],
          <ViewLink asking={asking} view="/console/sites/:slug" names={{ slug: session.siteSlug }}>
            {session.siteSlug}
          </ViewLink>,
        ],
        [w.card[language], maskedCard(session.idTag)],
        [w.authorization[language], session.authorization],
        [w.energy[language], kwh(session.energyWh, language)],
        ...(session.state === 'charging'
          ? [[w.power[language], watts(session.powerW, language)] as const]
          : []),
        [
          w.meter[language],
          `${whole(session.meterStartWh, language)} – ${session.meterStopWh === null ? '…' : whole(session.meterStopWh, language)} Wh`,
        ],
        [
          w.reason[language],
          stopSource === 'job' ? w.byJob[language] : (session.stopReason ?? (stoppedAt && 'Local')),
        ],
        [w.price[language], rupiah(session.priceIdrPerKwh, language)],
        [w.amount[language], rupiah(session.amountIdr, language)],
        [w.day[language], session.businessDay],
        [w.signature[language], signature === null ? null : verdicts[signature][language]],
      ]}
    />
  )
}

function readingColumns({ language }: Asking, { timeZone }: Session): Column<Reading>[] {
  return [
    {
      key: 'measuredAt',
      name: w.at[language],
      cell: ({ measuredAt }) => clock(measuredAt, language, timeZone),
    },
    {
      key: 'energyWh',
      name: w.meter[language],
      cell: ({ energyWh }) => (energyWh === null ? '–' : `${whole(energyWh, language)} Wh`),
      figure: true,
    },
    {
      key: 'powerW',
      name: w.power[language],
      cell: ({ powerW }) => watts(powerW, language),
      figure: true,
    },
    {
      key: 'voltageMv',
      name: w.voltage[language],
      cell: ({ voltageMv }) => (voltageMv === null ? '–' : `${whole(voltageMv / 1000, language)} V`),
      figure: true,
    },
    {
      key: 'currentMa',
      name: w.current[language],
      cell: ({ currentMa }) => (currentMa === null ? '–' : `${whole(currentMa / 1000, language)} A`),
      figure: true,
    },
  ]
}

function cdrColumns({ language }: Asking): Column<SealedCdr>[] {
  return [
    { key: 'number', name: '#', cell: ({ number }) => String(number), figure: true },
    { key: 'kind', name: w.what[language], cell: ({ kind }) => kind },
    { key: 'businessDay', name: w.day[language], cell: ({ businessDay }) => businessDay },
    {
      key: 'energy',
      name: w.energy[language],
      cell: ({ cdr }) => kwh(Math.round(cdr.total_energy * 1000), language),
      figure: true,
    },
    {
      key: 'cost',
      name: w.amount[language],
      cell: ({ cdr }) => rupiah(cdr.total_cost.incl_vat, language),
      figure: true,
    },
    { key: 'hash', name: 'SHA-256', cell: ({ hash }) => <code>{hash.slice(0, 16)}…</code> },
  ]
}

function signedColumns({ language }: Asking, { timeZone }: Session): Column<z.infer<typeof SignedReading>>[] {
  return [
    {
      key: 'receivedAt',
      name: w.received[language],
      cell: ({ receivedAt }) => when(receivedAt, language, timeZone),
    },
    { key: 'verdict', name: w.signature[language], cell: ({ verdict }) => verdicts[verdict][language] },
    { key: 'problem', name: w.note[language], cell: ({ problem }) => problem ?? '–' },
    { key: 'keyId', name: w.key[language], cell: ({ keyId }) => <code>{keyId.slice(0, 16)}…</code> },
  ]
}

function frameColumns({ language }: Asking, { timeZone }: Session): Column<Frame>[] {
  return [
    { key: 'at', name: w.at[language], cell: ({ at }) => clock(at, language, timeZone) },
    { key: 'direction', name: w.direction[language], cell: ({ direction }) => w[direction][language] },
    { key: 'text', name: w.message[language], cell: ({ text }) => <Raw text={text} /> },
  ]
}
