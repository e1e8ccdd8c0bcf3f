import type { Request } from '@colok/shared/ocpp/registry'
import type { MeterValue } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import { toStoredInstant } from '../../core/instant-text.ts'
import { readMeterValue } from '../../core/meter-reading.ts'
import { first, type Insertion, type SqlValue, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'

/** Stores every reading of a MeterValues message; when it resolves they are on the disk. */
export function recordMeterValues(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'MeterValues'>,
): Promise<void> {
  const rows = rowsOf({
    chargerId: charger.id,
    connectorId: request.connectorId,
    transactionId: request.transactionId ?? null,
    meterValue: request.meterValue,
    receivedAt: toIso(services.clock.wallMs()),
  })
  return services.writer
    .append((tx) => tx.insert(readings, rows))
    .then(() => {
      services.readings.recorded()
      services.changes.changed(charger.chargePointId)
    })
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

/** Adds what a charger has told of its meter. */
export async function insertMeterValues(tx: Tx, received: ReceivedMeterValues): Promise<void> {
  await tx.insert(readings, rowsOf(received))
}

/** One row for each timestamp, with the sampled values kept word for word beside what we read from them. */
function rowsOf({ chargerId, connectorId, transactionId, meterValue, receivedAt }: ReceivedMeterValues) {
  return meterValue.map(({ timestamp, sampledValue }): SqlValue[] => {
    const { energyWh, powerW, voltageMv, currentMa } = readMeterValue(sampledValue)
    return [
      chargerId,
      connectorId,
      transactionId,
      toStoredInstant(timestamp),
      receivedAt,
      energyWh ?? null,
      powerW ?? null,
      voltageMv ?? null,
      currentMa ?? null,
      JSON.stringify(sampledValue),
    ]
  })
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
