import type { CloudHost } from '../cloud-host.ts'
import { type Partner, partners } from '../partners.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

interface Sums {
  readonly entriesIdr: number
  /** Of those of sessions that have to be settled by now. */
  readonly settledIdr: number
  readonly statedIdr: number
  readonly onStatementsIdr: number
  readonly goneIdr: number
  readonly unpaidIdr: number
  readonly payableIdr: number
  readonly alone: number
}

/**
 * A partner gets his part of what was paid at his site: session by session by the world's own arithmetic, and his
 * entries, statements, payouts and the ledger come to the same. Nobody pays out alone.
 */
export async function checkPartners(cloud: CloudHost, moment: Moment, report: Report): Promise<void> {
  for (const partner of partners) await checkPartner(partner, { cloud, moment }, report)
}

async function checkPartner(
  partner: Partner,
  { cloud, moment }: { readonly cloud: CloudHost; readonly moment: Moment },
  report: Report,
): Promise<void> {
  const { slug, site, shareBasisPoints } = partner
  const tell = (what: string) =>
    report({ checker: 'partnersGetTheirShare', subject: 'partners', what: `${slug}: ${what}` })
  const earned = await cloud.rows<{ totalIdr: number }>(
    `select total_idr from session where total_idr > 0 and stop_received_at < ?
       and charger_id in (select charger.id from charger join site on site.id = site_id where slug = ?)
       and (exists (select 1 from paid_session where session_id = session.id)
         or exists (select 1 from wallet_session where session_id = session.id))`,
    [moment.before, site],
  )
  const rightIdr = earned.reduce((sum, { totalIdr }) => sum + partHalfUpIdr(totalIdr, shareBasisPoints), 0)
  const of = '(select id from organisation where slug = ?)'
  const total = (what: string, from: string) =>
    `(select cast(coalesce(sum(${what}), 0) as bigint) from ${from})`
  const [sums] = await cloud.rows<Sums>(
    `select
       ${total('share_idr + electricity_idr + gateway_fee_idr', `partner_entry where organisation_id = ${of}`)} as entries_idr,
       ${total('share_idr + electricity_idr + gateway_fee_idr', `partner_entry left join session on session.id = session_id where organisation_id = ${of} and coalesce(stop_received_at, '') < ?`)} as settled_idr,
       ${total('due_idr', `statement where organisation_id = ${of}`)} as stated_idr,
       ${total('share_idr', `statement_entry join partner_entry on partner_entry.id = entry_id where organisation_id = ${of}`)} as on_statements_idr,
       ${total('amount_idr', `payout where state in ('approved', 'paid') and organisation_id = ${of}`)} as gone_idr,
       ${total('amount_idr', `payout where state = 'approved' and organisation_id = ${of} and approved_at < ?`)} as unpaid_idr,
       ${total('amount_idr', `posting where account_id = 'partner_payable:' || ${of}`)} as payable_idr,
       (select count(*) from payout where approved_by = proposed_by and organisation_id = ${of}) as alone`,
    [slug, slug, moment.before, slug, slug, slug, slug, moment.before, slug, slug],
  )
  if (sums === undefined) return
  const { entriesIdr, settledIdr, statedIdr, onStatementsIdr, goneIdr, unpaidIdr, payableIdr, alone } = sums
  if (settledIdr !== rightIdr) tell(`Rp ${settledIdr} were entered, and ${rightIdr} are his part`)
  if (statedIdr !== onStatementsIdr)
    tell(`statements come to Rp ${statedIdr}, what stands on them to ${onStatementsIdr}`)
  if (payableIdr !== goneIdr - entriesIdr)
    tell(
      `Rp ${-payableIdr} are owed by the ledger, and ${entriesIdr - goneIdr} by what was entered and paid out`,
    )
  if (goneIdr > statedIdr) tell(`Rp ${goneIdr} were paid out, and statements come to ${statedIdr}`)
  if (unpaidIdr > 0) tell(`Rp ${unpaidIdr} were approved and never paid`)
  if (alone > 0) tell(`${alone} payouts were approved by whoever proposed them`)
}

/** The world's own arithmetic, not the product's. */
function partHalfUpIdr(amountIdr: number, basisPoints: number): number {
  return Math.floor((amountIdr * basisPoints + 5_000) / 10_000)
}
