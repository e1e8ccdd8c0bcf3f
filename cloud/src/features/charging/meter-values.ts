import type { Request } from '@colok/shared/ocpp/registry'
import type { MeterValue } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import { toStoredInstant } from '../../core/instant-text.ts'
import { readMeterValue } from '../../core/meter-reading.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'

/** Stores every reading of a MeterValues message; when it resolves they are on the disk. */
export async function recordMeterValues(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'MeterValues'>,
): Promise<void> {
  const receivedAt = toIso(services.clock.wallMs())
  const { connectorId, meterValue } = request
  const transactionId = request.transactionId ?? null
  await services.writer.write((tx) =>
    insertMeterValues(tx, {
      chargerId: charger.id,
      connectorId,
      transactionId,
      meterValue,
      receivedAt,
    }),
  )
  services.changes.changed(charger.chargePointId)
}

export interface ReceivedMeterValues {
  readonly chargerId: number
  readonly connectorId: number
  readonly transactionId: number | null
  readonly meterValue: readonly MeterValue[]
  readonly receivedAt: string
}

/** One row for each timestamp, with the sampled values kept word for word beside what we read from them. */
export async function insertMeterValues(tx: Tx, received: ReceivedMeterValues): Promise<void> {
  for (const { timestamp, sampledValue } of received.meterValue) {
    const reading = readMeterValue(sampledValue)
    await tx.run(
      `insert into meter_value (charger_id, connector_id, transaction_id, measured_at, received_at, energy_wh, power_w,
         voltage_mv, current_ma, sampled_values) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        received.chargerId,
        received.connectorId,
        received.transactionId,
        toStoredInstant(timestamp),
        received.receivedAt,
        reading.energyWh ?? null,
        reading.powerW ?? null,
        reading.voltageMv ?? null,
        reading.currentMa ?? null,
        JSON.stringify(sampledValue),
      ],
    )
  }
}

/** The highest register value that the charger sent for its transaction. */
export async function highestReading(
  tx: Tx,
  key: { chargerId: number; transactionId: number },
): Promise<number | undefined> {
  const row = await first<{ energyWh: number | null }>(
    tx,
    'select max(energy_wh) as energy_wh from meter_value where transaction_id = ? and charger_id = ?',
    [key.transactionId, key.chargerId],
  )
  return row?.energyWh ?? undefined
}
