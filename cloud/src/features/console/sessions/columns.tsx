/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import type { Column, Filter } from '../../../web/table.tsx'
import type { Session } from '../../charging/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import { Mark, ViewLink } from '../desk.tsx'
import { kwh, maskedCard, rupiah, when } from '../figures.ts'
import { sessionStates, sessionWords as w } from './words.ts'

/** A session in a list: when, where, by which card, how much. */
export function sessionColumns(asking: Asking): Column<Session>[] {
  const { language } = asking
  return [
    {
      key: 'startedAt',
      name: w.started[language],
      cell: (session) => (
        <a href={hrefOf('/console/sessions/:id', { id: session.id })}>
          {when(session.startedAt, language, session.timeZone)}
        </a>
      ),
      csv: ({ startedAt }) => startedAt,
    },
    {
      key: 'chargePointId',
      name: w.charger[language],
      cell: ({ chargePointId, connectorId }) => (
        <>
          <a href={`/console/chargers/${encodeURIComponent(chargePointId)}`}>{chargePointId}</a> ·{' '}
          {connectorId}
        </>
      ),
      csv: ({ chargePointId }) => chargePointId,
    },
    {
      key: 'idTag',
      name: w.card[language],
      cell: ({ idTag }) => (
        <ViewLink asking={asking} view="/console/cards/:idTag" names={{ idTag }}>
          {maskedCard(idTag)}
        </ViewLink>
      ),
      csv: ({ idTag }) => maskedCard(idTag),
    },
    {
      key: 'energyWh',
      name: w.energy[language],
      cell: ({ energyWh }) => kwh(energyWh, language),
      csv: ({ energyWh }) => energyWh,
      figure: true,
    },
    {
      key: 'amountIdr',
      name: w.amount[language],
      cell: ({ amountIdr }) => rupiah(amountIdr, language),
      csv: ({ amountIdr }) => amountIdr,
      figure: true,
    },
    {
      key: 'state',
      name: w.state[language],
      cell: (session) => <SessionState session={session} language={language} />,
      csv: (session) => (isOpen(session) ? 'suspect' : session.state),
    },
  ]
}

/** Whether it waits for a person to decide. */
export const isOpen = ({ suspectReasons, resolution }: Session): boolean =>
  suspectReasons.length > 0 && resolution === null

export function SessionState({
  session,
  language,
}: {
  readonly session: Session
  readonly language: Language
}) {
  if (isOpen(session)) return <Mark colour="amber" text={w.isSuspect[language]} />
  const colour = session.state === 'charging' ? 'green' : 'grey'
  return <Mark colour={colour} text={sessionStates[session.state][language]} />
}

export const sessionFilters = (language: Language): readonly Filter[] => [
  { name: 'chargePointId', label: w.charger[language], kind: 'text' },
  { name: 'site', label: w.site[language], kind: 'text' },
  { name: 'from', label: w.from[language], kind: 'date' },
  { name: 'to', label: w.to[language], kind: 'date' },
  {
    name: 'state',
    label: w.state[language],
    kind: 'choice',
    options: Object.entries(sessionStates).map(([value, said]) => ({ value, text: said[language] })),
  },
  {
    name: 'suspect',
    label: w.suspect[language],
    kind: 'choice',
    options: [
      { value: 'true', text: w.isSuspect[language] },
      { value: 'false', text: w.isNot[language] },
    ],
  },
]
