import { openSqlite } from '@colok/cloud/db/sqlite'

interface Start {
  readonly chargePointId: string
  readonly connectorId: number
  readonly meterStartWh: number
  readonly startedAt: string
  readonly transactionId: number
}

interface Reading {
  readonly transactionId: number
  readonly measuredAt: string
  readonly energyWh: number
}

interface Stop {
  readonly transactionId: number
  readonly stoppedAt: string
  readonly meterStopWh: number
}

interface Status {
  readonly chargePointId: string
  readonly connectorId: number
  readonly statusAt: string
}

/**
 * What chargers were told is stored: written down as each answer comes, and compared with the database afterwards. A
 * fact that was sent and not answered may be stored or not; it is not written down here until its repetition is answered.
 */
export class AcknowledgedFacts {
  readonly starts: Start[] = []
  readonly readings: Reading[] = []
  readonly stops: Stop[] = []
  readonly statuses: Status[] = []

  get count(): number {
    return this.starts.length + this.readings.length + this.stops.length + this.statuses.length
  }

  /**
   * What is wrong with the database in this file, a line for each finding: a fact that is missing or differs, a session
   * that nobody was told of, one that is stored twice, one that is suspect though its charger told the truth.
   */
  async compareWith(file: string): Promise<string[]> {
    const database = await openSqlite(file)
    const rows = async <Row>(statement: string) => database.read.all<Row>(statement, [])
    try {
      return [
        ...this.#inSessions(
          await rows<StoredSession>(
            `select transaction_id, charge_point_id, connector_id, meter_start_wh, started_at, stopped_at, meter_stop_wh,
               suspect_reasons from session join charger on charger.id = session.charger_id`,
          ),
        ),
        ...missing(
          'reading',
          this.readings.map((reading) => key(reading.transactionId, reading.measuredAt, reading.energyWh)),
          (await rows<Reading>('select transaction_id, measured_at, energy_wh from meter_value')).map((row) =>
            key(row.transactionId, row.measuredAt, row.energyWh),
          ),
        ),
        ...missing(
          'status',
          this.statuses.map((status) => key(status.chargePointId, status.connectorId, status.statusAt)),
          (
            await rows<Status>(
              `select charge_point_id, connector_id, occurred_at as status_at from charger_event
                 join charger on charger.id = charger_event.charger_id where kind = 'StatusNotification'`,
            )
          ).map((row) => key(row.chargePointId, row.connectorId, row.statusAt)),
        ),
        ...(
          await rows<{ action: string; request: string }>('select action, request from suspect_message')
        ).map(({ action, request }) => `${action} fitted nothing: ${request}`),
      ]
    } finally {
      await database.close()
    }
  }

  #inSessions(stored: readonly StoredSession[]): string[] {
    const findings: string[] = []
    const byTransaction = new Map(stored.map((session) => [session.transactionId, session]))
    const told = new Set(this.starts.map(({ transactionId }) => transactionId))
    for (const session of stored) {
      if (session.suspectReasons !== '[]')
        findings.push(`session ${session.transactionId} is suspect: ${session.suspectReasons}`)
      if (!told.has(session.transactionId))
        findings.push(`session ${session.transactionId} of ${session.chargePointId} was told to nobody`)
    }
    for (const start of this.starts) {
      const session = byTransaction.get(start.transactionId)
      const same =
        session !== undefined &&
        session.chargePointId === start.chargePointId &&
        session.connectorId === start.connectorId &&
        session.meterStartWh === start.meterStartWh &&
        session.startedAt === start.startedAt
      if (!same) findings.push(`start ${JSON.stringify(start)} is stored as ${JSON.stringify(session)}`)
    }
    for (const stop of this.stops) {
      const session = byTransaction.get(stop.transactionId)
      if (session?.stoppedAt !== stop.stoppedAt || session.meterStopWh !== stop.meterStopWh)
        findings.push(`stop ${JSON.stringify(stop)} is stored as ${JSON.stringify(session)}`)
    }
    return findings
  }
}

interface StoredSession {
  readonly transactionId: number
  readonly chargePointId: string
  readonly connectorId: number
  readonly meterStartWh: number
  readonly startedAt: string
  readonly stoppedAt: string | null
  readonly meterStopWh: number | null
  readonly suspectReasons: string
}

function missing(what: string, acknowledged: readonly string[], stored: readonly string[]): string[] {
  const known = new Set(stored)
  return acknowledged.filter((fact) => !known.has(fact)).map((fact) => `${what} ${fact} is not stored`)
}

function key(...parts: readonly (string | number)[]): string {
  return parts.join(' ')
}
