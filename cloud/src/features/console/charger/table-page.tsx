/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { zoneLetters } from '@colok/shared/time'
import type { Context } from 'hono'
import { pagePlace } from '../../../web/page-place.ts'
import { Table } from '../../../web/table.tsx'
import { csvAnswer } from '../../../web/table-csv.ts'
import type { Charger } from '../../chargers/schemas.ts'
import type { OwnApi } from '../own-api.ts'
import { chargerFrame } from './page.tsx'
import type { ChargerTable } from './tables.tsx'

interface ListBody<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

/** A list about one charger: what the address asks for is asked of the API as it is, days as those at the site. */
export async function chargerTablePage<Row>(
  c: Context,
  api: OwnApi,
  charger: Charger,
  table: ChargerTable<Row>,
): Promise<Response> {
  const place = pagePlace(c)
  const filters = table.filters(place.language)
  const asked = Object.fromEntries(
    filters.flatMap(({ name, kind }) => {
      const value = place.query[name] ?? ''
      if (value === '') return []
      return [[name, kind === 'date' ? dayAsInstant(value, name, charger) : value]]
    }),
  )
  const pages = (page: { readonly cursor?: string | undefined; readonly limit?: number }) => {
    const { cursor, limit } = page
    const query = new URLSearchParams({
      ...asked,
      ...(cursor !== undefined && { cursor }),
      ...(limit !== undefined && { limit: String(limit) }),
    })
    return api.get<ListBody<Row>>(
      c,
      `/chargers/${encodeURIComponent(charger.chargePointId)}/${table.api}?${query}`,
    )
  }
  const columns = table.columns(charger, place.language)
  if (place.query.format === 'csv')
    return csvAnswer(c, { name: `${charger.chargePointId}-${table.api}`, columns, pages })
  const { items, nextCursor } = await pages({ cursor: place.query.cursor })
  return chargerFrame(c, charger, {
    children: (
      <Table
        place={place}
        label={`${charger.chargePointId}, ${table.api}`}
        columns={columns}
        rows={items}
        nextCursor={nextCursor}
        filters={filters}
        empty={table.empty(place.language)}
      />
    ),
  })
}

const offsets: Readonly<Record<string, string>> = { WIB: '+07:00', WITA: '+08:00', WIT: '+09:00' }

/** A day at the site, from its beginning, or to its end. What is no day is left for the API to refuse. */
function dayAsInstant(day: string, name: string, { site }: Charger): string {
  const midnight = Date.parse(`${day}T00:00:00${offsets[zoneLetters(site.timeZone)] ?? 'Z'}`)
  if (Number.isNaN(midnight)) return day
  return new Date(midnight + (name === 'to' ? 86_400_000 : 0)).toISOString()
}
