/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { listQuery } from '../../../http/list-query.ts'
import type { Services } from '../../../services.ts'
import { pagePlace } from '../../../web/page-place.ts'
import { Table } from '../../../web/table.tsx'
import { csvAnswer } from '../../../web/table-csv.ts'
import { listChargers } from '../../chargers/queries.ts'
import { ChargerQuery } from '../../chargers/schemas.ts'
import { DeedLink } from '../desk.tsx'
import { ConsolePage } from '../frame.tsx'
import { consoleWords } from '../words.ts'
import { chargerColumns, chargerFilters } from './columns.tsx'
import { newCharger } from './new-deed.ts'

/** The list of chargers: the pattern after which the console's other lists are made. */
export async function chargersPage(c: Context, services: Services): Promise<Response> {
  const query = listQuery(c, ChargerQuery)
  const place = pagePlace(c)
  const text = consoleWords[place.language]
  const columns = chargerColumns(place.language)
  const { reach } = c.var.actor
  if (query.format === 'csv')
    return csvAnswer(c, {
      name: 'chargers',
      columns,
      pages: (page) => listChargers(services, { ...query, reach, ...page }),
    })
  const { items, nextCursor } = await listChargers(services, { ...query, reach })
  const asking = { c, language: place.language }
  const make = { asking, form: newCharger.path, text: newCharger.title }
  return c.html(
    <ConsolePage
      actor={c.var.actor}
      place={place}
      title={text.chargers}
      lead={text.chargersLead}
      actions={<DeedLink {...make} isMain />}
    >
      <Table
        place={place}
        label={text.chargers}
        columns={columns}
        rows={items}
        nextCursor={nextCursor}
        sort={query.sort}
        filters={chargerFilters(place.language)}
        empty={
          <>
            <p>{text.noChargers}</p>
            <DeedLink {...make} />
          </>
        }
      />
    </ConsolePage>,
  )
}
