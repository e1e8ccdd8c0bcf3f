/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import type { Campaign, FirmwareUpdate } from '../../firmware/schemas.ts'
import { Mark, type MarkColour } from '../desk.tsx'
import { whole } from '../figures.ts'
import { updateStates } from './words.ts'

export const campaignColours: Readonly<Record<Campaign['state'], MarkColour>> = {
  running: 'green',
  paused: 'amber',
  stopped: 'red',
  done: 'grey',
}

export const updateColours: Readonly<Record<FirmwareUpdate['state'], MarkColour>> = {
  waiting: 'grey',
  sent: 'blue',
  underWay: 'blue',
  installed: 'green',
  failed: 'red',
  skipped: 'grey',
}

export const sumOf = ({ counts }: Campaign) => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** How far it is, of how many: a bar with its numbers beside it. */
export function Progress({
  campaign,
  language,
}: {
  readonly campaign: Campaign
  readonly language: Language
}) {
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
