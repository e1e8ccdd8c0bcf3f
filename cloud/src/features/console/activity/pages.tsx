/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type ActivityEntry, activitySortKeys, type ChainReport } from '../../activity/schemas.ts'
import { activityColumns } from '../activity-columns.tsx'
import type { Asking } from '../asking.ts'
import { deskPage, Facts, type ListPage, Mark } from '../desk.tsx'
import { whole } from '../figures.ts'
import type { Said } from '../said.ts'

const w = {
  title: { id: 'Riwayat', en: 'Activity history' },
  lead: {
    id: 'Semua yang diubah orang, kunci dan pekerjaan, tersimpan selamanya dan terkunci satu sama lain.',
    en: 'Whatever people, keys and jobs have changed, kept for good and chained to each other.',
  },
  empty: { id: 'Belum ada yang dilakukan.', en: 'Nothing was done yet.' },
  actor: { id: 'Siapa', en: 'Who' },
  action: { id: 'Apa, awalnya', en: 'What, how it begins' },
  subject: { id: 'Tentang', en: 'About' },
  text: { id: 'Kata apa pun', en: 'Any words' },
  verify: { id: 'Periksa rantainya', en: 'Verify the chain' },
  chain: { id: 'Rantai riwayat', en: 'The chain of the history' },
  whole: { id: 'Utuh', en: 'Whole' },
  broken: { id: 'Rusak', en: 'Broken' },
  entries: { id: 'Catatan yang utuh', en: 'Entries that hold' },
  head: { id: 'Hash terakhir', en: 'The newest hash' },
  headWhy: {
    id: 'Simpan di tempat lain. Kalau kelak tidak ada lagi, ujung riwayat telah dipotong.',
    en: 'Keep it elsewhere. If it is gone later on, the end of the history was cut off.',
  },
  at: { id: 'Rusak pada', en: 'Broken at' },
} as const satisfies Record<string, Said>

export const activityList: ListPage<ActivityEntry> = {
  path: '/console/activity',
  api: '/activity',
  title: w.title,
  lead: w.lead,
  empty: w.empty,
  sorts: activitySortKeys,
  above: async ({ language }) => (
    <p>
      <a href="/console/activity/chain">{w.verify[language]}</a>
    </p>
  ),
  filters: (language) => [
    { name: 'actor', label: w.actor[language], kind: 'text' },
    { name: 'action', label: w.action[language], kind: 'text' },
    { name: 'subject', label: w.subject[language], kind: 'text' },
    { name: 'text', label: w.text[language], kind: 'text' },
  ],
  columns: activityColumns,
  fileOnly: {
    seq: ({ seq }) => seq,
    channel: ({ channel }) => channel,
    request: ({ request }) => request,
    hash: ({ hash }) => hash,
  },
}

/** Whether every entry still follows from the one before it. */
export async function chainPage(asking: Asking): Promise<Response> {
  const { c, api, language } = asking
  const report = await api.get<ChainReport>(c, '/activity/chain')
  return deskPage(asking, {
    title: w.chain[language],
    section: '/console/activity',
    lead: (
      <Mark colour={report.whole ? 'green' : 'red'} text={(report.whole ? w.whole : w.broken)[language]} />
    ),
    children: (
      <>
        <Facts
          facts={[
            [w.entries[language], whole(report.entries, language)],
            [w.head[language], <code class="number">{report.head}</code>],
            ...(report.broken === null
              ? []
              : [[w.at[language], `${report.broken.seq}: ${report.broken.reason}`] as const]),
          ]}
        />
        <p>{w.headWhy[language]}</p>
      </>
    ),
  })
}
