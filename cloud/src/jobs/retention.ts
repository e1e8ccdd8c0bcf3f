import { toIso } from '@colok/shared/time'
import { readingsToDrop, type StoredReading } from '../core/thinning.ts'
import type { Services } from '../services.ts'
import type { Job } from './runner.ts'

const dayMs = 24 * 3_600_000

/** Rows in one write: a few milliseconds, so that no charger waits. */
const rowsAtOnce = 2000

/** Writes in one run; what is left goes in the next. */
const maxWrites = 500

/** Sessions whose readings are thinned in one run. */
const maxSessions = 500

/** Deliveries of webhooks can be replayed for so long. */
const deliveriesDays = 30

/** Alerts that are over, with what was told of them: as long as what chargers said. Incidents are kept for good. */
const alertDays = 400

/** What is kept for how long. Bills, sessions and the activity history are kept for good. */
export interface Retention {
  readonly rawFramesDays: number
  readonly eventsDays: number
  /** After so long, a session's readings are thinned to one in a quarter of an hour. */
  readonly fullReadingsDays: number
  readonly readingsDays: number
}

/** Lets go of what has been kept long enough, a little at a time. */
export function retain(services: Services, retention: Retention): Job {
  const before = (days: number) => toIso(services.clock.wallMs() - days * dayMs)
  return {
    name: 'retention',
    everyMs: 600_000,
    async run() {
      await prune(services, {
        table: 'frame_run',
        column: 'ended_at',
        before: before(retention.rawFramesDays),
      })
      await prune(services, {
        table: 'charger_event',
        column: 'received_at',
        before: before(retention.eventsDays),
      })
      await pruneReadings(services, before(retention.readingsDays))
      await prune(services, {
        table: 'webhook_delivery',
        column: 'created_at',
        before: before(deliveriesDays),
      })
      await pruneUploads(services, before(retention.eventsDays))
      await pruneAlerts(services, before(alertDays))
      await thinReadings(services, before(retention.fullReadingsDays))
    },
  }
}

interface Pruning {
  readonly table: 'frame_run' | 'charger_event' | 'webhook_delivery'
  readonly column: 'ended_at' | 'received_at' | 'created_at'
  readonly before: string
}

/** Rows come in the order of time, so only the oldest are looked at: no index is needed for it. */
async function prune(services: Services, { table, column, before }: Pruning): Promise<void> {
  const statement = `delete from ${table} where id in (
    select id from (select id, ${column} from ${table} order by id limit ${rowsAtOnce}) as oldest where ${column} < ?)`
  for (let writes = 0; writes < maxWrites; writes += 1) {
    const deleted = await services.writer.write((tx) => tx.run(statement, [before]))
    if (deleted < rowsAtOnce) return
  }
}

/** With where they are filed. */
async function pruneReadings(services: Services, before: string): Promise<void> {
  const old = `from (select id, transaction_id, measured_at, received_at from meter_value order by id
    limit ${rowsAtOnce}) as oldest where received_at < ?`
  for (let writes = 0; writes < maxWrites; writes += 1) {
    const deleted = await services.writer.write(async (tx) => {
      await tx.run(
        `delete from filed_reading where (transaction_id, measured_at, meter_value_id) in
         (select transaction_id, measured_at, id ${old})`,
        [before],
      )
      return tx.run(`delete from meter_value where id in (select id ${old})`, [before])
    })
    if (deleted < rowsAtOnce) return
  }
}

/** The files; that they were asked for is kept. */
async function pruneUploads(services: Services, before: string): Promise<void> {
  const old = await services.read.all<{ id: string }>(
    'select id from upload where created_at < ? and size_bytes is not null order by request_id limit 100',
    [before],
  )
  for (const { id } of old)
    await services.writer.write(async (tx) => {
      await tx.run('delete from file_piece where file_id = ?', [id])
      await tx.run('update upload set size_bytes = null where id = ?', [id])
    })
}

/** Those that go on stay, however old they are. */
async function pruneAlerts(services: Services, before: string): Promise<void> {
  const old = `select id from (select id, cleared_at from alert order by id limit ${rowsAtOnce}) as oldest
    where cleared_at < ?`
  for (let writes = 0; writes < maxWrites; writes += 1) {
    const deleted = await services.writer.write(async (tx) => {
      await tx.run(`delete from alert_news where alert_id in (${old})`, [before])
      return tx.run(`delete from alert where id in (${old})`, [before])
    })
    if (deleted < rowsAtOnce) return
  }
}

async function thinReadings(services: Services, before: string): Promise<void> {
  const sessions = await services.read.all<{ transactionId: number; chargerId: number }>(
    `select transaction_id, charger_id from session
     where state = 'finished' and readings_thinned_at is null and stop_received_at < ?
     order by transaction_id limit ?`,
    [before, maxSessions],
  )
  const now = toIso(services.clock.wallMs())
  for (const { transactionId, chargerId } of sessions) {
    const readings = await services.read.all<StoredReading>(
      'select id, measured_at from session_reading where transaction_id = ? and charger_id = ? order by measured_at, id',
      [transactionId, chargerId],
    )
    const dropped = new Set(readingsToDrop(readings))
    await services.writer.write(async (tx) => {
      for (const { id, measuredAt } of readings) {
        if (!dropped.has(id)) continue
        const filed = [transactionId, measuredAt, id]
        await tx.run(
          'delete from filed_reading where transaction_id = ? and measured_at = ? and meter_value_id = ?',
          filed,
        )
        await tx.run('delete from meter_value where id = ?', [id])
      }
      await tx.run('update session set readings_thinned_at = ? where transaction_id = ?', [
        now,
        transactionId,
      ])
    })
  }
}
