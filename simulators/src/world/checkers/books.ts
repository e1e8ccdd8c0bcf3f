import type { ChargePoint } from '../charge-point.ts'
import type { CloudHost } from '../cloud-host.ts'
import type { Transaction } from '../ledger.ts'
import type { Report } from './violation.ts'

/** A session as it is committed at the central system. */
interface SessionRow {
  readonly id: string
  readonly transactionId: number
  readonly connectorId: number
  readonly idTag: string
  readonly state: string
  readonly stopSource: string | null
  readonly meterStartWh: number
  readonly meterStopWh: number | null
  readonly energyWh: number | null
  readonly priceIdrPerKwh: number | null
  readonly totalIdr: number | null
  /** What its sealed records sum to; null where there is none. */
  readonly sealedIdr: number | null
  readonly suspectReasons: string
  /** What was paid ahead for it, null for a card's, and what earlier sessions used of that. */
  readonly paidIdr: number | null
  readonly earlierIdr: number
}

/** The central system, and the sessions that a person there has let go for nothing. */
interface Place {
  readonly cloud: CloudHost
  readonly waived: ReadonlySet<string>
}

/** What makes a suspicion true. */
const trueWhenStruckBy: Readonly<Record<string, 'clock' | 'meter'>> = {
  clockNotSet: 'clock',
  startInFuture: 'clock',
  stopInFuture: 'clock',
  stopBeforeStart: 'clock',
  overlap: 'clock',
  meterWentBack: 'meter',
  readingAboveMeterStop: 'meter',
}

/** Charger and central system tell the same story, each transaction once, each bill is the price of its energy, and is sealed. */
export async function checkBooks(
  chargePoint: ChargePoint,
  { cloud, waived }: Place,
  report: Report,
): Promise<void> {
  const { id, ledger } = chargePoint
  const rows = await cloud.rows<SessionRow>(
    `select session.id, transaction_id, connector_id, id_tag, state, stop_source, meter_start_wh, meter_stop_wh, session.energy_wh, price_idr_per_kwh,
       session.total_idr, suspect_reasons,
       (select cast(sum(cdr.total_idr) as bigint) from cdr where cdr.session_id = session.id) as sealed_idr,
       (select cast(sum(part.amount_idr) as bigint) from payment part where part.state <> 'returned'
          and part.paid_at is not null and coalesce(part.tops_up, part.id) = paid_session.payment_id) as paid_idr,
       (select cast(coalesce(sum(earlier.total_idr), 0) as bigint) from paid_session sibling
          join session earlier on earlier.id = sibling.session_id
          where sibling.payment_id = paid_session.payment_id and earlier.transaction_id < session.transaction_id) as earlier_idr
     from session join charger on charger.id = session.charger_id
       left join paid_session on paid_session.session_id = session.id where charge_point_id = ? order by transaction_id`,
    [id],
  )
  const known = ledger.transactions
  for (let index = 0; index < Math.max(rows.length, known.length); index += 1) {
    const [row, transaction] = [rows[index], known[index]]
    if (row === undefined || transaction === undefined || !isSame(row, transaction)) {
      report({
        checker: 'transactionsKnownOnce',
        subject: id,
        what: `number ${index + 1} is ${describe(transaction)} at the charger and ${JSON.stringify(row ?? null)} at the central system`,
      })
      return
    }
  }
  for (const [index, row] of rows.entries()) {
    const transaction = known[index]
    if (transaction !== undefined)
      compare(chargePoint, row, { transaction, isWaived: waived.has(row.id) }, report)
  }
}

function isSame(row: SessionRow, transaction: Transaction): boolean {
  return (
    row.connectorId === transaction.connectorId &&
    row.meterStartWh === transaction.meterStartWh &&
    row.idTag === transaction.idTag.toUpperCase()
  )
}

function compare(
  chargePoint: ChargePoint,
  row: SessionRow,
  { transaction, isWaived }: { readonly transaction: Transaction; readonly isWaived: boolean },
  report: Report,
): void {
  const tell = (checker: Parameters<Report>[0]['checker'], what: string) =>
    report({ checker, subject: chargePoint.id, what: `transaction ${row.transactionId}: ${what}` })
  const { stopped } = transaction
  if (row.state !== 'finished' || row.stopSource !== 'charger' || stopped === undefined) {
    tell(
      'nothingLeftOpen',
      `${row.state} by ${row.stopSource} at the central system, ${describe(transaction)} at the charger`,
    )
    return
  }
  const journalledWh = stopped.meterStopWh - transaction.meterStartWh
  if (row.meterStopWh !== stopped.meterStopWh || row.energyWh !== journalledWh)
    tell('energyJournalledIsBilled', `${journalledWh} Wh were journalled and ${row.energyWh} Wh kept`)
  if (row.sealedIdr !== row.totalIdr)
    tell('billIsRight', `Rp ${row.totalIdr} billed, and Rp ${row.sealedIdr} sealed`)
  const reasons = JSON.parse(row.suspectReasons) as string[]
  if (reasons.length === 0) {
    const mostIdr = row.paidIdr === null ? Number.POSITIVE_INFINITY : row.paidIdr - row.earlierIdr
    const rightIdr = Math.min(mostIdr, priceHalfUpIdr(journalledWh, row.priceIdrPerKwh ?? 0))
    if (row.totalIdr !== rightIdr)
      tell('billIsRight', `Rp ${row.totalIdr} for ${journalledWh} Wh, not ${rightIdr}`)
    return
  }
  if (row.totalIdr !== (isWaived ? 0 : null))
    tell('billIsRight', `suspect, and billed all the same: Rp ${row.totalIdr}`)
  for (const reason of reasons) {
    const cause = trueWhenStruckBy[reason]
    const isTrue = cause !== undefined && chargePoint.struckBy.has(cause)
    const isJump =
      reason === 'implausibleEnergy' &&
      (chargePoint.struckBy.has('clock') || chargePoint.struckBy.has('meter'))
    if (!isTrue && !isJump) tell('suspicionHasReason', `marked ${reason} at a charger that gave no cause`)
  }
}

/** The world's own arithmetic, not the product's. */
function priceHalfUpIdr(energyWh: number, priceIdrPerKwh: number): number {
  const exactMilli = energyWh * priceIdrPerKwh
  return Math.floor((exactMilli + 500) / 1_000)
}

function describe(transaction: Transaction | undefined): string {
  if (transaction === undefined) return 'nothing'
  const { deliveredMwh: _, ...told } = transaction
  return JSON.stringify(told)
}
