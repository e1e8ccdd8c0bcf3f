import { RpcError } from '@colok/shared/ocpp/errors'
import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { toStoredInstant } from '../../core/instant-text.ts'
import type { Registration } from '../../core/registration.ts'
import { maxConnectorId } from '../../core/transaction-check.ts'
import type { Insertion, Tx } from '../../db/database.ts'
import { inLists, placesOf } from '../../db/lists.ts'
import type { SharedUnit } from '../../db/shared-writes.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'
import type { ChargerIdentity } from './identity.ts'

interface Booted {
  readonly registration: Registration
  /** It was of another model so far, which may be judged otherwise. */
  readonly isOtherModel: boolean
}

/** A message of a charger that is on its way into the database. */
interface Received<A extends 'BootNotification' | 'StatusNotification'> {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly request: Request<A>
  readonly receivedAt: string
}

/** Keeps what the charger says of itself, and says how it is registered. */
export async function recordBoot(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'BootNotification'>,
): Promise<Booted> {
  const receivedAt = toIso(services.clock.wallMs())
  const booted = await services.shared.write(boots, { services, charger, request, receivedAt })
  services.changes.changed(charger.chargePointId)
  services.bells.ring('chargers')
  return booted
}

const boots: SharedUnit<Received<'BootNotification'>, Booted> = {
  onlyAdds: true,
  async run(tx, received) {
    const ids = received.map(({ charger }) => charger.id)
    const before = inLists(ids).map((list) =>
      tx.all<{ id: number; vendor: string | null; model: string | null }>(
        `select id, vendor, model from charger where id in (${placesOf(list)})`,
        list,
      ),
    )
    const after = received.map(({ charger, request, receivedAt }) =>
      tx.all<{ registration: Registration }>(
        `update charger set vendor = ?, model = ?, serial_number = ?, firmware_version = ?, meter_type = ?,
           meter_serial_number = ?, booted_at = ? where id = ? returning registration`,
        [
          request.chargePointVendor,
          request.chargePointModel,
          request.chargePointSerialNumber ?? request.chargeBoxSerialNumber ?? null,
          request.firmwareVersion ?? null,
          request.meterType ?? null,
          request.meterSerialNumber ?? null,
          receivedAt,
          charger.id,
        ],
      ),
    )
    const kind = 'BootNotification'
    const kept = insertEvents(
      tx,
      received.map(({ charger, request, receivedAt }) => ({
        ...{ chargerId: charger.id, kind, occurredAt: receivedAt, receivedAt, detail: request },
      })),
    )
    const told = received.map(({ services, charger: { chargePointId }, request }) =>
      tell(tx, services, { type: 'charger.booted', chargePointId, data: request }),
    )
    const [lists, rows] = await Promise.all([Promise.all(before), Promise.all(after), kept, ...told])
    const known = new Map(lists.flat().map((row) => [row.id, row]))
    return received.map(({ charger, request }, index) => {
      const { vendor, model } = known.get(charger.id) ?? {}
      return {
        registration: rows[index]?.[0]?.registration ?? 'Rejected',
        isOtherModel: vendor !== request.chargePointVendor || model !== request.chargePointModel,
      }
    })
  },
}

/**
 * Keeps a connector's status. One that is older than what is known (a queue from an offline spell) goes into the
 * history only, unless what is known claims to be from the future.
 */
export async function recordStatus(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'StatusNotification'>,
): Promise<void> {
  checkConnectorId(request.connectorId)
  const receivedAt = toIso(services.clock.wallMs())
  const statusAt = request.timestamp === undefined ? receivedAt : toStoredInstant(request.timestamp)
  await services.shared.write(statuses, { services, charger, request, receivedAt, statusAt })
  services.changes.changed(charger.chargePointId)
  if (request.status === 'Faulted') services.alerts.noticed('fault')
}

const statuses: SharedUnit<Received<'StatusNotification'> & { readonly statusAt: string }, unknown> = {
  onlyAdds: true,
  async run(tx, received) {
    const saved = received.map(({ charger, request, receivedAt, statusAt }) =>
      tx.run(
        `insert into connector (charger_id, connector_id, status, error_code, info, vendor_error_code, status_at)
         values (?, ?, ?, ?, ?, ?, ?)
         on conflict (charger_id, connector_id) do update set status = excluded.status, error_code = excluded.error_code,
           info = excluded.info, vendor_error_code = excluded.vendor_error_code, status_at = excluded.status_at
         where connector.status_at is null or connector.status_at <= excluded.status_at or connector.status_at > ?`,
        [
          charger.id,
          request.connectorId,
          request.status,
          request.errorCode,
          request.info ?? null,
          request.vendorErrorCode ?? null,
          statusAt,
          receivedAt,
        ],
      ),
    )
    const kind = 'StatusNotification'
    const kept = insertEvents(
      tx,
      received.map(({ charger, request, receivedAt, statusAt }) => ({
        ...{ chargerId: charger.id, connectorId: request.connectorId },
        ...{ kind, occurredAt: statusAt, receivedAt, detail: request },
      })),
    )
    const told = received.map(({ services, charger: { chargePointId }, request }) =>
      tell(tx, services, { type: 'connector.status', chargePointId, data: request }),
    )
    await Promise.all([kept, ...saved, ...told])
    return []
  },
}

/** Keeps a notice of the charger that changes nothing here by itself: progress of an upload, a security event. */
export async function recordEvent(
  services: Services,
  charger: ChargerIdentity,
  event: {
    readonly kind: string
    readonly occurredAt?: string
    readonly detail: object
  },
): Promise<void> {
  const receivedAt = toIso(services.clock.wallMs())
  const occurredAt = event.occurredAt === undefined ? receivedAt : toStoredInstant(event.occurredAt)
  const { kind, detail } = event
  await services.writer.append((tx) =>
    Promise.all([
      insertEvent(tx, { chargerId: charger.id, kind, occurredAt, receivedAt, detail }),
      kind === 'SecurityEventNotification' &&
        tell(tx, services, {
          type: 'charger.securityEvent',
          chargePointId: charger.chargePointId,
          data: detail,
        }),
    ]),
  )
  if (kind === 'SecurityEventNotification' || kind === 'DoorEvent') services.alerts.noticed('door')
}

/** Throws the CALLERROR for a connector number that no charge point has. */
export function checkConnectorId(connectorId: number): void {
  if (connectorId >= 0 && connectorId <= maxConnectorId) return
  throw new RpcError(
    'PropertyConstraintViolation',
    `connectorId is 0 to ${maxConnectorId}, not ${connectorId}`,
  )
}

const events: Insertion = {
  table: 'charger_event',
  columns: {
    charger_id: 'bigint',
    connector_id: 'bigint',
    kind: 'text',
    occurred_at: 'text',
    received_at: 'text',
    detail: 'text',
  },
}

interface ChargerEvent {
  readonly chargerId: number
  readonly connectorId?: number
  readonly kind: string
  readonly occurredAt: string
  readonly receivedAt: string
  readonly detail: object
}

/** Puts something into the history of a charger. */
export const insertEvent = (tx: Tx, event: ChargerEvent): Promise<void> => insertEvents(tx, [event])

async function insertEvents(tx: Tx, added: readonly ChargerEvent[]): Promise<void> {
  await tx.insert(
    events,
    added.map(({ chargerId, connectorId, kind, occurredAt, receivedAt, detail }) => [
      chargerId,
      connectorId ?? null,
      kind,
      occurredAt,
      receivedAt,
      JSON.stringify(detail),
    ]),
  )
}
