import type { Request } from '@colok/shared/ocpp/registry'
import type { MeterValue } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import { toStoredInstant } from '../../core/instant-text.ts'
import { readMeterValue } from '../../core/meter-reading.ts'
import { first, type Insertion, type Tx } from '../../db/database.ts'
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
  await services.writer.append((tx) =>
    insertMeterValues(tx, {
      chargerId: charger.id,
      connectorId,
      transactionId,
      meterValue,
      receivedAt,
    }),
  )
  services.readings.recorded()
  services.changes.changed(charger.chargePointId)
}

export interface ReceivedMeterValues {
  readonly chargerId: number
  readonly connectorId: number
  readonly transactionId: number | null
  readonly meterValue: readonly MeterValue[]
  readonly receivedAt: string
}

const readings: Insertion = {
  table: 'meter_value',
  columns: {
    charger_id: 'bigint',
    connector_id: 'bigint',
    transaction_id: 'bigint',
    measured_at: 'text',
    received_at: 'text',
    energy_wh: 'bigint',
    power_w: 'bigint',
    voltage_mv: 'bigint',
    current_ma: 'bigint',
    sampled_values: 'text',
  },
}

/** One row for each timestamp, with the sampled values kept word for word beside what we read from them. */
export async function insertMeterValues(tx: Tx, received: ReceivedMeterValues): Promise<void> {
  const rows = received.meterValue.map(({ timestamp, sampledValue }) => {
    const reading = readMeterValue(sampledValue)
    return [
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
    ]
  })
  await tx.insert(readings, rows)
}

/** The highest register value that the charger sent for its transaction. */
export async function highestReading(
  tx: Tx,
  key: { chargerId: number; transactionId: number },
): Promise<number | undefined> {
  const row = await first<{ energyWh: number | null }>(
    tx,
    'select max(energy_wh) as energy_wh from session_reading where transaction_id = ? and charger_id = ?',
    [key.transactionId, key.chargerId],
  )
  return row?.energyWh ?? undefined
}
