import { toIso } from '@colok/shared/time'
import type { SqlRunner } from '../../db/database.ts'

/** What the sessions of a payment, and of what was added to it, cost by their bills and by the ledger. */
interface Posted {
  readonly paymentId: string
  readonly billedIdr: number
  readonly energyIdr: number
  readonly feeIdr: number
  readonly pbjtIdr: number
  readonly ppnIdr: number
  readonly totalIdr: number
}

/** As many as PostgreSQL and SQLite take in one list. */
const batch = 500

/** By payment; what has not been posted yet is 0. */
export async function postedFor(
  runner: SqlRunner,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, Posted>> {
  const ids = [...new Set(paymentIds)]
  const found = new Map<string, Posted>()
  const credited = (account: string) =>
    `cast(coalesce(sum(case when account_id = '${account}' then -posting.amount_idr end), 0) as bigint)`
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch)
    const rows = await runner.all<Omit<Posted, 'totalIdr'>>(
      `select payment.id as payment_id, ${credited('revenue_energy')} as energy_idr, ${credited('revenue_fee')} as fee_idr,
         ${credited('pbjt_payable')} as pbjt_idr, ${credited('ppn_payable')} as ppn_idr,
         (select cast(coalesce(sum(total_idr), 0) as bigint) from paid_session join session on session.id = session_id
          where paid_session.payment_id = payment.id) as billed_idr
       from payment left join journal on journal.ref >= 'used:' || payment.id and journal.ref < 'used:' || payment.id || ';'
         and not exists (select 1 from journal as reversal where reversal.reverses = journal.id)
       left join posting on posting.journal_id = journal.id
       where payment.id in (${some.map(() => '?').join(', ')}) group by payment.id`,
      some,
    )
    for (const row of rows)
      found.set(row.paymentId, { ...row, totalIdr: row.energyIdr + row.feeIdr + row.pbjtIdr + row.ppnIdr })
  }
  return found
}

/** A payment as the ledger and its provider's settlement have it. */
export interface MatchedPayment {
  readonly reference: string
  readonly paidAt: string
  /** As it says itself. */
  readonly usedIdr: number | null
  readonly isOver: boolean
  readonly receivedIdr: number
  readonly usedInLedgerIdr: number
  readonly refundedIdr: number
  /** Held, or owed to its driver. */
  readonly standingIdr: number
  readonly heldIdr: number
  /** Only what was used of it is taken. */
  readonly isSetAside: boolean
  /** Used of what was set aside, and not captured. */
  readonly owedIdr: number
  /** Null for what no settlement file has. */
  readonly settledIdr: number | null
  readonly settledFeeIdr: number | null
  /** Whether it is before a person because it should have been settled. */
  readonly isMissing: boolean
}

const dayMs = 86_400_000

/** The payments at a site that were paid on a day anywhere on earth: a day of the site is within it. */
export async function paymentsPaidAround(
  runner: SqlRunner,
  siteId: string,
  day: string,
): Promise<MatchedPayment[]> {
  const noonMs = Date.parse(`${day}T12:00:00.000Z`)
  const from = toIso(noonMs - 1.5 * dayMs)
  const to = toIso(noonMs + 1.5 * dayMs)
  const named = (accounts: readonly string[]) =>
    accounts.map((account) => `'${account}:' || payment.id`).join(', ')
  const debited = (accounts: readonly string[], ...kinds: readonly string[]) =>
    `cast(coalesce(sum(case when account_id in (${named(accounts)}) and journal.kind in ('${kinds.join("', '")}') then posting.amount_idr end), 0)
     as bigint)`
  const balance = (accounts: readonly string[]) =>
    `cast(coalesce(sum(case when account_id in (${named(accounts)}) then posting.amount_idr end), 0) as bigint)`
  const rows = await runner.all<
    Omit<MatchedPayment, 'isSetAside' | 'isOver' | 'isMissing' | 'settledIdr' | 'settledFeeIdr'> & {
      id: string
      state: string
      method: string
    }
  >(
    `select payment.id, payment.reference, payment.method, paid_at, used_idr, payment.state,
       - ${debited(['customer_prepaid', 'capture_receivable'], 'payment')} as received_idr,
       ${debited(['held', 'capture_receivable'], 'post', 'reversal')} as used_in_ledger_idr, ${debited(['refund_payable'], 'refund')} as refunded_idr,
       - ${balance(['customer_prepaid', 'held', 'refund_payable'])} as standing_idr,
       - ${balance(['held'])} as held_idr, ${balance(['capture_receivable'])} as owed_idr
     from payment join charger on charger.id = payment.charger_id
     left join posting on account_id in (${named(['customer_prepaid', 'held', 'refund_payable', 'capture_receivable'])})
     left join journal on journal.id = posting.journal_id
     where site_id = ? and paid_at >= ? and paid_at < ?
     group by payment.id, payment.reference, payment.method, paid_at, used_idr, payment.state order by payment.id`,
    [siteId, from, to],
  )
  const settled = await settledFor(runner, siteId, { from, to })
  return rows.map(({ id, state, method, ...row }) => {
    const settlement = settled.get(id)
    return {
      ...row,
      isSetAside: method === 'reserve',
      isOver: state === 'settled' || state === 'returned',
      settledIdr: settlement?.settledIdr ?? null,
      settledFeeIdr: settlement?.settledFeeIdr ?? null,
      isMissing: (settlement?.missing ?? 0) > 0,
    }
  })
}

interface Settled {
  readonly id: string
  readonly settledIdr: number | null
  readonly settledFeeIdr: number | null
  readonly missing: number
}

async function settledFor(
  runner: SqlRunner,
  siteId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ReadonlyMap<string, Settled>> {
  const rows = await runner.all<Settled>(
    `select payment.id, cast(sum(gross_idr) as bigint) as settled_idr, cast(sum(fee_idr) as bigint) as settled_fee_idr,
       cast(count(payment_exception.id) as bigint) as missing
     from payment join charger on charger.id = payment.charger_id
     join journal on journal.ref in ('pay:' || payment.gateway || ':' || payment.reference,
       'pay:' || payment.gateway || ':' || payment.reference || '-C')
     left join settlement_row on settlement_row.journal_id = journal.id
     left join payment_exception on payment_exception.ref = 'settlementMissing:' || journal.id
       and payment_exception.resolved_at is null
     where site_id = ? and paid_at >= ? and paid_at < ? group by payment.id`,
    [siteId, from, to],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
