import { type Session, sessionSortKeys } from '../../charging/schemas.ts'
import type { ListPage } from '../desk.tsx'
import { sessionColumns, sessionFilters } from './columns.tsx'
import { sessionWords as w } from './words.ts'

export const sessionList: ListPage<Session> = {
  path: '/console/sessions',
  api: '/sessions',
  title: w.title,
  lead: w.lead,
  columns: sessionColumns,
  sorts: sessionSortKeys,
  sortsAll: { by: 'startedAt', othersWhen: w.sortedWhen },
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
