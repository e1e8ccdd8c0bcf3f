import { toIso } from '@colok/shared/time'
import type { VendorMessage } from '@colok/shared/vendor'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { insertEvent } from '../chargers/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { tell } from '../webhooks/events.ts'
import { judgeAnew } from './records.ts'
import { keyIdOf, readPublicKey } from './verification.ts'

/** More than a charger has in its life; beyond them somebody plays with its password. */
const mostKeys = 50

interface KnownKey {
  readonly id: string
  readonly keyId: string
  readonly state: 'accepted' | 'pending' | 'retired'
}

/**
 * A charger tells the public key that it signs by. The first one of a connector is taken at its word, since it comes over
 * the charger's own connection, and pinned; any other is a security event, and counts once an operator has accepted it.
 */
export async function registerMeterKey(
  services: Services,
  charger: ChargerIdentity,
  message: VendorMessage<'MeterKey'>,
): Promise<'Accepted' | 'Rejected'> {
  const key = readPublicKey(message.publicKey)
  if (key === undefined || keyIdOf(key) !== message.keyId) return 'Rejected'
  return services.writer.write(async (tx) => {
    const known = await tx.all<KnownKey>(
      'select id, key_id, state from meter_key where charger_id = ? and connector_id = ?',
      [charger.id, message.connectorId],
    )
    const same = known.find(({ keyId }) => keyId === message.keyId)
    if (same?.state === 'accepted' || same?.state === 'pending') return 'Accepted'
    if (known.length >= mostKeys) return 'Rejected'
    const isFirst = known.length === 0
    await keep(tx, services, { charger, message, same, state: isFirst ? 'accepted' : 'pending' })
    if (isFirst) await judgeAnew(tx, { chargerId: charger.id, keyId: message.keyId })
    else await tellOfChange(tx, services, charger, message)
    return 'Accepted'
  })
}

async function keep(
  tx: Tx,
  services: Services,
  told: {
    readonly charger: ChargerIdentity
    readonly message: VendorMessage<'MeterKey'>
    readonly same: KnownKey | undefined
    readonly state: 'accepted' | 'pending'
  },
): Promise<void> {
  const { charger, message, same, state } = told
  if (same !== undefined) {
    await tx.run('update meter_key set state = ?, decided_at = null, decided_by = null where id = ?', [
      state,
      same.id,
    ])
    return
  }
  const { connectorId, keyId, publicKey } = message
  await tx.run(
    `insert into meter_key (id, charger_id, connector_id, key_id, public_key, state, told_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [services.newId(), charger.id, connectorId, keyId, publicKey, state, toIso(services.clock.wallMs())],
  )
}

async function tellOfChange(
  tx: Tx,
  services: Services,
  charger: ChargerIdentity,
  { connectorId, keyId }: VendorMessage<'MeterKey'>,
): Promise<void> {
  const now = toIso(services.clock.wallMs())
  const detail = { type: 'MeterKeyChanged', connectorId, keyId }
  const { chargePointId } = charger
  services.log.warn({ chargePointId, connectorId, keyId }, 'a charger signs meter readings by another key')
  await insertEvent(tx, {
    chargerId: charger.id,
    kind: 'MeterKeyChanged',
    occurredAt: now,
    receivedAt: now,
    detail,
  })
  await tell(tx, services, { type: 'charger.securityEvent', chargePointId, data: detail })
}

/** An operator has seen to it that a new key is the charger's: it takes the place of the one before it. */
export async function acceptMeterKey(
  services: Services,
  accepted: {
    readonly chargePointId: string
    readonly keyId: string
    readonly actor: string
    readonly note: string
  },
): Promise<'accepted' | 'unknown' | 'notPending'> {
  const { chargePointId, keyId, actor, note } = accepted
  return services.writer.write(async (tx) => {
    const key = await first<{ id: string; state: string; chargerId: number; connectorId: number }>(
      tx,
      `select meter_key.id, meter_key.state, charger_id, connector_id from meter_key join charger on charger.id = charger_id
       where charge_point_id = ? and key_id = ? order by case meter_key.state when 'pending' then 0 else 1 end limit 1`,
      [chargePointId, keyId],
    )
    if (key === undefined) return 'unknown'
    if (key.state !== 'pending') return 'notPending'
    const { chargerId, connectorId } = key
    const now = toIso(services.clock.wallMs())
    await tx.run(
      `update meter_key set state = 'retired' where charger_id = ? and connector_id = ? and state = 'accepted'`,
      [chargerId, connectorId],
    )
    await tx.run(`update meter_key set state = 'accepted', decided_at = ?, decided_by = ? where id = ?`, [
      now,
      actor,
      key.id,
    ])
    await judgeAnew(tx, { chargerId, keyId })
    await recordActivity(tx, services, {
      actor,
      action: 'charger.meterKeyAccepted',
      subject: `charger:${chargePointId}`,
      detail: { connectorId, keyId, note },
    })
    return 'accepted'
  })
}

/** The keys that a charger has told, the newest first. */
export async function listMeterKeys(runner: SqlRunner, chargePointId: string) {
  return runner.all<{
    connectorId: number
    keyId: string
    publicKey: string
    state: KnownKey['state']
    toldAt: string
    decidedAt: string | null
    decidedBy: string | null
  }>(
    `select connector_id, key_id, public_key, state, told_at, decided_at, decided_by
     from meter_key join charger on charger.id = charger_id where charge_point_id = ? order by meter_key.id desc`,
    [chargePointId],
  )
}
