import type { CloudHost } from '../cloud-host.ts'
import type { PaymentHost, ProviderName } from '../payment-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

interface WalletRow {
  readonly id: string
  readonly balanceIdr: number
  readonly owedIdr: number
  readonly heldIdr: number
  readonly usedIdr: number
  /** Holds that are neither over nor a post's to spend offline: what they are and since when; null where there is none. */
  readonly lasting: string | null
  /** Sessions of its cards that no wallet pays for. */
  readonly unpaid: number
}

const idr = (what: string) => `(select cast(coalesce(sum(${what}), 0) as bigint)`

/**
 * What was paid into a wallet, by its provider's bills, less what its sessions cost, is its balance, what is set aside and,
 * taken off, what is owed; all by the ledger. Each session of its cards is paid out of it.
 */
export async function checkWallets(
  payments: PaymentHost,
  { cloud, moment }: { readonly cloud: CloudHost; readonly moment: Moment },
  report: Report,
): Promise<void> {
  const wallets = await cloud.rows<WalletRow>(
    `select wallet.id,
       ${idr('-amount_idr')} from posting where account_id = 'wallet:' || wallet.id) as balance_idr,
       ${idr('amount_idr')} from posting where account_id = 'wallet_ar:' || wallet.id) as owed_idr,
       ${idr('-posting.amount_idr')} from posting join wallet_hold on account_id = 'held:' || wallet_hold.id
          where wallet_id = wallet.id) as held_idr,
       ${idr('total_idr')} from session join wallet_session on session_id = session.id
          where wallet_id = wallet.id) as used_idr,
       (select group_concat(kind || ' ' || wallet_hold.state || ' of ' || id_tag || ' at ' || charge_point_id || ' since ' || wallet_hold.created_at, ', ')
          from wallet_hold join charger on charger.id = wallet_hold.charger_id
          where wallet_id = wallet.id and wallet_hold.created_at < ? and wallet_hold.state not in ('ended', 'released')
            and not (kind = 'allowance' and wallet_hold.state = 'granted')) as lasting,
       (select count(*) from session join id_tag on id_tag.id_tag = session.id_tag
          where id_tag.wallet_id = wallet.id and start_received_at < ?
            and not exists (select 1 from wallet_session where session_id = session.id)) as unpaid
     from wallet order by wallet.id`,
    [moment.before, moment.before],
  )
  for (const { id, balanceIdr, owedIdr, heldIdr, usedIdr, lasting, unpaid } of wallets) {
    const tell = (what: string) =>
      report({ checker: 'walletsHoldTheirMoney', subject: 'cloud', what: `wallet ${id}: ${what}` })
    const paidIdr = await paidInto(id, payments, cloud)
    if (paidIdr - usedIdr !== balanceIdr + heldIdr - owedIdr)
      tell(
        `Rp ${paidIdr} were paid in and ${usedIdr} used; it has ${balanceIdr}, ${heldIdr} set aside, and owes ${owedIdr}`,
      )
    if (lasting !== null) tell(`after all is over there lasts ${lasting}`)
    if (unpaid > 0) tell(`${unpaid} sessions of its cards are paid by nobody`)
  }
}

/** What its providers say that was paid for it, of payments that came in time. */
async function paidInto(walletId: string, payments: PaymentHost, cloud: CloudHost): Promise<number> {
  const rows = await cloud.rows<{ gateway: ProviderName; reference: string }>(
    `select gateway, reference from payment where wallet_id = ? and state = 'settled' and gateway is not null`,
    [walletId],
  )
  const { rails } = payments.providers
  return rows.reduce(
    (sum, { gateway, reference }) => sum + (rails.find(gateway, reference)?.payment?.amountIdr ?? 0),
    0,
  )
}
