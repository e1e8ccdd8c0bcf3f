/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Column } from '../../../web/table.tsx'
import type { Session } from '../../charging/schemas.ts'
import { type Asking, hrefOf, narrowed } from '../asking.ts'
import { DeedLink, deskPage, Raw, ShortList } from '../desk.tsx'
import { none, when } from '../figures.ts'
import { sessionColumns } from './columns.tsx'
import { suspicion, sessionWords as w } from './words.ts'

interface SuspectMessage {
  readonly id: string
  readonly chargePointId: string
  readonly action: string
  readonly request: object
  readonly reasons: readonly string[]
  readonly sessionId: string | null
  readonly receivedAt: string
}

interface Items<Item> {
  readonly items: readonly Item[]
}

/** Everything about sessions that waits for a person. */
export async function suspectsPage(asking: Asking): Promise<Response> {
  const { c, api, language } = asking
  const [sessions, messages] = await Promise.all([
    api.get<Items<Session>>(c, '/sessions?suspect=true&state=finished&limit=200'),
    api.get<Items<SuspectMessage>>(c, '/suspect-messages?limit=200'),
  ])
  return deskPage(asking, {
    title: w.suspects[language],
    section: '/console/suspects',
    lead: w.suspectsLead[language],
    children: (
      <>
        <ShortList
          title={w.suspectSessions[language]}
          columns={[...sessionColumns(asking).slice(0, -1), ...decisionColumns(asking)]}
          rows={sessions.items}
          empty={w.noSuspectSessions[language]}
          all={{ href: narrowed('/console/sessions', { suspect: 'true' }), text: w.allSuspects[language] }}
        />
        <ShortList
          title={w.suspectMessages[language]}
          columns={messageColumns(asking)}
          rows={messages.items}
          empty={w.noSuspectMessages[language]}
        />
      </>
    ),
  })
}

function Reasons({ reasons, asking }: { readonly reasons: readonly string[]; readonly asking: Asking }) {
  return <span class="wrapped">{reasons.map((reason) => suspicion(reason)[asking.language]).join(' ')}</span>
}

function decisionColumns(asking: Asking): Column<Session>[] {
  const { language } = asking
  return [
    {
      key: 'suspectReasons',
      name: w.why[language],
      cell: ({ suspectReasons }) => <Reasons reasons={suspectReasons} asking={asking} />,
    },
    {
      key: 'decision',
      name: w.decide[language],
      cell: ({ id }) => (
        <span class="row">
          <DeedLink asking={asking} form="/console/sessions/:id/bill" names={{ id }} text={w.billIt} />
          <DeedLink asking={asking} form="/console/sessions/:id/waive" names={{ id }} text={w.waive} />
        </span>
      ),
    },
  ]
}

function messageColumns(asking: Asking): Column<SuspectMessage>[] {
  const { language } = asking
  return [
    { key: 'receivedAt', name: w.received[language], cell: ({ receivedAt }) => when(receivedAt, language) },
    {
      key: 'chargePointId',
      name: w.charger[language],
      cell: ({ chargePointId }) => (
        <a href={`/console/chargers/${encodeURIComponent(chargePointId)}`}>{chargePointId}</a>
      ),
    },
    {
      key: 'request',
      name: w.message[language],
      cell: ({ action, request }) => <Raw text={`${action} ${JSON.stringify(request)}`} />,
    },
    {
      key: 'reasons',
      name: w.why[language],
      cell: ({ reasons }) => <Reasons reasons={reasons} asking={asking} />,
    },
    {
      key: 'sessionId',
      name: w.session[language],
      cell: ({ sessionId }) =>
        sessionId === null ? (
          none
        ) : (
          <a href={hrefOf('/console/sessions/:id', { id: sessionId })}>{w.session[language]}</a>
        ),
    },
    {
      key: 'decision',
      name: w.decide[language],
      cell: ({ id, action, sessionId }) => (
        <span class="row">
          {action === 'StopTransaction' && (
            <DeedLink
              asking={asking}
              form="/console/suspects/:id/apply"
              names={{ id }}
              {...(sessionId !== null && { query: { sessionId } })}
              text={w.apply}
            />
          )}
          <DeedLink asking={asking} form="/console/suspects/:id/dismiss" names={{ id }} text={w.dismiss} />
        </span>
      ),
    },
  ]
}
