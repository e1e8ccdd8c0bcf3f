import { RpcError } from '@colok/shared/ocpp/errors'
import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { toStoredInstant } from '../../core/instant-text.ts'
import type { Registration } from '../../core/registration.ts'
import { maxConnectorId } from '../../core/transaction-check.ts'
import { first, type Insertion, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'
import type { ChargerIdentity } from './identity.ts'

interface Booted {
  readonly registration: Registration
  /** It was of another model so far, which may be judged otherwise. */
  readonly isOtherModel: boolean
}

/** Keeps what the charger says of itself, and says how it is registered. */
export async function recordBoot(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'BootNotification'>,
): Promise<Booted> {
  const now = toIso(services.clock.wallMs())
  const { chargePointVendor, chargePointModel } = request
  const booted = await services.writer.write(async (tx) => {
    const known = await first<{ vendor: string | null; model: string | null }>(
      tx,
      'select vendor, model from charger where id = ?',
      [charger.id],
    )
    await insertEvent(tx, {
      chargerId: charger.id,
      kind: 'BootNotification',
      occurredAt: now,
      receivedAt: now,
      detail: request,
    })
    const row = await first<{ registration: Registration }>(
      tx,
      `update charger set vendor = ?, model = ?, serial_number = ?, firmware_version = ?, meter_type = ?,
         meter_serial_number = ?, booted_at = ? where id = ? returning registration`,
      [
        chargePointVendor,
        chargePointModel,
        request.chargePointSerialNumber ?? request.chargeBoxSerialNumber ?? null,
        request.firmwareVersion ?? null,
        request.meterType ?? null,
        request.meterSerialNumber ?? null,
        now,
        charger.id,
      ],
    )
    await tell(tx, services, { type: 'charger.booted', chargePointId: charger.chargePointId, data: request })
    return {
      registration: row?.registration ?? 'Rejected',
      isOtherModel: known?.vendor !== chargePointVendor || known.model !== chargePointModel,
    }
  })
  services.changes.changed(charger.chargePointId)
  return booted
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
  await services.writer.append((tx) =>
    Promise.all([
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
      insertEvent(tx, {
        chargerId: charger.id,
        connectorId: request.connectorId,
        kind: 'StatusNotification',
        occurredAt: statusAt,
        receivedAt,
        detail: request,
      }),
      tell(tx, services, {
        type: 'connector.status',
        chargePointId: charger.chargePointId,
        data: request,
      }),
    ]),
  )
  services.changes.changed(charger.chargePointId)
  if (request.status === 'Faulted') services.alerts.noticed('fault')
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

/** Puts something into the history of a charger. */
export async function insertEvent(
  tx: Tx,
  event: {
    chargerId: number
    connectorId?: number
    kind: string
    occurredAt: string
    receivedAt: string
    detail: object
  },
): Promise<void> {
  const { chargerId, connectorId, kind, occurredAt, receivedAt, detail } = event
  await tx.insert(events, [
    [chargerId, connectorId ?? null, kind, occurredAt, receivedAt, JSON.stringify(detail)],
  ])
}
