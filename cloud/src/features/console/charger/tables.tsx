/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Language } from '../../../web/language.ts'
import type { Column, Filter } from '../../../web/table.tsx'
import type { Charger } from '../../chargers/schemas.ts'
import { sinceText } from '../times.ts'
import { chargerPath } from './columns.tsx'
import { chargerWords } from './words.ts'

/** A list of the API about one charger, as a page. */
export interface ChargerTable<Row> {
  /** Behind `/api/v1/chargers/:chargePointId`, and the file's name. */
  readonly api: 'frames' | 'history' | 'queued-commands'
  readonly columns: (charger: Charger, language: Language) => readonly Column<Row>[]
  readonly filters: (language: Language) => readonly Filter[]
  readonly empty: (language: Language) => Child
}

export interface FrameRow {
  readonly id: number | string
  readonly at: string
  readonly direction: 'in' | 'out' | 'note'
  readonly text: string
}

/** To the second and its thousandth, as one looks for what came first. */
function preciseTime(instant: string, charger: Charger): string {
  return new Intl.DateTimeFormat('sv-SE', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    ...{ second: '2-digit', fractionalSecondDigits: 3 },
    timeZone: charger.site.timeZone,
  }).format(Date.parse(instant))
}

const json = (detail: unknown) => <code class="raw">{JSON.stringify(detail)}</code>

export const frameTable: ChargerTable<FrameRow> = {
  api: 'frames',
  columns(charger, language) {
    const text = chargerWords[language].frames
    return [
      { key: 'at', name: text.at, cell: ({ at }) => preciseTime(at, charger), csv: ({ at }) => at },
      {
        key: 'direction',
        name: text.direction,
        cell: ({ direction }) => text[direction],
        csv: ({ direction }) => direction,
      },
      {
        key: 'text',
        name: text.text,
        cell: (frame) => <code class="raw">{frame.text}</code>,
        csv: (frame) => frame.text,
      },
    ]
  },
  filters(language) {
    const text = chargerWords[language].frames
    return [
      { kind: 'text', name: 'text', label: text.find },
      {
        kind: 'choice',
        name: 'direction',
        label: text.direction,
        options: (['in', 'out', 'note'] as const).map((value) => ({ value, text: text[value] })),
      },
      { kind: 'date', name: 'from', label: text.from },
      { kind: 'date', name: 'to', label: text.to },
    ]
  },
  empty: (language) => <p>{chargerWords[language].frames.empty}</p>,
}

export interface EventRow {
  readonly kind: string
  readonly connectorId: number | null
  readonly occurredAt: string
  readonly receivedAt: string
  readonly detail: Record<string, unknown>
}

export const historyTable: ChargerTable<EventRow> = {
  api: 'history',
  columns(charger, language) {
    const text = chargerWords[language].history
    return [
      {
        key: 'receivedAt',
        name: text.receivedAt,
        cell: ({ receivedAt }) => preciseTime(receivedAt, charger),
        csv: ({ receivedAt }) => receivedAt,
      },
      { key: 'kind', name: text.kind, cell: ({ kind }) => kind, csv: ({ kind }) => kind },
      {
        key: 'connectorId',
        name: text.socket,
        cell: ({ connectorId }) => connectorId ?? '–',
        csv: ({ connectorId }) => connectorId,
        figure: true,
      },
      {
        key: 'detail',
        name: text.detail,
        cell: ({ detail }) => json(detail),
        csv: ({ detail }) => JSON.stringify(detail),
      },
    ]
  },
  filters: () => [],
  empty: (language) => <p>{chargerWords[language].history.empty}</p>,
}

export interface QueuedRow {
  readonly id: string
  readonly action: string
  readonly request: Record<string, unknown>
  readonly state: 'queued' | 'sent' | 'done' | 'expired' | 'cancelled'
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly outcome: { readonly outcome: string } | null
}

export const queueTable: ChargerTable<QueuedRow> = {
  api: 'queued-commands',
  columns(charger, language) {
    const { queue: text, outcome: outcomes, deeds } = chargerWords[language]
    const time = (instant: string) => sinceText(instant, { language, timeZone: charger.site.timeZone })
    const outcomeOf = ({ outcome }: QueuedRow) => outcome?.outcome ?? null
    return [
      {
        key: 'action',
        name: text.action,
        cell: ({ action, request }) => (
          <>
            {action} {json(request)}
          </>
        ),
        csv: ({ action }) => action,
      },
      { key: 'state', name: text.state, cell: ({ state }) => text.states[state], csv: ({ state }) => state },
      {
        key: 'outcome',
        name: text.result,
        cell: (row) => {
          const outcome = outcomeOf(row)
          if (row.state === 'queued')
            return (
              <a href={`${chargerPath(charger.chargePointId)}/deeds/cancel?queued=${row.id}`}>
                {deeds.cancel.title}
              </a>
            )
          return outcome === null ? '–' : (outcomes[outcome as keyof typeof outcomes] ?? outcome)
        },
        csv: outcomeOf,
      },
      {
        key: 'createdBy',
        name: text.by,
        cell: ({ createdBy }) => createdBy,
        csv: ({ createdBy }) => createdBy,
      },
      {
        key: 'createdAt',
        name: text.createdAt,
        cell: ({ createdAt }) => time(createdAt),
        csv: ({ createdAt }) => createdAt,
      },
      {
        key: 'expiresAt',
        name: text.expiresAt,
        cell: ({ expiresAt }) => time(expiresAt),
        csv: ({ expiresAt }) => expiresAt,
      },
    ]
  },
  filters: () => [],
  empty: (language) => <p>{chargerWords[language].queue.empty}</p>,
}
