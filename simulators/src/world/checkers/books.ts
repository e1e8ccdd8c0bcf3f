import type { ChargePoint } from '../charge-point.ts'
import type { CloudHost } from '../cloud-host.ts'
import type { Transaction } from '../ledger.ts'
import type { Report } from './violation.ts'

/** A session as it is committed at the central system. */
interface SessionRow {
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
export async function checkBooks(chargePoint: ChargePoint, cloud: CloudHost, report: Report): Promise<void> {
  const { id, ledger } = chargePoint
  const rows = await cloud.rows<SessionRow>(
    `select transaction_id, connector_id, id_tag, state, stop_source, meter_start_wh, meter_stop_wh, session.energy_wh, price_idr_per_kwh,
       session.total_idr, suspect_reasons,
       (select cast(sum(cdr.total_idr) as bigint) from cdr where cdr.session_id = session.id) as sealed_idr
     from session join charger on charger.id = session.charger_id where charge_point_id = ? order by transaction_id`,
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
    if (transaction !== undefined) compare(chargePoint, row, transaction, report)
  }
}

function isSame(row: SessionRow, transaction: Transaction): boolean {
  return (
    row.connectorId === transaction.connectorId &&
    row.meterStartWh === transaction.meterStartWh &&
    row.idTag === transaction.idTag.toUpperCase()
  )
}

function compare(chargePoint: ChargePoint, row: SessionRow, transaction: Transaction, report: Report): void {
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
    const rightIdr = priceHalfUpIdr(journalledWh, row.priceIdrPerKwh ?? 0)
    if (row.totalIdr !== rightIdr)
      tell('billIsRight', `Rp ${row.totalIdr} for ${journalledWh} Wh, not ${rightIdr}`)
    return
  }
  if (row.totalIdr !== null) tell('billIsRight', `suspect, and billed all the same: Rp ${row.totalIdr}`)
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
