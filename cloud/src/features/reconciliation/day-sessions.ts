import type { SqlRunner } from '../../db/database.ts'

/** A session as its meter and its bill have it. */
export interface MatchedSession {
  readonly id: string
  readonly meterStopWh: number | null
  /** Of its registers. */
  readonly meteredWh: number
  /** On its bill. */
  readonly energyWh: number | null
  readonly totalIdr: number | null
  readonly resolution: string | null
  /** The highest reading of it that is still kept. */
  readonly lastReadingWh: number | null
  readonly paymentId: string | null
  readonly paymentReference: string | null
  /** The journal by which an organisation owes it. */
  readonly postpaidJournalId: string | null
}

/** The sessions of a site that ended on a business day. */
export async function metersOf(runner: SqlRunner, siteId: string, day: string): Promise<MatchedSession[]> {
  return runner.all<MatchedSession>(
    `select session.id, meter_stop_wh, coalesce(meter_stop_wh, meter_start_wh) - meter_start_wh as metered_wh, energy_wh,
       total_idr, resolution, payment_id, payment.reference as payment_reference,
       (select journal.id from journal where journal.ref = 'postpaid:' || session.id) as postpaid_journal_id,
       (select reading.energy_wh from session_reading as reading where reading.transaction_id = session.transaction_id
        and reading.charger_id = session.charger_id and reading.energy_wh is not null
        order by reading.energy_wh desc limit 1) as last_reading_wh
     from session join charger on charger.id = session.charger_id
     left join paid_session on paid_session.session_id = session.id
     left join payment on payment.id = paid_session.payment_id
     where business_day = ? and site_id = ? and session.state = 'finished' order by session.transaction_id`,
    [day, siteId],
  )
}
