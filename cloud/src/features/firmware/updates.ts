import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { firmwareState } from '../../core/firmware-progress.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordEvent } from '../chargers/commands.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { tell } from '../webhooks/events.ts'
import { imageLocation } from './images.ts'
import type { FirmwareImage } from './schemas.ts'

const retries = 3
const retryIntervalS = 120

export interface NewUpdate {
  readonly chargePointId: string
  readonly imageId: string
  readonly campaignId: string | null
  readonly wave: number | null
  readonly createdBy: string
}

/** Stores an update that is to be sent; its requestId, or undefined for a charger that is not known. */
export async function insertUpdate(
  tx: Tx,
  services: Services,
  update: NewUpdate,
): Promise<number | undefined> {
  const now = toIso(services.clock.wallMs())
  const row = await first<{ requestId: number }>(
    tx,
    `insert into firmware_update (id, charger_id, image_id, campaign_id, wave, state, created_by, created_at, updated_at)
     select ?, id, ?, ?, ?, 'waiting', ?, ?, ? from charger where charge_point_id = ? returning request_id`,
    [
      services.newId(),
      update.imageId,
      update.campaignId,
      update.wave,
      update.createdBy,
      now,
      now,
      update.chargePointId,
    ],
  )
  return row?.requestId
}

/** Tells a charger to fetch and install an image: signed where the image is, plainly where it is not. */
export async function sendUpdate(
  services: Services,
  update: { readonly requestId: number; readonly chargePointId: string },
  image: FirmwareImage,
): Promise<CommandOutcome> {
  const location = imageLocation(services, image)
  if (location === undefined) throw new Error(`Firmware image ${image.id} has no file.`)
  const { requestId, chargePointId } = update
  const retrieveDate = toIso(services.clock.wallMs())
  await setState(services, requestId, { state: 'sent', detail: null })
  const { signature, signingCertificate } = image
  const command =
    signature !== null && signingCertificate !== null
      ? await commandCharger(services, chargePointId, 'SignedUpdateFirmware', {
          requestId,
          retries,
          retryInterval: retryIntervalS,
          firmware: { location, retrieveDateTime: retrieveDate, signature, signingCertificate },
        })
      : await commandCharger(services, chargePointId, 'UpdateFirmware', {
          location,
          retrieveDate,
          retries,
          retryInterval: retryIntervalS,
        })
  await settle(services, requestId, command)
  return command
}

/** What was not taken waits again when its charger was away, and has failed when the charger said no. */
async function settle(services: Services, requestId: number, command: CommandOutcome): Promise<void> {
  const { outcome, detail } = command
  if (outcome === 'accepted' || outcome === 'noAnswer') return
  const isAway = outcome === 'notConnected' || outcome === 'busy'
  await setState(services, requestId, { state: isAway ? 'waiting' : 'failed', detail })
}

async function setState(
  services: Services,
  requestId: number,
  change: { readonly state: 'waiting' | 'sent' | 'failed'; readonly detail: string | null },
): Promise<void> {
  const now = toIso(services.clock.wallMs())
  await services.writer.write((tx) =>
    tx.run(
      `update firmware_update set state = ?, detail = ?, updated_at = ?, sent_at = coalesce(sent_at, ?),
         finished_at = ? where request_id = ? and finished_at is null`,
      [
        change.state,
        change.detail,
        now,
        change.state === 'sent' ? now : null,
        change.state === 'failed' ? now : null,
        requestId,
      ],
    ),
  )
}

/** Keeps how far a charger is. Plain OCPP 1.6 names no request here: it is the newest one. */
export async function recordFirmwareStatus(
  services: Services,
  charger: ChargerIdentity,
  notice:
    | ({ readonly kind: 'FirmwareStatusNotification' } & { detail: Request<'FirmwareStatusNotification'> })
    | ({ readonly kind: 'SignedFirmwareStatusNotification' } & {
        detail: Request<'SignedFirmwareStatusNotification'>
      }),
): Promise<void> {
  await recordEvent(services, charger, notice)
  const { status } = notice.detail
  const state = firmwareState(status)
  if (state === undefined) return
  const requestId = 'requestId' in notice.detail ? notice.detail.requestId : undefined
  const now = toIso(services.clock.wallMs())
  const which =
    requestId === undefined ? '(select max(request_id) from firmware_update where charger_id = ?)' : '?'
  const isOver = state !== 'underWay'
  await services.writer.write(async (tx) => {
    const changed = await tx.run(
      `update firmware_update set state = ?, detail = ?, updated_at = ?, finished_at = ?
       where request_id = ${which} and charger_id = ? and finished_at is null and state <> 'waiting'`,
      [state, status, now, isOver ? now : null, requestId ?? charger.id, charger.id],
    )
    const { chargePointId } = charger
    if (changed > 0 && isOver)
      await tell(tx, services, { type: 'charger.firmwareUpdate', chargePointId, data: { state, status } })
  })
}
