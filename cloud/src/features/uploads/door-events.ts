import { randomBytes } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import type { DoorEvent, DoorPhotoPlace } from '@colok/shared/vendor'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'
import { recordEvent } from '../chargers/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'

/** A charger on a weak network asks for another place when this one is over. */
const takenForMs = 6 * 3_600_000

/**
 * Keeps an event of a charger's service door in its history, and makes a place for the photo where there is one: an upload
 * under the event's own id, so that both are found together. An event that is told again is kept once, and gets a new place.
 * `undefined` without a photo, or when the photo is here already.
 */
export async function receiveDoorEvent(
  services: Services,
  charger: ChargerIdentity,
  event: DoorEvent,
): Promise<DoorPhotoPlace | undefined> {
  const known = await first<{ chargerId: number; receivedAt: string | null }>(
    services.read,
    'select charger_id, received_at from upload where id = ?',
    [event.eventId],
  )
  // An id that another charger has used is a mistake or worse: nothing of that one's is touched.
  if (known !== undefined && (known.chargerId !== charger.id || known.receivedAt !== null)) return undefined
  if (known === undefined)
    await recordEvent(services, charger, {
      kind: 'DoorEvent',
      occurredAt: event.at,
      detail: { ...event, ...(event.hasPhoto && { uploadId: event.eventId }) },
    })
  if (!event.hasPhoto) return undefined
  const token = randomBytes(32).toString('base64url')
  await services.writer.write((tx) => makePlace(tx, services, { charger, event, token }))
  return { photoUrl: `${services.settings.publicUrl}/uploads/${token}` }
}

async function makePlace(
  tx: Tx,
  services: Services,
  { charger, event, token }: { charger: ChargerIdentity; event: DoorEvent; token: string },
): Promise<void> {
  const nowMs = services.clock.wallMs()
  await tx.run(
    `insert into upload (id, charger_id, kind, token_hash, state, file_name, created_by, created_at, expires_at)
     values (?, ?, 'DoorPhoto', ?, 'requested', ?, ?, ?, ?)
     on conflict (id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
    [
      event.eventId,
      charger.id,
      hashSecret(token, services.settings.secret),
      `${event.event}.jpg`,
      charger.chargePointId,
      toIso(nowMs),
      toIso(nowMs + takenForMs),
    ],
  )
}
