import type { ChargePoint } from '../charge-point.ts'
import type { CloudHost } from '../cloud-host.ts'
import type { Transaction } from '../ledger.ts'
import { priceIdrPerKwh } from '../tariffs.ts'
import type { Moment } from './moment.ts'
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
  readonly site: string
  /** When its price was fixed: as it was paid ahead, or as it began by its charger's clock. */
  readonly pricedAt: string
  readonly totalIdr: number | null
  /** What its sealed records sum to; null where there is none. */
  readonly sealedIdr: number | null
  readonly suspectReasons: string
  /** What was paid ahead for it, null for a card's, and what earlier sessions used of that. */
  readonly paidIdr: number | null
  readonly earlierIdr: number
}

/** The central system, the sessions that a person there has let go for nothing, and when they are looked at. */
interface Place {
  readonly cloud: CloudHost
  readonly waived: ReadonlySet<string>
  readonly moment: Moment
}

/** What the sessions of one charger come to that were compared and let go. */
interface Sums {
  readonly sessions: number
  readonly energyWh: number
  readonly billedIdr: number
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

/**
 * Charger and central system tell the same story, each transaction once, each bill is the price of its energy, and is sealed.
 * What was compared and can change no more is let go: of it the sums are kept, and stay what they are for good.
 */
export class BookChecker {
  readonly #chargePoint: ChargePoint
  #lastOver = 0
  #over: Sums = { sessions: 0, energyWh: 0, billedIdr: 0 }

  constructor(chargePoint: ChargePoint) {
    this.#chargePoint = chargePoint
  }

  async check(place: Place, report: Report): Promise<void> {
    const { id, ledger } = this.#chargePoint
    await this.#checkOver(place, report)
    await this.#checkDecided(place, report)
    const rows = await sessionsOf(id, this.#lastOver, place.cloud)
    const known = [...ledger.transactions]
    const strange = known.findIndex((transaction, index) => !agree(rows[index], transaction, place.moment))
    const at = strange >= 0 ? strange : rows.length > known.length ? known.length : undefined
    if (at !== undefined) {
      report({
        checker: 'transactionsKnownOnce',
        subject: id,
        what: `number ${ledger.count - known.length + at + 1} is ${describe(known[at])} at the charger and ${JSON.stringify(rows[at] ?? null)} at the central system`,
      })
      return
    }
    let isAllOver = !place.moment.isCalm
    for (const [index, row] of rows.entries()) {
      const transaction = known[index]
      if (transaction === undefined) return
      if (isUnderWay(transaction, place.moment)) isAllOver = false
      else compare(this.#chargePoint, row, { ...place, transaction }, report)
      if (isAllOver) this.#letGo(row)
    }
  }

  #letGo({ transactionId, energyWh, totalIdr }: SessionRow): void {
    this.#chargePoint.ledger.letGo(1)
    this.#lastOver = transactionId
    this.#over = {
      sessions: this.#over.sessions + 1,
      energyWh: this.#over.energyWh + (energyWh ?? 0),
      billedIdr: this.#over.billedIdr + (totalIdr ?? 0),
    }
  }

  /** What a person has decided about a session waits for nobody any more. */
  async #checkDecided({ cloud }: Place, report: Report): Promise<void> {
    const { id } = this.#chargePoint
    const waiting = await cloud.rows<{ ref: string }>(
      `select ref from payment_exception join session on ref = 'unresolved:' || session.id
       join charger on charger.id = session.charger_id
       where charge_point_id = ? and payment_exception.resolved_at is null and session.resolution is not null`,
      [id],
    )
    for (const { ref } of waiting)
      report({ checker: 'nothingLeftOpen', subject: id, what: `${ref} was decided, and waits for a person` })
  }

  /** However long ago it was. */
  async #checkOver({ cloud }: Place, report: Report): Promise<void> {
    const { id } = this.#chargePoint
    const [sums] = await cloud.rows<Sums & { readonly sealedIdr: number }>(
      `select count(*) as sessions, coalesce(sum(energy_wh), 0) as energy_wh, coalesce(sum(total_idr), 0) as billed_idr,
         coalesce(sum((select sum(cdr.total_idr) from cdr where cdr.session_id = session.id)), 0) as sealed_idr
       from session join charger on charger.id = session.charger_id where charge_point_id = ? and transaction_id <= ?`,
      [id, this.#lastOver],
    )
    if (sums === undefined) return
    const { sealedIdr, ...kept } = sums
    const was = this.#over
    if (
      kept.sessions !== was.sessions ||
      kept.energyWh !== was.energyWh ||
      kept.billedIdr !== was.billedIdr ||
      sealedIdr !== was.billedIdr
    )
      report({
        checker: 'recordsStay',
        subject: id,
        what: `sessions that are long over were ${JSON.stringify(was)}, and are ${JSON.stringify(sums)}`,
      })
  }
}

/** Those after one that was let go, in the order in which they were told. */
async function sessionsOf(chargePointId: string, after: number, cloud: CloudHost): Promise<SessionRow[]> {
  return cloud.rows<SessionRow>(
    `select session.id, session.transaction_id, session.connector_id, session.id_tag, session.state, stop_source, meter_start_wh, meter_stop_wh, session.energy_wh, price_idr_per_kwh,
       session.total_idr, suspect_reasons, site.slug as site, coalesce(payment.created_at, started_at) as priced_at,
       (select cast(sum(cdr.total_idr) as bigint) from cdr where cdr.session_id = session.id) as sealed_idr,
       (select cast(sum(part.amount_idr) as bigint) from payment part where part.state <> 'returned'
          and part.paid_at is not null and coalesce(part.tops_up, part.id) = paid_session.payment_id) as paid_idr,
       (select cast(coalesce(sum(earlier.total_idr), 0) as bigint) from paid_session sibling
          join session earlier on earlier.id = sibling.session_id
          where sibling.payment_id = paid_session.payment_id and earlier.transaction_id < session.transaction_id) as earlier_idr
     from session join charger on charger.id = session.charger_id join site on site.id = site_id
       left join paid_session on paid_session.session_id = session.id left join payment on payment.id = paid_session.payment_id
     where charge_point_id = ? and session.transaction_id > ? order by session.transaction_id`,
    [chargePointId, after],
  )
}

/** One that has begun just now may not have been told yet. */
function agree(row: SessionRow | undefined, transaction: Transaction, { beforeMs }: Moment): boolean {
  return row === undefined ? transaction.startedMs >= beforeMs : isSame(row, transaction)
}

/** Nobody has to have heard of its end yet, or done what follows from it. */
function isUnderWay({ startedMs, stopped }: Transaction, { isCalm, beforeMs }: Moment): boolean {
  return !isCalm && (stopped?.atMs ?? startedMs) >= beforeMs
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
  { transaction, waived, moment }: Place & { readonly transaction: Transaction },
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
  const rightPrice = priceIdrPerKwh(row.site, row.pricedAt)
  if (row.priceIdrPerKwh !== rightPrice)
    tell(
      'priceIsOfItsTime',
      `a kWh is billed at Rp ${row.priceIdrPerKwh}, and cost ${rightPrice} at ${row.pricedAt}`,
    )
  const reasons = JSON.parse(row.suspectReasons) as string[]
  if (reasons.length === 0) {
    const mostIdr = row.paidIdr === null ? Number.POSITIVE_INFINITY : row.paidIdr - row.earlierIdr
    const rightIdr = Math.min(mostIdr, priceHalfUpIdr(journalledWh, row.priceIdrPerKwh ?? 0))
    if (row.totalIdr !== rightIdr)
      tell('billIsRight', `Rp ${row.totalIdr} for ${journalledWh} Wh, not ${rightIdr}`)
    return
  }
  const isBeingWaived = !moment.isCalm && row.totalIdr === null
  if (row.totalIdr !== (waived.has(row.id) ? 0 : null) && !isBeingWaived)
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
