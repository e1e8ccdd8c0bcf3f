import { toIso } from '@colok/shared/time'
import { type Bill, sharesOf } from '../../core/bill.ts'
import { startOfBusinessDay } from '../../core/business-day.ts'
import type { Reach } from '../../core/roles.ts'
import { firstDayOf, monthAfter } from '../../core/statement-period.ts'
import type { SqlRunner } from '../../db/database.ts'
import { captureSuffix } from '../payments/reserve-rows.ts'

/** The days of providers. */
const providersTimeZone = 'Asia/Jakarta'

/** Sessions that are read at once: their bills are a kilobyte each. */
const batch = 2000

/** The energy of a charger on a day, and what its sessions brought in. */
export interface SessionFacts {
  readonly chargerId: number
  readonly day: string
  readonly energyWh: number
  /** Undefined: nobody was billed. */
  readonly billedWh: number | undefined
  /** Without taxes, as it stands in the ledger now; 0 for what nobody pays for. */
  readonly revenueIdr: number
}

interface SessionRow {
  readonly transactionId: number
  readonly chargerId: number
  readonly day: string
  readonly energyWh: number | null
  readonly bill: string | null
  readonly isPosted: number
}

/**
 * The finished sessions of a month at some sites, by the business days there, a batch at a time. What waits for a person is not
 * among them: nobody knows its energy.
 */
export async function* sessionFacts(
  runner: SqlRunner,
  month: string,
  siteIds: readonly string[],
): AsyncGenerator<SessionFacts> {
  const [from, until] = [firstDayOf(month), firstDayOf(monthAfter(month))]
  if (siteIds.length === 0) return
  const places = siteIds.map(() => '?').join(', ')
  let after = -1
  for (;;) {
    const rows = await runner.all<SessionRow>(
      `select transaction_id, charger_id, coalesce(business_day, substr(stopped_at, 1, 10)) as day, energy_wh, bill,
         case when journal_ref is not null and ${journalStands} then 1 else 0 end as is_posted
       from session left join settled_session on settled_session.session_id = session.id
       where transaction_id > ? and state = 'finished' and energy_wh is not null
         and charger_id in (select id from charger where site_id in (${places}))
         and (business_day >= ? and business_day < ? or business_day is null and stopped_at >= ? and stopped_at < ?)
       order by transaction_id limit ?`,
      [after, ...siteIds, from, until, from, until, batch],
    )
    for (const row of rows) yield factsOf(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) return
    after = last.transactionId
  }
}

/** For `where`: whether a session's journal has not been taken back, or another stands in its place. */
export const journalStands = `exists (select 1 from journal
  where (ref = journal_ref or (ref > journal_ref || ':' and ref < journal_ref || ';'))
    and not exists (select 1 from journal as reversal where reversal.reverses = journal.id))`

function factsOf({ chargerId, day, energyWh, bill, isPosted }: SessionRow): SessionFacts {
  const parsed = bill === null ? undefined : (JSON.parse(bill) as Bill)
  const shares = parsed && isPosted === 1 ? sharesOf(parsed) : undefined
  return {
    ...{ chargerId, day },
    energyWh: Math.max(0, energyWh ?? 0),
    billedWh: parsed?.energyWh,
    revenueIdr: shares === undefined ? 0 : shares.energyIdr + shares.feeIdr,
  }
}

/** How many sessions each charger has billed in a month: by them is divided what is no charger's own. */
export async function billedSessions(runner: SqlRunner, month: string): Promise<ReadonlyMap<number, number>> {
  const rows = await runner.all<{ chargerId: number; sessions: number }>(
    `select charger_id, count(*) as sessions from session
     where business_day >= ? and business_day < ? and bill is not null and state = 'finished' group by charger_id`,
    [firstDayOf(month), firstDayOf(monthAfter(month))],
  )
  return new Map(rows.map(({ chargerId, sessions }) => [chargerId, sessions]))
}

interface ChargerAmount {
  /** Null for what is no charger's. */
  readonly chargerId: number | null
  readonly amountIdr: number
}

/** What providers took for payments and refunds that were settled in a month; filling up a wallet is no charger's. */
export function gatewayFees(runner: SqlRunner, month: string): Promise<ChargerAmount[]> {
  const instantOf = (day: string) => toIso(startOfBusinessDay(day, providersTimeZone))
  return Promise.resolve(
    runner.all<ChargerAmount>(
      `select coalesce(paid.charger_id, refunded.charger_id) as charger_id, cast(sum(fee_idr) as bigint) as amount_idr
       from settlement_row
         left join payment as paid on settlement_row.kind = 'payment' and paid.gateway = settlement_row.gateway
           and paid.reference in (settlement_row.reference,
             substr(settlement_row.reference, 1, length(settlement_row.reference) - ?))
           and settlement_row.reference in (paid.reference, paid.reference || ?)
         left join refund on settlement_row.kind = 'refund' and refund.reference = settlement_row.reference
         left join payment as refunded on refunded.id = refund.payment_id
       where booked = 1 and fee_idr <> 0 and settled_at >= ? and settled_at < ?
       group by coalesce(paid.charger_id, refunded.charger_id)`,
      [
        ...[captureSuffix.length, captureSuffix],
        ...[instantOf(firstDayOf(month)), instantOf(firstDayOf(monthAfter(month)))],
      ],
    ),
  )
}

/** What all messages of a month cost, as far as a price is known. */
export async function messageCosts(runner: SqlRunner, month: string): Promise<number> {
  const [row] = await runner.all<{ amountIdr: number }>(
    'select cast(coalesce(sum(price_idr), 0) as bigint) as amount_idr from message_attempt where day >= ? and day < ?',
    [firstDayOf(month), firstDayOf(monthAfter(month))],
  )
  return row?.amountIdr ?? 0
}

export interface PartnerAmount extends ChargerAmount {
  readonly siteId: string | null
  readonly agreementId: string
}

/** What partners have got for a month, less what they bear; to one of them, what that one has. */
export async function partnerAmounts(
  runner: SqlRunner,
  { month, reach }: { readonly month: string; readonly reach: Reach },
): Promise<PartnerAmount[]> {
  const own = reach.kind === 'organisation' ? reach.organisationId : ''
  return runner.all<PartnerAmount>(
    `select charger_id, site_id, agreement_id,
       cast(sum(share_idr + electricity_idr + gateway_fee_idr) as bigint) as amount_idr
     from partner_entry where business_day >= ? and business_day < ? and (? = '' or organisation_id = ?)
     group by charger_id, site_id, agreement_id`,
    [firstDayOf(month), firstDayOf(monthAfter(month)), own, own],
  )
}

export interface CostRow {
  readonly siteId: string
  readonly chargerId: number | null
  readonly kind: 'sim' | 'visit' | 'rent' | 'other'
  readonly amountIdr: number
}

/** What was entered of posts that it costs in a month. */
export async function enteredCosts(runner: SqlRunner, month: string): Promise<CostRow[]> {
  return runner.all<CostRow>(
    `select site_id, charger_id, kind, amount_idr from post_cost
     where from_month <= ? and (until_month is null or until_month >= ?) order by id`,
    [month, month],
  )
}
