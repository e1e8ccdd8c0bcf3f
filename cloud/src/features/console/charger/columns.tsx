/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { ChargerCondition } from '../../../core/charger-condition.ts'
import { conditionsByGravity } from '../../../core/overview-board.ts'
import { type Language, localeOf, words } from '../../../web/language.ts'
import { type SocketState, StatePill } from '../../../web/state-pill.tsx'
import type { Column, Filter } from '../../../web/table.tsx'
import type { Charger } from '../../chargers/schemas.ts'
import { sinceText } from '../times.ts'
import { consoleWords } from '../words.ts'

/** The colour and the icon of a condition: those of the socket state that it is like. */
const looks: Readonly<Record<ChargerCondition, SocketState>> = {
  notAccepted: 'Reserved',
  offline: 'offline',
  silent: 'offline',
  faulted: 'Faulted',
  unavailable: 'Unavailable',
  occupied: 'Charging',
  available: 'Available',
  unknown: 'unknown',
}

export function ConditionPill({ condition, text }: { condition: ChargerCondition; text: string }) {
  return <StatePill state={looks[condition]} text={text} />
}

/** A charger's state in one pill: offline says since when. */
export function ChargerState({ charger, language }: { charger: Charger; language: Language }) {
  const { condition, onlineChangedAt, site } = charger
  const text = consoleWords[language].conditions[condition]
  if (condition !== 'offline' || onlineChangedAt === null)
    return <ConditionPill condition={condition} text={text} />
  const since = sinceText(onlineChangedAt, { language, timeZone: site.timeZone })
  return <ConditionPill condition={condition} text={words[language].state.offlineSince(since)} />
}

/** Of all its sessions; null while there is none. */
function powerOf({ connectors }: Charger): number | null {
  const powers = connectors.flatMap(({ session }) => session?.powerW ?? [])
  return powers.length === 0 ? null : powers.reduce((sum, powerW) => sum + powerW, 0)
}

const powerText = (powerW: number | null, language: Language) =>
  powerW === null ? '–' : `${new Intl.NumberFormat(localeOf(language)).format(powerW)} W`

/** What each socket says, small: `1 Mengisi`. */
function Sockets({ charger, language }: { charger: Charger; language: Language }) {
  return (
    <span class="sockets">
      {charger.connectors.map(({ connectorId, status }) => (
        <StatePill
          state={status ?? 'unknown'}
          text={
            <>
              {connectorId} <span class="visually-hidden">{words[language].state[status ?? 'unknown']}</span>
            </>
          }
        />
      ))}
    </span>
  )
}

export const chargerPath = (chargePointId: string) => `/console/chargers/${encodeURIComponent(chargePointId)}`

/** A list of chargers, on the page and as a file. */
export function chargerColumns(language: Language): readonly Column<Charger>[] {
  const text = consoleWords[language]
  return [
    {
      key: 'chargePointId',
      name: text.charger,
      cell: ({ chargePointId }) => <a href={chargerPath(chargePointId)}>{chargePointId}</a>,
      csv: ({ chargePointId }) => chargePointId,
      sorts: true,
    },
    {
      key: 'condition',
      name: text.condition,
      cell: (charger) => <ChargerState charger={charger} language={language} />,
      csv: ({ condition }) => condition,
      sorts: true,
    },
    {
      key: 'connectors',
      name: text.sockets,
      cell: (charger) => <Sockets charger={charger} language={language} />,
      csv: ({ connectors }) =>
        connectors.map(({ connectorId, status }) => `${connectorId} ${status ?? 'unknown'}`).join(', '),
    },
    {
      key: 'powerW',
      name: text.power,
      cell: (charger) => powerText(powerOf(charger), language),
      csv: powerOf,
      figure: true,
    },
    { key: 'name', name: text.name, cell: ({ name }) => name, csv: ({ name }) => name, sorts: true },
    {
      key: 'site',
      name: text.site,
      cell: ({ site }) => site.name,
      csv: ({ site }) => site.slug,
      sorts: true,
    },
    {
      key: 'onlineChangedAt',
      name: text.since,
      cell: ({ onlineChangedAt, site }) =>
        onlineChangedAt === null ? '–' : sinceText(onlineChangedAt, { language, timeZone: site.timeZone }),
      csv: ({ onlineChangedAt }) => onlineChangedAt,
      sorts: true,
    },
    {
      key: 'firmwareVersion',
      name: text.firmware,
      cell: ({ firmwareVersion }) => firmwareVersion ?? '–',
      csv: ({ firmwareVersion }) => firmwareVersion,
      sorts: true,
    },
  ]
}

export function chargerFilters(language: Language): readonly Filter[] {
  const text = consoleWords[language]
  return [
    { kind: 'text', name: 'text', label: text.textFilter },
    {
      kind: 'choice',
      name: 'condition',
      label: text.condition,
      options: conditionsByGravity.map((value) => ({ value, text: text.conditions[value] })),
    },
  ]
}
