import { toIso } from '@colok/shared/time'
import { readingsToDrop, type StoredReading } from '../core/thinning.ts'
import type { Services } from '../services.ts'
import { maxWrites, type Place, type Pruned, prune, rowsAtOnce } from './pruning.ts'
import type { Job } from './runner.ts'

const dayMs = 24 * 3_600_000

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
  /** In memory: what is looked through twice is pruned once. */
  const places = new Map<Pruned['table'], Place>()
  const pruneNumbered = async (pruned: Pruned, days: number) => {
    const from = places.get(pruned.table)
    places.set(pruned.table, await prune(services, pruned, { before: before(days), from }))
  }
  return {
    name: 'retention',
    everyMs: 600_000,
    async run() {
      await pruneNumbered({ table: 'frame_run', column: 'ended_at' }, retention.rawFramesDays)
      await pruneNumbered({ table: 'charger_event', column: 'received_at' }, retention.eventsDays)
      await pruneNumbered(readings, retention.readingsDays)
      await pruneDeliveries(services, before(deliveriesDays))
      await pruneUploads(services, before(retention.eventsDays))
      await pruneAlerts(services, before(alertDays))
      await thinReadings(services, before(retention.fullReadingsDays))
    },
  }
}

/** With where they are filed. */
const readings: Pruned = {
  table: 'meter_value',
  column: 'received_at',
  alongside: (tx, chosen, parameters) =>
    tx.run(
      `delete from filed_reading where (transaction_id, measured_at, meter_value_id) in
       (select transaction_id, measured_at, id from meter_value where id in (select id from (${chosen}) as chosen))`,
      parameters,
    ),
}

/** Their ids are in the order of time, by the clock that stamps them too. */
async function pruneDeliveries(services: Services, before: string): Promise<void> {
  const old = `select id from (select id, created_at from webhook_delivery order by id limit ${rowsAtOnce}) as oldest
    where created_at < ?`
  for (let writes = 0; writes < maxWrites; writes += 1) {
    const deleted = await services.writer.write((tx) =>
      tx.run(`delete from webhook_delivery where id in (${old})`, [before]),
    )
    if (deleted < rowsAtOnce) return
  }
}

/** The files; that they were asked for is kept. */
async function pruneUploads(services: Services, before: string): Promise<void> {
  const old = await services.read.all<{ id: string }>(
    'select id from upload where created_at < ? and size_bytes is not null order by created_at limit 100',
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
     order by stop_received_at limit ?`,
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
