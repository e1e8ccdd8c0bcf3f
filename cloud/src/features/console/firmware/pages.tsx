/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Campaign, campaignSortKeys, type FirmwareImage, imageSortKeys } from '../../firmware/schemas.ts'
import { hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { type ListPage, Mark } from '../desk.tsx'
import { none } from '../figures.ts'
import { campaignColours, Progress, sumOf } from './parts.tsx'
import { campaignStates, firmwareWords as w } from './words.ts'

export const imageList: ListPage<FirmwareImage> = {
  path: '/console/firmware-images',
  api: '/firmware-images',
  title: w.images,
  lead: w.imagesLead,
  section: '/console/firmware-campaigns',
  empty: w.noImages,
  sorts: imageSortKeys,
  makes: { form: '/console/firmware-images/new', button: w.newImage },
  columns: ({ language }) => {
    const { text, whole: count, when: time } = columnsIn<FirmwareImage>(language)
    return [
      text('version', w.version, ({ id, version }) => (
        <a href={hrefOf('/console/firmware-images/:id', { id })}>{version}</a>
      )),
      text('fileName', w.file),
      count('sizeBytes', w.size),
      text('sha256', { id: 'SHA-256', en: 'SHA-256' }, ({ sha256 }) =>
        sha256 === null ? none : <code>{sha256.slice(0, 16)}…</code>,
      ),
      text('createdBy', w.by),
      time('createdAt', w.made),
    ]
  },
}

export const campaignList: ListPage<Campaign> = {
  path: '/console/firmware-campaigns',
  api: '/firmware-campaigns',
  title: w.title,
  lead: w.lead,
  empty: w.empty,
  sorts: campaignSortKeys,
  makes: { form: '/console/firmware-campaigns/new', button: w.make },
  above: async ({ language }) => (
    <p>
      <a href="/console/firmware-images">{w.images[language]}</a>
    </p>
  ),
  columns: (asking) => {
    const { language } = asking
    const { text, when: time } = columnsIn<Campaign>(language)
    return [
      text('name', w.name, ({ id, name }) => (
        <a href={hrefOf('/console/firmware-campaigns/:id', { id })}>{name}</a>
      )),
      text('state', w.state, ({ state }) => (
        <Mark colour={campaignColours[state]} text={campaignStates[state][language]} />
      )),
      {
        key: 'installed',
        name: w.progress[language],
        cell: (campaign) => <Progress campaign={campaign} language={language} />,
        csv: ({ counts }) => counts.installed ?? 0,
      },
      text('createdBy', w.by),
      time('createdAt', w.made),
    ]
  },
  fileOnly: { id: ({ id }) => id, failed: ({ counts }) => counts.failed ?? 0, chargers: sumOf },
}
