/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Problem } from '../../../http/problem.ts'
import { streamBatches } from '../../../http/snapshots.ts'
import type { Services } from '../../../services.ts'
import type { Language } from '../../../web/language.ts'
import type { Campaign, FirmwareImage, FirmwareUpdate } from '../../firmware/schemas.ts'
import { type Asking, filled } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, Facts, Mark, ShortList } from '../desk.tsx'
import { none, when, whole } from '../figures.ts'
import { campaignColours, Progress, sumOf, updateColours } from './parts.tsx'
import { campaignStates, updateStates, firmwareWords as w } from './words.ts'

/** While it goes on it is looked at again after so long: what a download has come to is told by no change of its charger. */
const lookAgainMs = 5000

const isOver = ({ state }: Campaign) => state === 'done' || state === 'stopped'

interface CampaignNow {
  readonly campaign: Campaign
  readonly updates: readonly FirmwareUpdate[]
}

async function campaignNow({ c, api, names }: Asking): Promise<CampaignNow> {
  const path = filled('/firmware-campaigns/:id', names)
  const campaign = await api.get<Campaign>(c, path)
  const { items } = await api.get<{ items: FirmwareUpdate[] }>(c, `${path}/updates?limit=200`)
  return { campaign, updates: items }
}

/** One campaign: how far it is, wave by wave, and the stop. It is kept live while one looks at it. */
export async function campaignPage(asking: Asking): Promise<Response> {
  const { c, api, language } = asking
  const now = await campaignNow(asking)
  const { campaign } = now
  const { id, state } = campaign
  const image = await api.find<FirmwareImage>(c, `/firmware-images/${encodeURIComponent(campaign.imageId)}`)
  const change = (to: 'running' | 'paused' | 'stopped', text: (typeof w)['pause' | 'resume' | 'stop']) => (
    <DeedLink
      asking={asking}
      form="/console/firmware-campaigns/:id/state/:state"
      names={{ id, state: to }}
      text={text}
    />
  )
  return deskPage(asking, {
    title: campaign.name,
    section: '/console/firmware-campaigns',
    scripts: ['live.js'],
    ...(!isOver(campaign) && { refreshS: lookAgainMs / 1000 }),
    lead: image && `${w.version[language]} ${image.version}`,
    actions: !isOver(campaign) && (
      <>
        {state === 'running' ? change('paused', w.pause) : change('running', w.resume)}
        {change('stopped', w.stop)}
      </>
    ),
    children: isOver(campaign) ? (
      <Now {...now} language={language} />
    ) : (
      <colok-live src={`/console/firmware-campaigns/${encodeURIComponent(id)}/live`}>
        <Now {...now} language={language} />
      </colok-live>
    ),
  })
}

/** What has changed on a campaign's page, as it comes: asked each time as whoever looks, who may be signed out meanwhile. */
export async function campaignStream(asking: Asking, { clock, changes }: Services): Promise<Response> {
  const { language } = asking
  let { updates } = await campaignNow(asking)
  let told = ''
  let lookedAtMs = Number.NEGATIVE_INFINITY
  const batch = async (changed: readonly string[]): Promise<string | undefined | null> => {
    const isDue = clock.monotonicMs() - lookedAtMs >= lookAgainMs
    if (!isDue && !updates.some(({ chargePointId }) => changed.includes(chargePointId))) return undefined
    lookedAtMs = clock.monotonicMs()
    try {
      const now = await campaignNow(asking)
      updates = now.updates
      const html = String(<Now {...now} language={language} />)
      if (html === told) return undefined
      told = html
      return html
    } catch (error) {
      if (error instanceof Problem) return null
      throw error
    }
  }
  const turnsInMs = () => Math.max(0, lookedAtMs + lookAgainMs - clock.monotonicMs())
  return streamBatches(asking.c, { clock, changes, initially: [], turnsInMs, batch })
}

function Now({ campaign, updates, language }: CampaignNow & { readonly language: Language }) {
  const { text, when: time } = columnsIn<FirmwareUpdate>(language)
  return (
    <>
      <p>
        <Mark colour={campaignColours[campaign.state]} text={campaignStates[campaign.state][language]} />{' '}
        <Progress campaign={campaign} language={language} />
      </p>
      <Facts
        facts={[
          [w.wave[language], whole(campaign.wave + 1, language)],
          [w.mayFail[language], whole(campaign.maxFailures, language)],
          [w.by[language], `${campaign.createdBy}, ${when(campaign.createdAt, language)}`],
        ]}
      />
      <Facts
        areShort
        facts={Object.entries(updateStates).map(([key, said]) => [
          said[language],
          whole(campaign.counts[key] ?? 0, language),
        ])}
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
          text('detail', w.detail, ({ detail }) =>
            detail === null ? (
              none
            ) : (
              <span class="wrapped" lang="en">
                {detail}
              </span>
            ),
          ),
          time('updatedAt', w.at),
        ]}
        rows={updates}
        empty={w.noChargers[language]}
      />
      {sumOf(campaign) > updates.length && <p class="hint">{w.firstOnes[language]}</p>}
    </>
  )
}
