import type { Session } from '../../charging/schemas.ts'
import type { ListPage } from '../desk.tsx'
import { sessionColumns, sessionFilters } from './columns.tsx'
import { sessionWords as w } from './words.ts'

export const sessionList: ListPage<Session> = {
  path: '/console/sessions',
  api: '/sessions',
  title: w.title,
  lead: w.lead,
  columns: sessionColumns,
  fileOnly: {
    id: ({ id }) => id,
    transactionId: ({ transactionId }) => transactionId,
    connectorId: ({ connectorId }) => connectorId,
    siteSlug: ({ siteSlug }) => siteSlug,
    stoppedAt: ({ stoppedAt }) => stoppedAt,
    businessDay: ({ businessDay }) => businessDay,
    suspectReasons: ({ suspectReasons }) => suspectReasons.join(' '),
  },
  filters: sessionFilters,
  empty: w.empty,
}
