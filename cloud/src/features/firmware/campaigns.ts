import { toIso } from '@colok/shared/time'
import { campaignStep, type FirmwareUpdateState } from '../../core/firmware-progress.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { findImage } from './images.ts'
import type { CampaignInput } from './schemas.ts'
import { insertUpdate, sendUpdate } from './updates.ts'

/** A charger that was told and says nothing more for this long has failed. */
const silentForMs = 2 * 3_600_000

/** A charger that could not be told for this long is left out. */
const absentForMs = 7 * 24 * 3_600_000

/** Chargers that are told in one run: they all fetch the same file from us. */
const togetherAtMost = 20

export type CreateCampaignResult =
  | { readonly kind: 'created'; readonly id: string }
  | { readonly kind: 'unknown'; readonly what: string }

/** Stores a campaign with its chargers in waves; a job carries it out. */
export async function createCampaign(
  tx: Tx,
  services: Services,
  campaign: CampaignInput & { readonly createdBy: string },
): Promise<CreateCampaignResult> {
  const { name, imageId, maxFailures, createdBy } = campaign
  if ((await findImage(tx, imageId)) === undefined)
    return { kind: 'unknown', what: `firmware image ${imageId}` }
  const chargers = await chargersOf(tx, campaign)
  if (chargers.length === 0) return { kind: 'unknown', what: 'charger there' }
  const id = services.newId()
  const createdAt = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('firmwareCampaign')
    .values({ id, name, imageId, state: 'running', wave: 0, maxFailures, createdBy, createdAt })
    .execute()
  for (const [index, chargePointId] of chargers.entries()) {
    const wave = waveOf(index, campaign.waveSizes)
    const update = { chargePointId, imageId, campaignId: id, wave, createdBy }
    if ((await insertUpdate(tx, services, update)) === undefined)
      return { kind: 'unknown', what: `charger ${chargePointId}` }
  }
  return { kind: 'created', id }
}

async function chargersOf(tx: Tx, { chargers }: CampaignInput): Promise<string[]> {
  if (Array.isArray(chargers)) return [...new Set(chargers)]
  const rows = await tx.all<{ chargePointId: string }>(
    `select charge_point_id from charger join site on site.id = site_id where slug = ? order by charge_point_id`,
    [chargers.site],
  )
  return rows.map(({ chargePointId }) => chargePointId)
}

function waveOf(index: number, waveSizes: readonly number[]): number {
  let end = 0
  for (const [wave, size] of waveSizes.entries()) {
    end += size
    if (index < end) return wave
  }
  return waveSizes.length
}

/** Carries campaigns on: gives up on who is silent, stops on failure, tells the chargers of the wave under way. */
export function runCampaigns(services: Services): Job {
  return {
    name: 'run firmware campaigns',
    everyMs: 30_000,
    async run() {
      const running = await services.read.all<RunningCampaign>(
        "select id, image_id, max_failures, wave from firmware_campaign where state = 'running' order by id",
        [],
      )
      for (const campaign of running) await carryOn(services, campaign)
    },
  }
}

interface RunningCampaign {
  readonly id: string
  readonly imageId: string
  readonly maxFailures: number
  readonly wave: number
}

async function carryOn(services: Services, campaign: RunningCampaign): Promise<void> {
  await giveUp(services, campaign)
  const members = await services.read.all<{ wave: number; state: FirmwareUpdateState }>(
    'select wave, state from firmware_update where campaign_id = ?',
    [campaign.id],
  )
  const step = campaignStep(members, campaign)
  if (step.kind !== 'goOn') {
    await finishCampaign(services, campaign.id, step.kind === 'stop' ? 'stopped' : 'done')
    return
  }
  if (step.wave !== campaign.wave)
    await services.writer.write((tx) =>
      tx.run('update firmware_campaign set wave = ? where id = ?', [step.wave, campaign.id]),
    )
  await tellWave(services, campaign, step.wave)
}

async function giveUp(services: Services, { id }: RunningCampaign): Promise<void> {
  const wallMs = services.clock.wallMs()
  const now = toIso(wallMs)
  await services.writer.write(async (tx) => {
    await tx.run(
      `update firmware_update set state = 'failed', detail = 'Nothing more was heard of it.', finished_at = ?
       where campaign_id = ? and state in ('sent', 'underWay') and updated_at < ?`,
      [now, id, toIso(wallMs - silentForMs)],
    )
    await tx.run(
      `update firmware_update set state = 'skipped', detail = 'The charger was not there.', finished_at = ?
       where campaign_id = ? and state = 'waiting' and created_at < ?
         and wave = (select wave from firmware_campaign where firmware_campaign.id = campaign_id)`,
      [now, id, toIso(wallMs - absentForMs)],
    )
  })
}

async function finishCampaign(services: Services, id: string, state: 'stopped' | 'done'): Promise<void> {
  const now = toIso(services.clock.wallMs())
  await services.writer.write(async (tx) => {
    await tx.run(
      'update firmware_campaign set state = ?, finished_at = ? where id = ? and finished_at is null',
      [state, now, id],
    )
    await tx.run(
      `update firmware_update set state = 'skipped', detail = 'The campaign was stopped.', finished_at = ?
       where campaign_id = ? and state = 'waiting'`,
      [now, id],
    )
  })
  if (state === 'stopped') services.log.error({ campaignId: id }, 'a firmware campaign was stopped')
}

/** Chargers that are connected and charge nobody. */
async function tellWave(services: Services, campaign: RunningCampaign, wave: number): Promise<void> {
  const image = await findImage(services.read, campaign.imageId)
  if (image === undefined) return
  const ready = await services.read.all<{ requestId: number; chargePointId: string }>(
    `select request_id, charge_point_id from firmware_update join charger on charger.id = charger_id
     where campaign_id = ? and wave = ? and state = 'waiting' and connected = 1 and registration = 'Accepted'
       and not exists (select 1 from session where session.charger_id = charger.id and session.state = 'charging')
     order by request_id limit ?`,
    [campaign.id, wave, togetherAtMost],
  )
  await Promise.all(ready.map((update) => sendUpdate(services, update, image)))
}

export type ChangeCampaignResult = 'changed' | 'unknown' | 'over'

/** Pauses or resumes a campaign; what its chargers have begun goes on. */
export async function setCampaignState(
  services: Services,
  id: string,
  state: 'running' | 'paused' | 'stopped',
): Promise<ChangeCampaignResult> {
  const known = await first<{ state: string }>(
    services.read,
    'select state from firmware_campaign where id = ?',
    [id],
  )
  if (known === undefined) return 'unknown'
  if (known.state === 'stopped' || known.state === 'done') return 'over'
  if (state === 'stopped') await finishCampaign(services, id, 'stopped')
  else
    await services.writer.write((tx) =>
      tx.run('update firmware_campaign set state = ? where id = ? and finished_at is null', [state, id]),
    )
  return 'changed'
}
