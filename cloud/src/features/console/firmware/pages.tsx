/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import {
  type Campaign,
  campaignSortKeys,
  type FirmwareImage,
  type FirmwareUpdate,
  imageSortKeys,
} from '../../firmware/schemas.ts'
import { type Asking, filled, hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, Facts, type ListPage, Mark, type MarkColour, ShortList } from '../desk.tsx'
import { none, when, whole } from '../figures.ts'
import { campaignStates, updateStates, firmwareWords as w } from './words.ts'

const campaignColours: Readonly<Record<Campaign['state'], MarkColour>> = {
  running: 'green',
  paused: 'amber',
  stopped: 'red',
  done: 'grey',
}

const updateColours: Readonly<Record<FirmwareUpdate['state'], MarkColour>> = {
  waiting: 'grey',
  sent: 'blue',
  underWay: 'blue',
  installed: 'green',
  failed: 'red',
  skipped: 'grey',
}

const sumOf = ({ counts }: Campaign) => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** How far it is, of how many: a bar with its numbers beside it. */
function Progress({ campaign, asking }: { readonly campaign: Campaign; readonly asking: Asking }) {
  const { language } = asking
  const sum = sumOf(campaign)
  const { installed = 0, failed = 0, skipped = 0 } = campaign.counts
  const over = installed + failed + skipped
  const text = `${whole(installed, language)} / ${whole(sum, language)} ${updateStates.installed[language]}`
  return (
    <span class="progress">
      <progress max={Math.max(1, sum)} value={over} aria-label={text} />
      <span>{text}</span>
      {failed > 0 && (
        <Mark colour="red" text={`${whole(failed, language)} ${updateStates.failed[language]}`} />
      )}
    </span>
  )
}

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
        cell: (campaign) => <Progress campaign={campaign} asking={asking} />,
        csv: ({ counts }) => counts.installed ?? 0,
      },
      text('createdBy', w.by),
      time('createdAt', w.made),
    ]
  },
  fileOnly: { id: ({ id }) => id, failed: ({ counts }) => counts.failed ?? 0, chargers: sumOf },
}

/** While it goes on, the page asks again by itself. */
const refreshS = 5

/** One campaign: how far it is, wave by wave, and the stop. */
export async function campaignPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const path = filled('/firmware-campaigns/:id', names)
  const campaign = await api.get<Campaign>(c, path)
  const updates = await api.get<{ items: FirmwareUpdate[] }>(c, `${path}/updates?limit=200`)
  const image = await api.find<FirmwareImage>(c, `/firmware-images/${encodeURIComponent(campaign.imageId)}`)
  const { id, state } = campaign
  const isOver = state === 'done' || state === 'stopped'
  const change = (to: 'running' | 'paused' | 'stopped', text: (typeof w)['pause' | 'resume' | 'stop']) => (
    <DeedLink
      asking={asking}
      form="/console/firmware-campaigns/:id/state/:state"
      names={{ id, state: to }}
      text={text}
    />
  )
  if (!isOver) c.header('Refresh', String(refreshS))
  const { text, when: time } = columnsIn<FirmwareUpdate>(language)
  return deskPage(asking, {
    title: campaign.name,
    section: '/console/firmware-campaigns',
    lead: (
      <>
        <Mark colour={campaignColours[state]} text={campaignStates[state][language]} />{' '}
        {image && `${w.version[language]} ${image.version}`}
      </>
    ),
    actions: !isOver && (
      <>
        {state === 'running' ? change('paused', w.pause) : change('running', w.resume)}
        {change('stopped', w.stop)}
      </>
    ),
    children: (
      <>
        <Progress campaign={campaign} asking={asking} />
        <Facts
          facts={[
            [w.wave[language], whole(campaign.wave + 1, language)],
            [w.mayFail[language], whole(campaign.maxFailures, language)],
            ...Object.entries(updateStates).map(
              ([key, said]) => [said[language], whole(campaign.counts[key] ?? 0, language)] as const,
            ),
            [w.by[language], `${campaign.createdBy}, ${when(campaign.createdAt, language)}`],
          ]}
        />
        <ShortList
          title={w.chargers[language]}
          columns={[
            text('wave', w.wave, ({ wave }) => (wave === null ? none : whole(wave + 1, language))),
            text('chargePointId', w.charger, ({ chargePointId }) => (
              <a href={`/console/chargers/${encodeURIComponent(chargePointId)}`}>{chargePointId}</a>
            )),
            text('state', w.state, (update) => (
              <Mark colour={updateColours[update.state]} text={updateStates[update.state][language]} />
            )),
            text('detail', w.detail),
            time('updatedAt', w.at),
          ]}
          rows={updates.items}
          empty={w.noChargers[language]}
        />
      </>
    ),
  })
}
