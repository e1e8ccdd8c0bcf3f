import type { SqlRunner } from '../../db/database.ts'

/** What a session took out of a wallet by the ledger; what has not been posted yet is 0. */
export interface WalletPosted {
  readonly sessionId: string
  readonly energyIdr: number
  readonly feeIdr: number
  readonly pbjtIdr: number
  readonly ppnIdr: number
  /** What is set aside for it still. */
  readonly heldIdr: number
}

/** The sessions of a site that wallets pay for and that ended on a business day, by their ids. */
export async function postedFromWallets(
  runner: SqlRunner,
  siteId: string,
  day: string,
): Promise<ReadonlyMap<string, WalletPosted>> {
  const credited = (account: string) =>
    `cast(coalesce(sum(case when account_id = '${account}' then -posting.amount_idr end), 0) as bigint)`
  const rows = await runner.all<WalletPosted>(
    `select session.id as session_id, ${credited('revenue_energy')} as energy_idr, ${credited('revenue_fee')} as fee_idr,
       ${credited('pbjt_payable')} as pbjt_idr, ${credited('ppn_payable')} as ppn_idr,
       (select cast(coalesce(sum(wallet_hold.amount_idr), 0) as bigint) from wallet_hold
        where wallet_hold.session_id = session.id and wallet_hold.state not in ('ended', 'released')) as held_idr
     from wallet_session join session on session.id = wallet_session.session_id
     join charger on charger.id = session.charger_id
     left join journal on journal.ref >= 'wallet:' || session.id and journal.ref < 'wallet:' || session.id || ';'
       and not exists (select 1 from journal as reversal where reversal.reverses = journal.id)
     left join posting on posting.journal_id = journal.id
     where business_day = ? and site_id = ? and session.state = 'finished' group by session.id`,
    [day, siteId],
  )
  return new Map(rows.map((row) => [row.sessionId, row]))
}
