/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Column } from '../../web/table.tsx'
import type { ActivityEntry } from '../activity/schemas.ts'
import { type Asking, narrowed } from './asking.ts'
import { Raw } from './desk.tsx'
import { none, when } from './figures.ts'

const words = {
  at: { id: 'Waktu', en: 'Time' },
  who: { id: 'Siapa', en: 'Who' },
  what: { id: 'Apa', en: 'What' },
  about: { id: 'Tentang', en: 'About' },
  detail: { id: 'Rincian', en: 'Details' },
} as const

/** The history of what people and jobs have done. */
export function activityColumns({ language }: Asking): Column<ActivityEntry>[] {
  return [
    { key: 'at', name: words.at[language], cell: ({ at }) => when(at, language), csv: ({ at }) => at },
    {
      key: 'actor',
      name: words.who[language],
      cell: ({ actor, channel }) => `${actor ?? none} (${channel})`,
      csv: ({ actor }) => actor,
    },
    {
      key: 'action',
      name: words.what[language],
      cell: ({ action }) => action,
      csv: ({ action }) => action,
    },
    {
      key: 'subject',
      name: words.about[language],
      cell: ({ subject }) => <a href={narrowed('/console/activity', { subject })}>{subject}</a>,
      csv: ({ subject }) => subject,
    },
    {
      key: 'detail',
      name: words.detail[language],
      cell: (entry) => <Raw text={detailOf(entry)} />,
      csv: (entry) => detailOf(entry),
    },
  ]
}

function detailOf({ before, after, detail }: ActivityEntry): string {
  const told = { ...(before && { before }), ...(after && { after }), ...detail }
  return Object.keys(told).length === 0 ? '' : JSON.stringify(told)
}
