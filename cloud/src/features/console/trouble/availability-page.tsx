/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { addressOf, pagePlace } from '../../../web/page-place.ts'
import { orderOfTable, sortedBy } from '../../../web/table.tsx'
import { type AvailabilityReport, availabilitySortKeys } from '../../monitoring/schemas.ts'
import { percentText } from '../../monitoring/words.ts'
import type { Asking } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { deskPage, Facts, ShortList } from '../desk.tsx'
import { none } from '../figures.ts'
import { ChargerLink, lasted } from './parts.tsx'
import { troubleWords as w } from './words.ts'

/** For how much of the last 30 days things worked. */
export async function availabilityPage(asking: Asking): Promise<Response> {
  const { c, api, language } = asking
  const page = pagePlace(c)
  const report = await api.get<AvailabilityReport>(c, addressOf({ path: '/availability', query: page.query }))
  const orders = { sites: orderOfTable(page, 'sites'), sockets: orderOfTable(page, 'sockets') }
  const worked = (basisPoints: number | null) =>
    basisPoints === null ? none : percentText(basisPoints, language)
  const sites = columnsIn<AvailabilityReport['sites'][number]>(language)
  const sockets = columnsIn<AvailabilityReport['sockets'][number]>(language)
  const shown = (orders.sockets.sort === '' ? worstFirst(report.sockets) : report.sockets).slice(
    0,
    mostSockets,
  )
  return deskPage(asking, {
    title: w.availability[language],
    section: '/console/availability',
    lead: w.last30[language],
    children: (
      <>
        <Facts
          facts={[
            [w.meanTake[language], lasted(report.meanToAcknowledgeMs, asking)],
            [w.meanRepair[language], lasted(report.meanToRepairMs, asking)],
            [w.incidents[language], report.incidents],
          ]}
        />
        <ShortList
          title={w.perSite[language]}
          rows={report.sites}
          order={orders.sites}
          empty={w.noAvailability[language]}
          columns={sortedBy(availabilitySortKeys.sites, [
            sites.text('name', w.site),
            sites.whole('basisPoints', w.works, ({ basisPoints }) => worked(basisPoints)),
            sites.whole('failures', w.failures),
            sites.whole('meanDownMs', w.meanDown, ({ meanDownMs }) => lasted(meanDownMs, asking)),
          ])}
        />
        <ShortList
          title={w.perSocket[language]}
          rows={shown}
          order={orders.sockets}
          empty={w.noAvailability[language]}
          columns={sortedBy(availabilitySortKeys.sockets, [
            sockets.text('chargePointId', w.charger, ({ chargePointId }) => (
              <ChargerLink id={chargePointId} />
            )),
            sockets.whole('connectorId', w.socket),
            sockets.whole('basisPoints', w.works, ({ basisPoints }) => worked(basisPoints)),
            sockets.whole('failures', w.failures),
            sockets.whole('meanDownMs', w.meanDown, ({ meanDownMs }) => lasted(meanDownMs, asking)),
          ])}
        />
      </>
    ),
  })
}

type Sockets = AvailabilityReport['sockets']

/** Whose socket it is worth going to; one of which nothing is known comes last. */
function worstFirst(sockets: Sockets): Sockets {
  return sockets.toSorted(
    (one, other) =>
      (one.basisPoints ?? unknown) - (other.basisPoints ?? unknown) ||
      one.chargePointId.localeCompare(other.chargePointId) ||
      one.connectorId - other.connectorId,
  )
}

/** More than all of the time. */
const unknown = 10_001

/** The first ones; the API has them all. */
const mostSockets = 200
